#include "fargate/profile.hpp"

#include <doctest/doctest.h>

#include <vector>

#include <string>

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
  for (const auto& row : kRows) {
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
  const auto value = locate(document->root()["a"]);
  CHECK(value.path == "file.yaml");
  CHECK(value.span == yaml::Span{{1, 4}, {1, 5}});
  CHECK(value.line_text == "a: 1");
  const auto field = locate_field(document->root()["a"]);
  CHECK(field.span == yaml::Span{{1, 1}, {1, 5}});

  const auto list = locate_field(document->root()["nested"]["list"]);
  CHECK(list.span.begin == yaml::Position{3, 3});
  CHECK(list.line_text == "  list:");
}

TEST_CASE("location: of nothing is empty") {
  const auto nowhere = locate(yaml::Node());
  CHECK(nowhere.path.empty());
  CHECK(nowhere.span == yaml::Span{});
  CHECK(locate_field(yaml::Node()).line_text.empty());
}

TEST_CASE("profile: only ACTIVE ones, or those of unknown status, take new pods") {
  Profile profile;
  CHECK(profile.takes_new_pods());
  CHECK(profile.display_name() == "(no name)");
  profile.name = Value::unknown("a placeholder");
  CHECK(profile.display_name() == "(unknown name)");
  profile.name.shape = "*-web";
  CHECK(profile.display_name() == "(*-web)");
  profile.id = "Fp1A2B";
  CHECK(profile.display_name() == "(Fp1A2B)");
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

TEST_CASE("patterns: one takes in another") {
  struct Row {
    std::string_view wide;
    std::string_view narrow;
    bool includes;
  };
  constexpr Row kRows[] = {
      {"*", "", true},
      {"*", "a", true},
      {"*", "*", true},
      {"**", "?*?", true},
      {"?", "?", true},
      {"?", "*", false},
      {"?*", "*", false},
      {"?*", "*?", true},
      {"*?", "?*", true},
      {"a*", "a?*", true},
      {"a?*", "a*", false},
      {"a*b", "a*x*b", true},
      {"a*x*b", "a*b", false},
      {"shop", "shop", true},
      {"shop", "shop?", false},
      {"shop*", "shop", true},
      {"shop-?", "shop-*", false},
      {"*-system", "kube-system", true},
      {"*a*", "b*a", true},
      {"*a", "*a*", false},
      {"", "*", false},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.wide);
    CAPTURE(row.narrow);
    CHECK(pattern_includes(row.wide, row.narrow) == row.includes);
  }
}

TEST_CASE("patterns: two have a text in common") {
  struct Row {
    std::string_view a;
    std::string_view b;
    bool common;
  };
  constexpr Row kRows[] = {
      {"*", "*", true},         {"*", "", true},          {"a*", "*b", true},
      {"a*", "b*", false},      {"a?", "?b", true},       {"a?", "a", false},
      {"a*b", "a?c", false},    {"*x*", "a*b", true},     {"shop-*", "*-eu", true},
      {"shop", "shop", true},   {"shop", "shops", false}, {"??", "*a*b*c*", false},
      {"???", "*a*b*c*", true},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CHECK(patterns_intersect(row.a, row.b) == row.common);
    CHECK(patterns_intersect(row.b, row.a) == row.common);
  }
}

/// All texts of at most `size` of these letters.
std::vector<std::string> texts_of(std::string_view letters, std::size_t size) {
  std::vector<std::string> texts = {""};
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (const char letter : letters)
      if (texts[i].size() < size) texts.push_back(texts[i] + letter);
  return texts;
}

TEST_CASE("patterns: relations agree with what the patterns take") {
  const auto patterns = texts_of("ab*?", 3);
  const auto texts = texts_of("abz", 6);  // `z`: a letter that no pattern names
  std::vector<std::vector<bool>> takes;
  for (const auto& pattern : patterns) {
    auto& row = takes.emplace_back();
    for (const auto& text : texts) row.push_back(wildcard_match(pattern, text));
  }
  std::size_t wrong = 0;
  std::size_t not_told = 0;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    for (std::size_t j = 0; j < patterns.size(); ++j) {
      bool common = false;
      bool included = true;
      for (std::size_t t = 0; t < texts.size(); ++t) {
        common = common || (takes[i][t] && takes[j][t]);
        included = included && (takes[i][t] || !takes[j][t]);
      }
      const bool told = pattern_includes(patterns[i], patterns[j]);
      if (told && !included) ++wrong;
      // `?*` and its like are where the answer may be no for want of thought.
      const auto& wide = patterns[i];
      const bool entangled = wide.find('?') != wide.npos && wide.find('*') != wide.npos;
      if (!told && included && !entangled) ++not_told;
      if (common != patterns_intersect(patterns[i], patterns[j])) ++wrong;
    }
  }
  CHECK(wrong == 0);
  CHECK(not_told == 0);
}

}  // namespace fargate_lint::fargate
