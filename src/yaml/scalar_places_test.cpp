#include "yaml/scalar_places.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

/// "3:5-8" of the word in the value of `text`, or "unknown".
std::string place_of(std::string_view text, std::string_view word) {
  SyntaxError error;
  const auto document = read_document(std::string(text), {}, &error);
  REQUIRE_MESSAGE(document != nullptr, error.message);
  const auto scalar = document->root()["text"];
  const auto begin = scalar.text().find(word);
  REQUIRE(begin != std::string_view::npos);
  const auto place = ScalarPlaces(scalar).find(begin, begin + word.size());
  if (!place) return "unknown";
  const auto& [from, to] = place->span;
  CHECK(from.line == to.line);
  return std::to_string(from.line) + ":" + std::to_string(from.column) + "-" +
         std::to_string(to.column);
}

TEST_CASE("scalar places: a word is found on its own line, however the scalar is written") {
  struct Row {
    std::string_view text;
    std::string_view word;
    std::string_view place;
  };
  const std::vector<Row> rows = {
      {"text: one two\n", "two", "1:11-14"},
      {"text: one\n  two\n", "two", "2:3-6"},
      {"text: |\n  one\n    two\n", "two", "3:5-8"},
      {"text: |\n\n  one\n\n\n  two\n", "two", "6:3-6"},
      {"text: |4\n      one\n    two\n", "one", "2:7-10"},
      {"text: |- # why\n  one\n  two", "two", "3:3-6"},
      {"text: |\r\n  one\r\n  two\r\n", "two", "3:3-6"},
      {"text: |\n  \xC3\xA4\xC3\xB6 two\n", "two", "2:6-9"},
      {"text: >\n  one\n  two\n\n  three\n", "two", "3:3-6"},
      {"text: >\n  one\n  two\n\n  three\n", "three", "5:3-8"},
      {"text: >-\n  one\n    two\n  three\n", "two", "3:5-8"},
      {"text: 'it''s two'\n", "two", "1:14-17"},
      {"text: 'one\n\n  two'\n", "two", "3:3-6"},
      {"text: \"one\\ntwo\"\n", "two", "1:13-16"},
      {"text: \"one\\x20\\u0041\\\"two\"\n", "two", "1:23-26"},
      {"text: \"one \\\n   two\"\n", "two", "2:4-7"},
      {"text: \"one\n  two\"\n", "two", "2:3-6"},
      {"{\"text\": \"\\ud83d\\ude00 a\\ttwo\"}", "two", "1:27-30"},
      {"base: &b |\n  one\n  two\ntext: *b\n", "two", "3:3-6"},
      {"text: !!str |\n  one\n  two\n", "two", "3:3-6"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(place_of(row.text, row.word) == row.place);
  }
}

TEST_CASE("scalar places: a value that is not made of its source has no places") {
  CHECK(place_of("text: !!binary b25l\n", "one") == "unknown");
  CHECK_FALSE(ScalarPlaces(Node()).find(0, 1));
}

TEST_CASE("scalar places: a part ends with its line, and nothing stands behind the end") {
  SyntaxError error;
  const auto document = read_document("text: |\n  one\n  two\n", {}, &error);
  REQUIRE(document != nullptr);
  const ScalarPlaces places(document->root()["text"]);
  const auto both = places.find(0, 7);
  REQUIRE(both);
  CHECK(both->span == Span{{2, 3}, {2, 6}});
  CHECK(both->line_text == "  one");
  CHECK_FALSE(places.find(100, 101));
}

}  // namespace
}  // namespace fargate_lint::yaml
