#include "base/text.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace fargate_lint {
namespace {

TEST_CASE("text: blanks around it are dropped, those that the caller means") {
  CHECK(trimmed(" \ta b\r ", kBlanks) == "a b\r");
  CHECK(trimmed(" \ta b\r ", kBlanks, " \t\r") == "a b");
  CHECK(trimmed("\r a\n", kBlanksAndBreaks) == "a");
  CHECK(trimmed("\v a\f", kBlanksAndBreaks) == "\v a\f");
  CHECK(trimmed("\v a\f", kSpaces) == "a");
  CHECK(trimmed(" \t ", kBlanks).empty());
  CHECK(trimmed("\r", kBlanks, " \t\r").empty());
  CHECK(trimmed("", kSpaces).empty());
}

TEST_CASE("text: letters of ASCII have a lower case") {
  CHECK(lowered("Deploy-42_Z") == "deploy-42_z");
  CHECK(lowered("\xC3\x84[@") == "\xC3\x84[@");
}

TEST_CASE("text: stands in backticks as it is") {
  CHECK(in_backticks("a`b") == "`a`b`");
  CHECK(in_backticks("") == "``");
}

TEST_CASE("text: of a list the rest is counted") {
  const std::vector<std::string> names = {"a", "b"};
  CHECK(listed(names) == "a, b");
  CHECK(listed(names, 5) == "a, b and 3 more");
  CHECK(listed({}).empty());
}

TEST_CASE("text: a character begins at its first byte") {
  CHECK(begins_character('a'));
  CHECK(begins_character('\xC3'));
  CHECK_FALSE(begins_character('\xA9'));
}

}  // namespace
}  // namespace fargate_lint
