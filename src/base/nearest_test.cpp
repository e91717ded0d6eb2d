#include "base/nearest.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint {
namespace {

std::size_t distance(std::string_view a, std::string_view b, std::size_t most = 128) {
  return edit_distance(a, b, Letters::as_written, most);
}

TEST_CASE("edit distance: counts inserted, deleted and replaced characters") {
  CHECK(distance("", "") == 0);
  CHECK(distance("role", "") == 4);
  CHECK(distance("", "role") == 4);
  CHECK(distance("role-arn", "role-arn") == 0);
  CHECK(distance("role_arn", "role-arn") == 1);
  CHECK(distance("rolearn", "role-arn") == 1);
  CHECK(distance("kitten", "sitting") == 3);
}

TEST_CASE("edit distance: counts no further than it is asked to") {
  CHECK(distance("kitten", "sitting", 3) == 3);
  CHECK(distance("kitten", "sitting", 2) == 3);
  CHECK(distance("role", "role-arn", 3) == 4);
  CHECK(distance("abcdefgh", "stuvwxyz", 0) == 1);
}

TEST_CASE("edit distance: long texts are far apart without being compared") {
  const std::string long_text(129, 'a');
  CHECK(distance(long_text, long_text) == 129);
}

TEST_CASE("edit distance: may pass over the case of letters") {
  CHECK(distance("FG101", "fg101") == 2);
  CHECK(edit_distance("FG101", "fg102", Letters::any_case) == 1);
}

TEST_CASE("nearest: is the candidate that is close, if any") {
  CHECK(nearest("Jsno", {"text", "json", "sarif"}) == "json");
  CHECK(nearest("xml", {"text", "json", "sarif"}).empty());
  CHECK(nearest(std::string(65, 'a'), {"text"}).empty());
}

}  // namespace
}  // namespace fargate_lint
