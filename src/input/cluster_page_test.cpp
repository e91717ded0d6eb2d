#include "input/cluster_page.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fargate_lint::input {
namespace {

struct Read {
  std::vector<std::string> names;
  std::string next;
  std::string wrong;
};

/// Feeds the text in parts of that size.
Read read(std::string_view text, std::size_t part) {
  Read result;
  ListPage page(
      [&](yaml::Node item) { result.names.emplace_back(item["metadata"]["name"].text()); });
  for (std::size_t at = 0; at < text.size(); at += part)
    if (!page.feed(text.substr(at, part))) break;
  result.wrong = page.finish().value_or("");
  result.next = page.next();
  return result;
}

constexpr std::string_view kList =
    R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"abc"},)"
    R"("items":[{"metadata":{"name":"a","annotations":{"x":"}],{\"[\\"}}},)"
    R"({"metadata":{"name":"b"}} , {"metadata":{"name":"c"}}]})"
    "\n";

TEST_CASE("a page: its items and its token, in whatever parts it arrives") {
  for (std::size_t part = 1; part <= kList.size(); ++part) {
    CAPTURE(part);
    const auto page = read(kList, part);
    CHECK(page.wrong.empty());
    CHECK(page.names == std::vector<std::string>{"a", "b", "c"});
    CHECK(page.next == "abc");
  }
}

TEST_CASE("a page: the token may stand behind the items, and lists may be empty") {
  CHECK(read(R"({"items":[{"metadata":{"name":"a"}}],"metadata":{"continue":"z"}})", 7).next ==
        "z");
  for (const std::string_view text :
       {R"({"kind":"PodList","metadata":{},"items":[]})", R"({"kind":"PodList","items":null})",
        R"({ "kind": "PodList", "items": [
  ] })"}) {
    const auto page = read(text, 5);
    CHECK(page.wrong.empty());
    CHECK(page.names.empty());
  }
}

TEST_CASE("a page: half of one is never taken for a whole one") {
  for (std::size_t size = 0; size + 2 < kList.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read(kList.substr(0, size), 11).wrong.empty());
  }
}

TEST_CASE("a page: garbage is told as what it is") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "is empty"},
      {"  \n", "is empty"},
      {"<html>Sign in</html>", "is no JSON"},
      {R"({"kind":"Status","code":200})", "is no list of objects"},
      {R"({"items":{"a":1}})", "is no list of objects"},
      {R"({"items":[1,2]})", "is no list of objects"},
      {R"({"items":[{"a":tru}]})", "has an object that is no JSON"},
      {R"({"items":[{}]}{"items":[]})", "ends in the middle"},
  };
  for (const auto& [text, wrong] : cases) {
    CAPTURE(text);
    CHECK(read(text, 4).wrong == wrong);
  }
}

TEST_CASE("a page: what goes on without end is not read on") {
  ListPage blank([](yaml::Node) {});
  const std::string spaces(std::size_t{64} << 10U, ' ');
  CHECK(blank.feed(spaces));
  CHECK_FALSE(blank.feed(spaces));
  ListPage item([](yaml::Node) {});
  CHECK(item.feed(R"({"items":[{"a":")"));
  const std::string letters(std::size_t{1} << 20U, 'x');
  std::size_t fed = 0;
  while (fed < 100 && item.feed(letters)) ++fed;
  CHECK(fed == ListPage::kLargestItem / letters.size() - 1);
}

}  // namespace
}  // namespace fargate_lint::input
