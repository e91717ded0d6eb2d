#include "report/json_writer.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::report {
namespace {

TEST_CASE("json writer: strings are escaped as JSON wants them") {
  struct Row {
    std::string_view text;
    std::string_view json;
  };
  using namespace std::string_view_literals;
  const Row rows[] = {
      {"plain", R"("plain")"},
      {"\"quoted\" \\", R"("\"quoted\" \\")"},
      {"a\nb\rc\td", R"("a\nb\rc\td")"},
      {"\x1B\0"sv, R"("\u001b\u0000")"},
      {"größe 漢字 😀", R"("größe 漢字 😀")"},
      {"\x7F\xC2\x9B\xE2\x80\xAE\xF3\xA0\x81\x81", R"("\u007f\u009b\u202e\udb40\udc41")"},
      {"##vso[a] ##", R"("#\u0023vso[a] ##")"},
      {"##ERROR[a]", R"("#\u0023ERROR[a]")"},
      {"\uFFFE\uFFFF\uFDEF\U0010FFFF", R"("\ufffe\uffff\ufdef\udbff\udfff")"},
      {"\xFF\xC3(", "\"\uFFFD\uFFFD(\""},
      {"", R"("")"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    std::string out;
    append_json_string(row.text, out);
    CHECK(out == row.json);
  }
}

TEST_CASE("json writer: nests, separates and indents") {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("a", 1).member("b", 0.25).member("c", true).member("d", "x");
  json.key("e").null();
  json.key("empty").begin_array().end_array();
  json.key("none").begin_object().end_object();
  json.key("list").begin_array().value(1).begin_object().member("f", -2).end_object().end_array();
  json.end_object();
  CHECK(out == R"({
  "a": 1,
  "b": 0.25,
  "c": true,
  "d": "x",
  "e": null,
  "empty": [],
  "none": {},
  "list": [
    1,
    {
      "f": -2
    }
  ]
})");
}

TEST_CASE("json writer: below the depth that is indented all is one line") {
  const auto written = [](std::size_t depth) {
    std::string out;
    JsonWriter json(out, depth);
    json.begin_object().member("a", 1).key("list").begin_array();
    json.begin_object().member("b", 2).member("c", 3).end_object().end_array().end_object();
    return out;
  };
  CHECK(written(0) == R"({"a":1,"list":[{"b":2,"c":3}]})");
  CHECK(written(1) == "{\n  \"a\": 1,\n  \"list\": [{\"b\":2,\"c\":3}]\n}");
  CHECK(written(2) == "{\n  \"a\": 1,\n  \"list\": [\n    {\"b\":2,\"c\":3}\n  ]\n}");
}

TEST_CASE("json writer: what was written elsewhere is made harmless") {
  const auto harmless = [](std::string_view written, Escapes escapes) {
    std::string out;
    append_harmless(written, escapes, out);
    return out;
  };
  const std::string_view written =
      "a: \"\x7F \xC2\x9B \xE2\x80\xAE \xF3\xA0\x80\x81 \xC3\xA4 \\n ##[error] \xFF\"\n";
  CHECK(
      harmless(written, Escapes::json) ==
      "a: \"\\u007f \\u009b \\u202e \\udb40\\udc01 \xC3\xA4 \\n #\\u0023[error] \xEF\xBF\xBD\"\n");
  CHECK(harmless(written, Escapes::yaml) ==
        "a: \"\\u007f \\u009b \\u202e \\U000e0001 \xC3\xA4 \\n #\\u0023[error] \xEF\xBF\xBD\"\n");
}

TEST_CASE("json writer: numbers are written as short as they are exact") {
  const std::pair<double, std::string_view> rows[] = {
      {0.25, "0.25"}, {2.0, "2"}, {30.0, "30"}, {0.1, "0.1"}};
  for (const auto& [number, text] : rows) {
    std::string out;
    JsonWriter(out).value(number);
    CHECK(out == text);
  }
}

}  // namespace
}  // namespace fargate_lint::report
