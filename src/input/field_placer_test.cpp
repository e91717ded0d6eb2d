#include "input/field_placer.hpp"

#include <doctest/doctest.h>

#include "fargate/profile.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

TEST_CASE("field placer: says what the document itself says") {
  const std::string texts[] = {
      "kind: Pod\n",
      "kind: Pod",
      "apiVersion: v1\nkind: Pod\n",
      "# Source: a/b.yaml\r\napiVersion: v1\r\nkind: Pod\r\nmetadata: {}\r\n",
      "apiVersion: v1\n'kind': \"Pod\"\n",
      "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {}}\n",
      "{metadata: {name: \"größe 漢字\"}, kind: Pod}\n",
      "metadata:\n  name: größe\nkind:   Pod  # a comment\nspec: {}\n",
      "kind: \"P\\u006fd\"\n",
      "x: &a Pod\nkind: *a\n",
  };
  for (const auto& text : texts) {
    CAPTURE(text);
    const auto document = yaml::read_document(text, {"a.yaml", 7, 1});
    REQUIRE(document);
    const auto kind = document->root()["kind"];
    FieldPlacer placer(*document);
    const auto place = placer.place(kind);
    const auto expected = yaml::locate_field(kind);
    CHECK(place.span.begin.line == expected.span.begin.line);
    CHECK(place.span.begin.column == expected.span.begin.column);
    CHECK(place.span.end.column == expected.span.end.column);
    if (!place.line.empty()) CHECK(place.line == expected.line_text);
  }
}

TEST_CASE("field placer: goes on from the field before") {
  const auto document = yaml::read_document(
      "kind: List\nitems:\n- kind: Pod\n- {a: b, kind: Job}\n- a: b\n  kind: Pod\n");
  REQUIRE(document);
  FieldPlacer placer(*document);
  const std::uint32_t lines[] = {3, 4, 6};
  const std::uint32_t columns[] = {3, 10, 3};
  std::size_t i = 0;
  for (const auto item : document->root()["items"].items()) {
    const auto place = placer.place(item["kind"]);
    CHECK(place.span.begin == yaml::Position{lines[i], columns[i]});
    ++i;
  }
  CHECK(i == 3);
}

TEST_CASE("field placer: keeps no line of a document on one line") {
  std::string text = R"({"kind": "Pod", "a": ")" + std::string(1000, 'x') + "\"}";
  const auto document = yaml::read_document(text);
  REQUIRE(document);
  FieldPlacer placer(*document);
  const auto place = placer.place(document->root()["kind"]);
  CHECK(place.line.empty());
  CHECK(place.span == yaml::Span{{1, 2}, {1, 15}});
}

}  // namespace
}  // namespace fargate_lint::input
