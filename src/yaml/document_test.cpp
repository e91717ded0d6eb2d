#include "yaml/document.hpp"

#include <doctest/doctest.h>

#include <string>

#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

std::string json(std::string text) {
  SyntaxError error;
  const auto document = read_document(std::move(text), {}, &error);
  if (!document) return "error: " + error.message;
  std::string out;
  append_json(document->root(), out);
  return out;
}

}  // namespace

TEST_CASE("document: reads what Kubernetes reads") {
  CHECK(json("a: 1\nb: [x, 'y', \"z\\n\"]\n") == R"({"a":1,"b":["x","y","z\n"]})");
  CHECK(json("a: yes\nb: 0644\nc: 1.10\n") == R"({"a":true,"b":420,"c":1.1})");
  CHECK(json("a: 1\na: 2\n") == R"({"a":2})");
  CHECK(json("x: &a {k: 1}\nz: {<<: *a, l: 2}\n") == R"({"x":{"k":1},"z":{"k":1,"l":2}})");
  CHECK(json("t: |\n  one\n  two\n") == R"({"t":"one\ntwo\n"})");
}

TEST_CASE("document: finds a key of any length, and no other of that length") {
  for (std::size_t size = 1; size < 40; ++size) {
    CAPTURE(size);
    const std::string key(size, 'k');
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = key;
      other[at] = 'x';
      const auto document = read_document(other + ": 1\n" + key + ": 2\n", {}, nullptr);
      REQUIRE(document);
      CHECK(document->root()[key].text() == "2");
      CHECK(document->root()[other].text() == "1");
      CHECK(document->root()[key + "k"].is_missing());
    }
  }
}

TEST_CASE("document: tells which keys it surely does not hold") {
  const auto holds = [](std::string text, std::string_view key) {
    const auto document = read_document(std::move(text), {}, nullptr);
    return document->root().may_hold_key(key);
  };
  CHECK(holds("a:\n  - b: {c: 1}\n", "c"));
  CHECK(holds("a: {\"\\x63\": 1}\n", "c"));
  CHECK_FALSE(holds("a:\n  - b: [c, 'c']\n", "c"));
  CHECK_FALSE(holds("[c]\n", "c"));
  CHECK(holds("a: &x 1\nb: *x\n", "c"));
  CHECK_FALSE(Node().may_hold_key("c"));
}

/// The place of an offset, counted from the start.
static Position counted(std::string_view text, std::size_t offset) {
  Position at = {1, 1};
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') at = {at.line + 1, 0};
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++at.column;
  }
  return at;
}

TEST_CASE("document: places in a long text are those counted from the start") {
  std::string text = "items:\n";
  for (int i = 0; i < 3000; ++i) text += "- {name: größe-" + std::to_string(i) + ", value: ✓}\n";
  text += "long: \"" + std::string(20'000, 'x') + "ü\"\nlast: 1";
  for (auto size : {text.size(), std::size_t{4096}, std::size_t{8192}}) {
    if (size < text.size()) size = text.rfind('\n', size) + 1;
    std::string part = text.substr(0, size);
    part.resize((part.size() + 4095) / 4096 * 4096, '\n');  // ends on a block's end
    const auto document = read_document(part);
    REQUIRE(document != nullptr);
    for (std::size_t offset = 0; offset <= part.size(); offset += offset % 4096 > 4090 ? 1 : 31) {
      CAPTURE(offset);
      REQUIRE(document->position(static_cast<std::uint32_t>(offset)) == counted(part, offset));
    }
    CHECK(document->position(static_cast<std::uint32_t>(part.size())) ==
          counted(part, part.size()));
  }
}

TEST_CASE("document: a line that no report could show is not given") {
  const std::string text = "{a: 1}\n";
  const auto short_line = read_document(text);
  REQUIRE(short_line != nullptr);
  CHECK(short_line->line_at(3) == "{a: 1}");
  std::string json = "{\"a\": [1";
  for (int i = 0; i < 5000; ++i) json += ",1";
  const auto long_line = read_document(json + "]}");
  REQUIRE(long_line != nullptr);
  CHECK(long_line->line_at(0).empty());
  CHECK(long_line->line_at(9000).empty());
}

}  // namespace fargate_lint::yaml
