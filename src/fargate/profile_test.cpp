#include "fargate/profile.hpp"

#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {

TEST_CASE("wildcard: takes the whole string, case and all") {
  struct Row {
    std::string_view pattern;
    std::string_view text;
    bool matched;
  };
  static constexpr Row kRows[] = {
      {"", "", true},
      {"", "a", false},
      {"web", "web", true},
      {"web", "Web", false},
      {"web", "web1", false},
      {"web", "aweb", false},
      {"*", "", true},
      {"*", "anything/at.all", true},
      {"**", "", true},
      {"web*", "web", true},
      {"web*", "web-1", true},
      {"*web", "myweb", true},
      {"*web", "webs", false},
      {"*web*", "awebb", true},
      {"w*b", "wb", true},
      {"w*b", "weeb", true},
      {"w*b", "weebs", false},
      {"a*b*c", "aXbYbZc", true},
      {"a*b*c", "aXcYb", false},
      {"?", "", false},
      {"?", "a", true},
      {"?", "ab", false},
      {"web?", "web", false},
      {"web?", "web1", true},
      {"*?", "", false},
      {"*?", "abc", true},
      {"?*?", "a", false},
      {"?*?", "ab", true},
      {"[a]", "a", false},
      {"[a]", "[a]", true},
      {"a.c", "abc", false},
      {"\\*", "*", false},
      {"*a*a*b", "aaaaaaab", true},
  };
  for (const Row& row : kRows) {
    CAPTURE(row.pattern);
    CAPTURE(row.text);
    CHECK(wildcard_match(row.pattern, row.text) == row.matched);
  }
}

TEST_CASE("wildcard: a question mark is one character, not one byte") {
  CHECK(wildcard_match("caf?", "caf\xC3\xA9"));
  CHECK_FALSE(wildcard_match("caf??", "caf\xC3\xA9"));
  CHECK(wildcard_match("?", "\xF0\x9F\x98\x80"));
  CHECK(wildcard_match("*?x", "\xE2\x82\xACx"));
  CHECK_FALSE(wildcard_match("*??x", "\xE2\x82\xACx"));
  CHECK(wildcard_match("\xC3\xA9*", "\xC3\xA9t\xC3\xA9"));
}

TEST_CASE("wildcard: bytes that are no UTF-8 count as characters") {
  CHECK(wildcard_match("??", "\xC3\xFF"));
  CHECK(wildcard_match("?", "\xC3"));
  CHECK(wildcard_match("a?", "a\x80"));
}

TEST_CASE("wildcard: many stars stay cheap") {
  // With recursion over stars this pattern takes longer than anyone waits.
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  const std::string text(20'000, 'a');
  CHECK_FALSE(wildcard_match(pattern + "b", text));
  CHECK(wildcard_match(pattern, text));
}

TEST_CASE("location: a value's own place and its field's") {
  const auto document = testing::parse("a: 1\nnested:\n  list:\n    - x\n");
  const Location value = locate(document->root()["a"]);
  CHECK(value.path == "file.yaml");
  CHECK(value.span == yaml::Span{{1, 4}, {1, 5}});
  CHECK(value.line_text == "a: 1");
  const Location field = locate_field(document->root()["a"]);
  CHECK(field.span == yaml::Span{{1, 1}, {1, 5}});

  const Location list = locate_field(document->root()["nested"]["list"]);
  CHECK(list.span.begin == yaml::Position{3, 3});
  CHECK(list.line_text == "  list:");
}

TEST_CASE("location: of nothing is empty") {
  const Location nowhere = locate(yaml::Node());
  CHECK(nowhere.path.empty());
  CHECK(nowhere.span == yaml::Span{});
  CHECK(locate_field(yaml::Node()).line_text.empty());
}

TEST_CASE("profile: only ACTIVE ones, or those of unknown status, take new pods") {
  Profile profile;
  CHECK(profile.takes_new_pods());
  CHECK(profile.display_name() == "(unknown name)");
  profile.name = Value::known("web");
  CHECK(profile.display_name() == "web");
  profile.status = "ACTIVE";
  CHECK(profile.takes_new_pods());
  for (const char* status : {"CREATING", "DELETING", "CREATE_FAILED", "DELETE_FAILED"}) {
    profile.status = status;
    CAPTURE(status);
    CHECK_FALSE(profile.takes_new_pods());
  }
}

}  // namespace fargate_lint::fargate
