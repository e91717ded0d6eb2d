#include "policy/cel.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <random>
#include <string>
#include <vector>

#include "fargate/profile.hpp"

namespace fargate_lint::policy {
namespace {

TEST_CASE("cel: what is special is escaped") {
  struct Row {
    std::string text;
    std::string quoted;  // as a string of CEL
    std::string regex;   // as RE2 reads it
  };
  const std::vector<Row> rows = {
      {"shop", R"("shop")", "^shop$"},
      {"", R"("")", "^$"},
      {"*", R"("*")", "^.*$"},
      {"**", R"("**")", "^.*$"},
      {"a?b*", R"("a?b*")", "^a.b.*$"},
      {"a.*", R"("a.*")", R"(^a\..*$)"},
      {"a+b|c", R"("a+b|c")", R"(^a\+b\|c$)"},
      {"(a)[b]{c}^$", R"("(a)[b]{c}^$")", R"(^\(a\)\[b\]\{c\}\^\$$)"},
      {R"(a\b)", R"("a\\b")", R"(^a\\b$)"},
      {R"(a"b)", R"("a\"b")", R"(^a"b$)"},
      {"a b=#", R"("a b=#")", R"(^a\x{20}b\x{3d}\x{23}$)"},
      {"a\n\tb", R"("a\u000a\u0009b")", R"(^a\x{0a}\x{09}b$)"},
      {std::string("a\0b", 3), R"("a\u0000b")", R"(^a\x{00}b$)"},
      {"\x7F", R"("\u007f")", R"(^\x{7f}$)"},
      {"\xC3\xA4?", R"("\u00e4?")", R"(^\x{e4}.$)"},
      {"\xE2\x82\xAC", R"("\u20ac")", R"(^\x{20ac}$)"},
      {"\xF0\x9F\x98\x80*", R"("\U0001f600*")", R"(^\x{01f600}.*$)"},
      // No UTF-8: cut short, overlong, a surrogate, a stray byte.
      {"a\xC3", R"("a\ufffd")", R"(^a\x{fffd}$)"},
      {"\xED\xA0\x80", R"("\ufffd")", R"(^\x{fffd}$)"},
      {"\xFF", R"("\ufffd")", R"(^\x{fffd}$)"},
      {"{{x}}'`", R"("{{x}}'`")", R"(^\{\{x\}\}'`$)"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(cel::quote(row.text) == row.quoted);
    CHECK(cel::regex(row.text) == row.regex);
  }
}

TEST_CASE("cel: a pattern takes what its regular expression takes") {
  std::mt19937 random(23);
  const std::vector<std::string> pieces = {"a", "b", "*", "?", ".",        "-",           "+",
                                           "(", ")", "[", "]", "\\",       "^",           "$",
                                           "|", "{", "}", "/", "\xC3\xA4", "\xE2\x82\xAC"};
  const auto make = [&](std::size_t most) {
    std::string text;
    for (auto size = random() % (most + 1); size > 0; --size)
      text += pieces[random() % pieces.size()];
    return text;
  };
  int matches = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto pattern = make(5);
    // Mostly something that is near to the pattern.
    auto text = random() % 3 == 0 ? make(5) : pattern;
    for (auto& c : text)
      if ((c == '*' || c == '?') && random() % 4 != 0) c = 'a';
    const RE2 regex(cel::regex(pattern), RE2::Quiet);
    REQUIRE_MESSAGE(regex.ok(), pattern);
    const bool expected = fargate::wildcard_match(pattern, text);
    matches += expected ? 1 : 0;
    CHECK_MESSAGE(RE2::PartialMatch(text, regex) == expected, pattern, " against ", text);
  }
  CHECK(matches > 2000);
}

TEST_CASE("cel: a pattern as a condition") {
  CHECK(cel::fits("x", "shop") == R"(x == "shop")");
  CHECK(cel::fits("x", "*") == "true");
  CHECK(cel::fits("x", "") == R"(x == "")");
  CHECK(cel::fits("x", "a.?") == R"(x.matches("^a\\..$"))");
  CHECK(cel::list({"a", "\""}) == R"(["a", "\""])");
}

}  // namespace
}  // namespace fargate_lint::policy
