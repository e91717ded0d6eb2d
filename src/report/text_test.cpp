#include "report/text.hpp"

#include <doctest/doctest.h>

#include "base/bytes.hpp"
#include "report/utf8.hpp"

namespace fargate_lint::report {
namespace {

TEST_CASE("text: a run of harmless bytes ends at the first that is none, wherever it stands") {
  const auto is_harmless = [](char c) { return c >= 0x20 && c < 0x7F && c != ':' && c != '#'; };
  for (std::size_t at = 0; at < 20; ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      CAPTURE(at);
      CAPTURE(byte);
      std::string text(24, '~');
      text[at] = static_cast<char>(byte);
      text[at + 1] = ' ';
      text[at + 3] = '\n';
      const auto expected = is_harmless(text[at]) ? at + 3 : at;
      CHECK(printable_beginning<':', '#'>(text) == expected);
    }
  }
}

TEST_CASE("text: what could command a terminal is shown as its code") {
  struct Row {
    std::string_view text;
    std::string_view shown;
  };
  using namespace std::string_view_literals;
  const Row rows[] = {
      {"plain `text`", "plain `text`"},
      {"\x1B[31mred\x1B[0m", "\\x1b[31mred\\x1b[0m"},
      {"\x1B]8;;http://x\x07link", "\\x1b]8;;http://x\\x07link"},
      {"a\0b"sv, "a\\x00b"},
      {"bell\x07 back\x08 delete\x7F", "bell\\x07 back\\x08 delete\\x7f"},
      {"two\nlines\tand\rmore", "two\\nlines\\tand\\x0dmore"},
      {"\xC2\x9B"
       "31m",
       "\\x9b31m"},
      {"\xE2\x80\xAE"
       "abc",
       "\\u{202e}abc"},
      {"a\xE2\x80\x8B"
       "b\xEF\xBB\xBF",
       "a\\u{200b}b\\u{feff}"},
      {"\xF3\xA0\x81\x81", "\\u{e0041}"},
      {"a ##[error]b", "a #\\x23[error]b"},
      {"##vso[task.complete]", "#\\x23vso[task.complete]"},
      {"## [a] ##a", "## [a] ##a"},
      {"##VSO[a] ##Vs\u200Do[b]", "#\\x23VSO[a] #\\x23Vs\u200Do[b]"},
      {"::error::a ::b", ":\\x3aerror::a :\\x3ab"},
      {"::ERROR::a", ":\\x3aERROR::a"},
      {"\u3000::error::a \u2003\u00A0::b", "\u3000:\\x3aerror::a \u2003\u00A0:\\x3ab"},
      {"\u2028::error::", "\\u{2028}::error::"},
      {"\uFFFE \uFFFF \uFDD0 \U0001FFFE \uFFFD \uFDF0",
       "\\u{fffe} \\u{ffff} \\u{fdd0} \\u{1fffe} \uFFFD \uFDF0"},
      {"`::1` a::b :: c", "`::1` a::b :: c"},
      {"größe 漢字 😀", "größe 漢字 😀"},
      {"bad \xFF\xC3( \xE2\x82", "bad \uFFFD\uFFFD( \uFFFD\uFFFD"},
      {"surrogate \xED\xA0\x80", "surrogate \uFFFD\uFFFD\uFFFD"},
      {"overlong \xC0\xAF \xE0\x80\xAF", "overlong \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD"},
      {"", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.shown);
    CHECK(sanitise(row.text) == row.shown);
  }
}

TEST_CASE("text: no byte sequence brings a control character through") {
  // All pairs of bytes, alone and after a lead byte.
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text = {static_cast<char>(a), static_cast<char>(b)};
      const auto shown = sanitise(text);
      std::string_view rest = shown;
      while (!rest.empty()) {
        const auto c = take_character(rest);
        const bool harmless = c >= 0x20 && !(c >= 0x7F && c < 0xA0);
        if (!harmless) CAPTURE(a);
        REQUIRE(harmless);
      }
    }
  }
}

