#include "report/fingerprint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace fargate_lint::report {
namespace {

std::vector<std::string> hashes_of(std::string_view text, std::size_t part_size) {
  std::vector<std::string> hashes;
  LineHasher hasher([&](std::uint32_t number, const std::string& hash) {
    CHECK(number == hashes.size() + 1);
    hashes.push_back(hash);
    return true;
  });
  for (; !text.empty(); text.remove_prefix(std::min(part_size, text.size())))
    CHECK(hasher.take(text.substr(0, part_size)));
  hasher.finish();
  return hashes;
}

// The values are those that github/codeql-action expects of itself (src/fingerprints.test.ts), and
// for what is not ASCII those that its hash() gave.
TEST_CASE("fingerprint: equals that of GitHub's own action") {
  const std::vector<std::string> greetings = {
      "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
      "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1"};
  std::string lorem;
  for (int i = 0; i < 10; ++i) lorem += "Lorem ipsum dolor sit amet.\n";
  struct Row {
    std::string text;
    std::vector<std::string> hashes;
  };
  const Row rows[] = {
      {"", {"c129715d7a2bc9a3:1"}},
      {" a\nb\n  \t\tc\n d",
       {"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
      {" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
       {"8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1",
        "b86d3392aea1be30:1", "e6ceba753e1a442:1"}},
      {" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", greetings},
      {" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", greetings},
      {" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", greetings},
      {" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", greetings},
      {lorem,
       {"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4",
        "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1",
        "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"}},
      {"name: gr\xC3\xBC\xC3\x9F\ncat: \xF0\x9F\x90\xB1\n",
       {"52033a99ea8724c2:1", "73a1e74f607d0201:1", "c129715d7a2bc9a3:1"}},
      {"\xEF\xBB\xBF"
       "kind: Pod\n",
       {"fc4b6fb989bfac87:1", "c129715d7a2bc9a3:1"}},
      {"bad: \xE2\x82 \xF0\x9F\x90 \xC0\xAF \xED\xA0\x80 \xFF\n",
       {"c7cfe8be8f32db12:1", "c129715d7a2bc9a3:1"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(hashes_of(row.text, row.text.size()) == row.hashes);
    CHECK(hashes_of(row.text, 1) == row.hashes);
  }
}

TEST_CASE("fingerprint: of a line no more is taken than it needs") {
  std::vector<std::uint32_t> numbers;
  LineHasher hasher([&](std::uint32_t number, const std::string&) {
    numbers.push_back(number);
    return number < 2;
  });
  CHECK(hasher.take("a\nb\nc\n"));
  CHECK_FALSE(hasher.take(std::string(200, 'd')));
  CHECK_FALSE(hasher.take("e"));
  hasher.finish();
  CHECK(numbers == std::vector<std::uint32_t>{1, 2});
}

}  // namespace
}  // namespace fargate_lint::report
