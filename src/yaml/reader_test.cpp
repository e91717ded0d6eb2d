#include "yaml/reader.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint::yaml {
namespace {

std::string read_as(std::string_view text, Parser parser) {
  Reader reader;
  switch (reader.read(text, {}, parser)) {
    case Outcome::declined: return "declined";
    case Outcome::error: {
      const auto& error = reader.error();
      return std::to_string(error.span.begin.line) + ":" + std::to_string(error.span.begin.column) +
             " " + error.message;
    }
    case Outcome::ok: break;
  }
  std::string out;
  append_json(reader.document().root(), out);
  return out;
}

struct Row {
  std::string_view text;
  std::string_view json;
};

}  // namespace

TEST_CASE("reader: values are those that Kubernetes decodes, whichever parser reads") {
  for (const auto& row : {
           Row{"a: 1", R"({"a":1})"},
           {"a:\n- 1\n- 2\nb:\n  - x\n", R"({"a":[1,2],"b":["x"]})"},
           {"- - a\n  - b\n- c: 1\n  d: 2\n-\n", R"([["a","b"],{"c":1,"d":2},null])"},
           {"a: one\n  two\n\n  three # c\n", R"({"a":"one two\nthree"})"},
           {"a: 'it''s\n  folded'\n", R"({"a":"it's folded"})"},
           {"a: \"x\\ty \\\n   z\\u00e9\"\n", R"({"a":"x\ty zé"})"},
           {"a: |\n  x\n   y\n\nb: >-\n  p\n  q\n\n  r\n", R"({"a":"x\n y\n","b":"p q\nr"})"},
           {"a: |2+\n    x\n\n", R"({"a":"  x\n\n"})"},
           {"a: |\n  x", R"({"a":"x\n"})"},
           {"a: {b: [1, 'x', \"y\"], c: , d}\n", R"({"a":{"b":[1,"x","y"],"c":null,"d":null}})"},
           {"{\"a\":[1.0,\"\\ud83d\\ude00\",\"\\/\"]}", R"({"a":[1.0,"😀","/"]})"},
           {"[a,\n b # c\n ,c]\n", R"(["a","b","c"])"},
           {"[a\n b, c]\n", R"(["a b","c"])"},
           {"a: &x\n  b: 1\nc: *x\n", R"({"a":{"b":1},"c":{"b":1}})"},
           {"a: &x {b: 1, c: 2}\nd:\n  c: 3\n  <<: *x\n",
            R"({"a":{"b":1,"c":2},"d":{"b":1,"c":2}})"},
           {"a: &x {b: 1}\nz: &w {b: 2, e: 3}\nd: {<<: [*x, *w]}\n",
            R"({"a":{"b":1},"d":{"b":1,"e":3},"z":{"b":2,"e":3}})"},
           {"a: !Ref b\nc: !!str 1\nd: ! 2\n", R"({"a":"b","c":"1","d":"2"})"},
           {"[1e-999, -1e-999, -0.0, -0]\n", "[0,-0,-0,0]"},
           {"on: 1\n0x10: 2\n1.50: 3\n", R"({"1.5":3,"16":2,"true":1})"},
           {"a: 1\na: 2\n", R"({"a":2})"},
           {"? a\n: b\n", R"({"a":"b"})"},
           {"[a: b, {c: d}]\n", R"([{"a":"b"},{"c":"d"}])"},
           {"%YAML 1.1\n---\na: 1\n", R"({"a":1})"},
           {"%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n", R"({"a":"1"})"},
           {"a: 1\n...\nwhatever: [\n", R"({"a":1})"},
           {"\xEF\xBB\xBF"
            "a: 1\n",
            R"({"a":1})"},
           {"a: 1\r\nb: |\r\n  x\r\n", R"({"a":1,"b":"x\n"})"},
           {"a: x\xE2\x80\xA8 y\n", "{\"a\":\"x\xE2\x80\xA8y\"}"},
           {"\"a b\" : c\n'd':\te\n", R"({"a b":"c","d":"e"})"},
           {"a: http://x:80/#y\nb: c#d\n", R"({"a":"http://x:80/#y","b":"c#d"})"},
           {"a: -1\nb: - \n", "2:4 a list item (`- `) cannot start here"},
           // go-yaml takes an empty collection for a value before it sees the colon behind it.
           {"{} : 1\n", "{}"},
           {"[] \"a\" : 1\n", "[]"},
           {"# only a comment\n", "null"},
           {"---\n", "null"},
       }) {
    CAPTURE(row.text);
    CHECK(read_as(row.text, Parser::automatic) == row.json);
    CHECK(read_as(row.text, Parser::exact_only) == row.json);
    const std::string fast = read_as(row.text, Parser::fast_only);
    if (fast != "declined") CHECK(fast == row.json);
  }
}

TEST_CASE("reader: what Kubernetes refuses is refused, at its place and in our words") {
  for (const auto& row : {
           Row{"a: b: c\n", "1:5 a mapping value (`: `) is not allowed here"},
           {"a: 1\nb\nc: 2\n", "2:1 a key without a colon"},
           {"a: 1\nb", "2:1 a key without a colon"},
           {"a:\n\tb: 1\n", "2:1 tab in indentation; YAML indents with spaces"},
           {"-\ta\n", "1:2 tab in indentation; YAML indents with spaces"},
           {"a:\n    b: 1\n  c: 2\n", "3:3 expected a key at this indentation"},
           {"a:\n  - b\n  c: 1\n", "3:3 expected a list item (`- `) at this indentation"},
           {"a: {X}/b\n", "1:7 text behind the end of a value"},
           {"a:\n  - [x] y\n", "2:9 text behind the end of a value"},
           {"a: \"x\"  y\n", "1:9 text behind the end of a value"},
           {"a: \"x\nb: 1\n", "1:4 a quoted text that never ends"},
           {"a: 'x\n", "1:4 a quoted text that never ends"},
           {"a: [1, 2\nb: 3\n", "2:2 expected `,` or `]` in a list"},
           {"a: {b: 1\n", "1:4 a bracket that is never closed"},
           {"a:\n  - [x, {\n", "2:9 a bracket that is never closed"},
           {"a: \"\\q\"\n", "1:5 an unknown escape in double quotes"},
           {"a: \"\\ud83d\\ude00\"\n", "1:5 an escape without a proper character code"},
           {"a: @x\n", "1:4 `@` cannot start a plain text"},
           {"a: *x\n", "1:4 an alias of an anchor that does not exist"},
           {"a: &x [*x]\n", "1:8 an anchor whose value contains itself"},
           {"{a: 1}: b\n", "1:1 a mapping key that is a collection"},
           {"{\"a\": [{\"b\": 1}, {}], \"s\"}: \"q\"\n", "1:1 a mapping key that is a collection"},
           {"[\n []: a ]\n", "2:2 expected `,` or `]` in a list"},
           {"!> x\n", "1:1 a tag that is not followed by a space"},
           {"- {}: 1\n", "1:3 expected a list item (`- `) at this indentation"},
           {"[[a]: b]\n", "1:2 a mapping key that is a collection"},
           {"~: b\n", "1:1 a mapping key that is null"},
           {"a: .nan\n", "1:4 `.nan` cannot be written as JSON"},
           {"a: !!int x\n", "1:10 a value that is not of the type its tag says"},
           {"a: !e!x y\n", "1:4 a tag whose handle no `%TAG` directive declares"},
           {"%YAML 1.2\n---\na: 1\n", "1:1 Kubernetes reads YAML 1.1 only"},
           {"a: x\x01\n", "1:5 control character U+0001"},
           {"a: x\xFF\n", "1:5 byte 0xFF is not UTF-8"},
           {"\xEF\xBB\xBF\xEF\xBB\xBF"
            "a: 1\n",
            "1:1 a second byte order mark"},
           {"a: |x\n", "1:5 text after the indicator of a block text"},
           {"é: é: b\n", "1:5 a mapping value (`: `) is not allowed here"},
           {"a: {{ .Values.x }}\n", "1:5 a mapping key that is a collection"},
           {"<<: 1\n", "1:5 `<<` merges something that is not a mapping"},
       }) {
    CAPTURE(row.text);
    CHECK(read_as(row.text, Parser::automatic) == row.json);
  }
}

TEST_CASE("reader: what follows a document in its piece is told") {
  Reader reader;
  for (const auto& row : {Row{"a: 1\n", ""},
                          {"a: 1\n...\nb: 2\n", "...\nb: 2\n"},
                          {"{\"a\": 1}\n{\"b\": 2}\n", "{\"b\": 2}\n"},
                          {"[1]]\n", "]\n"},
                          // go-yaml takes an empty collection for a value before it sees the colon.
                          {"{\"a\": 1}\n", ""}}) {
    CAPTURE(row.text);
    REQUIRE(reader.read(row.text, {}) == Outcome::ok);
    CHECK(reader.unread() == row.json);
  }
}

TEST_CASE("reader: an error says whether a template caused it") {
  SyntaxError error;
  CHECK(read_document("a: {{ .Values.x }}\n", {}, &error) == nullptr);
  CHECK(error.looks_templated);
  CHECK(error.line_text == "a: {{ .Values.x }}");
  CHECK(error.help == "render the template first");
  CHECK(read_document("a: [\n", {}, &error) == nullptr);
  CHECK_FALSE(error.looks_templated);
}

TEST_CASE("reader: aliases that expand too much are refused, as go-yaml refuses them") {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string last = "*" + std::string(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + std::string(1, c) + " [";
    for (int i = 0; i < 9; ++i) bomb += (i == 0 ? "" : ",") + last;
    bomb += "]\n";
  }
  CHECK(read_as(bomb, Parser::automatic) ==
        "1:1 aliases expand to too much: Kubernetes refuses such a document");
}

TEST_CASE("reader: depth is bounded where Kubernetes bounds it") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(read_as(nested(10'000), Parser::automatic).size() == 20'000);
  CHECK(read_as(nested(10'001), Parser::automatic) ==
        "1:10001 collections nested more than 10,000 deep");
  CHECK(read_as("{\"a\":" + nested(9'999) + "}", Parser::automatic).size() == 20'004);
}

TEST_CASE("reader: positions are lines and code points of the file") {
  const auto document = read_document("é: {naïve: x}\nlist:\n  - one\n  -\n  - k: 'v'\nempty:\n",
                                      Source{"f.yaml", 10, 2});
  REQUIRE(document);
  const auto root = document->root();
  CHECK(root["é"]["naïve"].span() == Span{{10, 12}, {10, 13}});
  CHECK(root["é"]["naïve"].key().span() == Span{{10, 5}, {10, 10}});
  CHECK(root["é"]["naïve"].field_span() == Span{{10, 5}, {10, 13}});
  CHECK(root["list"].at(0).span() == Span{{12, 5}, {12, 8}});
  CHECK(root["list"].at(1).span() == Span{{13, 3}, {13, 4}});
  CHECK(root["list"].at(2)["k"].field_span() == Span{{14, 5}, {14, 11}});
  CHECK(root["empty"].is_null());
  CHECK(root["empty"].span() == Span{{15, 1}, {15, 6}});
  CHECK(root["list"].at(2).line_text() == "  - k: 'v'");
}

TEST_CASE("reader: an element of which only the anchor is written stands there, or at its dash") {
  const auto document = read_document("# a comment\na: 1\nb: [&x]\nc:\n  - 1\n  - &y\n");
  REQUIRE(document != nullptr);
  CHECK(document->root()["b"].at(0).position() == Position{3, 5});
  CHECK(document->root()["c"].at(1).position() == Position{6, 3});
}

TEST_CASE("reader: nodes that are not there can be walked") {
  const auto document = read_document("a: {b: [1]}\n");
  REQUIRE(document);
  const auto missing = document->root()["x"]["y"]["z"].at(3);
  CHECK(missing.is_missing());
  CHECK(missing.kind() == Kind::missing);
  CHECK(missing.text().empty());
  CHECK(missing.size() == 0);
  CHECK(missing.entries().empty());
  CHECK(missing.items().empty());
  CHECK_FALSE(missing.key());
}

TEST_CASE("duplicates: found in mappings of any size, and nothing else") {
  for (const std::size_t size : {2U, 3U, 8U, 31U, 32U, 33U, 100U}) {
    CAPTURE(size);
    std::string text;
    for (std::size_t i = 0; i + 1 < size; ++i) text += "key" + std::to_string(i * 7) + ": 1\n";
    Reader reader;
    REQUIRE(reader.read(text + "other: 1\n", {}) == Outcome::ok);
    CHECK(reader.find_duplicates().empty());
    REQUIRE(reader.read(text + "key0: 2\n", {}) == Outcome::ok);
    const auto duplicates = reader.find_duplicates();
    REQUIRE(duplicates.size() == 1);
    CHECK(duplicates[0].first.position().line == 1);
    CHECK(duplicates[0].last.position().line == size);
    CHECK(reader.document().root()["key0"].text() == "2");
  }
}

TEST_CASE("duplicates: both keys are found, the last one counts, merged keys are no duplicates") {
  Reader reader;
  REQUIRE(reader.read("a: &x {k: 1}\nb: {k: 2, <<: *x}\nc: 1\nc: 2\n", {}) == Outcome::ok);
  const auto duplicates = reader.find_duplicates();
  REQUIRE(duplicates.size() == 1);
  CHECK(duplicates[0].first.position() == Position{3, 1});
  CHECK(duplicates[0].last.position() == Position{4, 1});
  std::string keys;
  for (const auto entry : reader.document().root().entries())
    keys += std::string(entry.key.text()) + " ";
  CHECK(keys == "a b c ");
  CHECK(reader.document().root()["c"].text() == "2");
}

}  // namespace fargate_lint::yaml