TEST_CASE("text: width counts columns, not bytes or characters") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("größe") == 5);
  CHECK(display_width("漢字") == 4);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("✓") == 1);
  CHECK(display_width("😀") == 2);
}

TEST_CASE("text: clip marks what it cuts and never splits a wide character") {
  CHECK(clip("abcdef", 6) == "abcdef");
  CHECK(clip("abcdefg", 6) == "abc...");
  CHECK(clip("漢字漢字", 6) == "漢...");
  CHECK(clip("abcdef", 2) == "ab");
}

TEST_CASE("text: wrap breaks at spaces and leaves long words whole") {
  CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("a verylongword b", 5) == std::vector<std::string>{"a", "verylongword", "b"});
  CHECK(wrap("  spaces   between ", 40) == std::vector<std::string>{"spaces between"});
  CHECK(wrap("", 10).empty());
  CHECK(wrap("one two three four", 7, 2) == std::vector<std::string>{"one two", "three", "four"});
  CHECK(wrap("one two six ten", 7, 0) == std::vector<std::string>{"one two", "six ten"});
}

std::string drawn(std::string_view line, std::uint32_t from, std::uint32_t to,
                  std::size_t width = 60) {
  const auto code = code_line(line, {{1, from}, {1, to}}, width);
  return code.text + "\n" + std::string(code.mark_begin, ' ') + std::string(code.mark_width, '^');
}

TEST_CASE("code line: the mark stands under what it marks") {
  CHECK(drawn("  hostPID: true", 3, 16) ==
        "  hostPID: true\n"
        "  ^^^^^^^^^^^^^");
  CHECK(drawn("\ta:\tb", 5, 6) ==
        "    a:  b\n"
        "        ^");
  CHECK(drawn("名前: 漢字 # x", 5, 7) ==
        "名前: 漢字 # x\n"
        "      ^^^^");
  CHECK(drawn("a: \"\x1B[2J\" b", 11, 12) ==
        "a: \"\\x1b[2J\" b\n"
        "             ^");
  CHECK(drawn("e\xCC\x81: x", 5, 6) ==
        "e\xCC\x81: x\n"
        "   ^");
}

TEST_CASE("code line: a mark at or beyond the end, or empty, is one column") {
  CHECK(drawn("abc", 4, 4) == "abc\n   ^");
  CHECK(drawn("abc", 9, 12) == "abc\n   ^");
  CHECK(drawn("abc", 2, 2) == "abc\n ^");
  CHECK(drawn("", 1, 1) == "\n^");
  CHECK(drawn("abc", 2, 99) == "abc\n ^^");
}

TEST_CASE("code line: a long line is cut to the part that matters") {
  const std::string line = "{\"a\": \"" + std::string(100, 'x') +
                           "\", \"kind\": \"Pod\", \"b\": \"" + std::string(100, 'y') + "\"}";
  const auto column = static_cast<std::uint32_t>(line.find("\"kind\"")) + 1;
  CHECK(drawn(line, column, column + 13, 40) ==
        "...xxxxxxxxx\", \"kind\": \"Pod\", \"b\": \"y...\n"
        "               ^^^^^^^^^^^^^");
  CHECK(drawn(line, 2, 5, 20) ==
        "{\"a\": \"xxxxxxxxxx...\n"
        " ^^^");
  // A mark wider than the room is cut too.
  CHECK(drawn(std::string(100, 'x'), 1, 101, 20) ==
        "xxxxxxxxxxxxxxxxx...\n"
        "^^^^^^^^^^^^^^^^^");
}

TEST_CASE("code line: lines of megabytes cost no more than what is shown") {
  const std::string line(20'000'000, 'x');
  for (int i = 0; i < 1000; ++i) CHECK(code_line(line, {{1, 5}, {1, 9}}, 80).mark_begin == 4);
}

TEST_CASE("text: counted puts the noun in number") {
  CHECK(counted(0, "error") == "0 errors");
  CHECK(counted(1, "error") == "1 error");
  CHECK(counted(2, "error") == "2 errors");
}

}  // namespace
}  // namespace fargate_lint::report
