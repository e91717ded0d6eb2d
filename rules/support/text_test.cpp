#include "support/text.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::rules {
namespace {

TEST_CASE("edit distance: counts inserted, deleted and replaced characters") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("role", "") == 4);
  CHECK(edit_distance("", "role") == 4);
  CHECK(edit_distance("role-arn", "role-arn") == 0);
  CHECK(edit_distance("role_arn", "role-arn") == 1);
  CHECK(edit_distance("rolearn", "role-arn") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("edit distance: counts no further than it is asked to") {
  CHECK(edit_distance("kitten", "sitting", 3) == 3);
  CHECK(edit_distance("kitten", "sitting", 2) == 3);
  CHECK(edit_distance("role", "role-arn", 3) == 4);
  CHECK(edit_distance("abcdefgh", "stuvwxyz", 0) == 1);
}

TEST_CASE("edit distance: long texts are far apart without being compared") {
  const std::string long_text(129, 'a');
  CHECK(edit_distance(long_text, long_text) == 129);
}

}  // namespace
}  // namespace fargate_lint::rules
