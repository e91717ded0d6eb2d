#include "base/prefix_index.hpp"

#include <doctest/doctest.h>

namespace fargate_lint {
namespace {

TEST_CASE("prefix index: finds what a text begins with, the shortest first") {
  PrefixIndex index;
  index.add("ab", 1);
  index.add("", 2);
  index.add("abc", 3);
  index.add("ab", 4);
  index.add("b", 5);
  const auto found = [&index](std::string_view text) {
    std::vector<std::uint32_t> all;
    index.visit_prefixes_of(text, [&all](const std::vector<std::uint32_t>& numbers) {
      all.insert(all.end(), numbers.begin(), numbers.end());
    });
    return all;
  };
  CHECK(found("abcd") == std::vector<std::uint32_t>{2, 1, 4, 3});
  CHECK(found("ab") == std::vector<std::uint32_t>{2, 1, 4});
  CHECK(found("a") == std::vector<std::uint32_t>{2});
  CHECK(found("").size() == 1);
}

}  // namespace
}  // namespace fargate_lint
