#include "yaml/items.hpp"

#include <doctest/doctest.h>

#include <string>

#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

TEST_CASE("items: a value ends with its bracket, whatever is in its strings") {
  const std::string values[] = {"{}",
                                "[]",
                                R"({"a":"}"})",
                                R"({"a":"\"}"})",
                                R"({"a":"\\"})",
                                R"({"a":"\\\"}"})",
                                R"([{"a":[1,[2]]},"]"])"};
  for (const auto& value : values) {
    for (std::size_t fill = 0; fill < 200; ++fill) {
      // So that every byte of the value comes to stand at a block's end.
      auto text = value;
      text.insert(1, std::string(fill, ' '));
      CAPTURE(text);
      CHECK(end_of_brackets(text + ",}]\"") == text.size());
      CHECK(end_of_brackets(text.substr(0, text.size() - 1)) == std::string::npos);
    }
  }
}

TEST_CASE("items: backslashes are told apart across blocks") {
  for (std::size_t slashes = 0; slashes < 140; ++slashes) {
    CAPTURE(slashes);
    const auto text = "{\"" + std::string(slashes, '\\') + "\"}";
    const bool ends = slashes % 2 == 0;
    CHECK(end_of_brackets(text) == (ends ? text.size() : std::string::npos));
  }
}

struct Row {
  const char* text;
  ListBeginning found;
  std::size_t header;
};

TEST_CASE("items: a list is found by its key") {
  const Row rows[] = {
      {R"({"items":[)", ListBeginning::found, 10},
      {R"({"apiVersion":"v1","items": [{)", ListBeginning::found, 29},
      {R"({"kind":"PodList","metadata":{"items":["a"]},"n":1, "items":[)", ListBeginning::found,
       61},
      {R"({"apiVersion":"v1",)", ListBeginning::unclear, 0},
      {R"({"items":)", ListBeginning::unclear, 0},
      {R"({"items":{)", ListBeginning::none, 0},
      {R"({"a" "items":[)", ListBeginning::none, 0},
      {"apiVersion: v1\nitems:\n- a", ListBeginning::found, 22},
      {"items:\n  - a: b", ListBeginning::found, 7},
      {"apiVersion: v1\nitems:\n", ListBeginning::unclear, 0},
      {"apiVersion: v1\nitems:\n-a", ListBeginning::none, 0},
      {"apiVersion: v1\nitems: []\n", ListBeginning::unclear, 0},
      {"# kubectl\nitems:\n- a", ListBeginning::none, 0},
      {"---\nitems:\n- a", ListBeginning::none, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    ListShape shape;
    CHECK(find_list(row.text, shape) == row.found);
    if (row.found == ListBeginning::found) CHECK(shape.header == row.header);
  }
}

TEST_CASE("items: a part of a list is cut into the items that are whole") {
  ItemCut cut;
  const ListShape json{ListStyle::json, 0, 0, 0};
  cut_items(json, " {\"a\": 1} ,\n{}, {\"b\":", false, cut);
  REQUIRE(cut.items.size() == 2);
  CHECK(cut.items[0] == "{\"a\": 1}");
  CHECK(cut.items[1] == "{}");
  CHECK(cut.end == 15);
  CHECK_FALSE(cut.closed);
  cut_items(json, "{} ], {}", true, cut);
  CHECK(cut.closed);
  CHECK(cut.end == 3);
  for (const char* bad : {"1,", "{} {}", "null,", "{},]", "{}}"}) {
    CAPTURE(bad);
    cut_items(json, bad, true, cut);
    CHECK(cut.malformed);
  }
  const ListShape yaml{ListStyle::yaml, 2, 0, 0};
  cut_items(yaml, "  - a:\n    - b\n  - c: |\n     -  \n\n   d\n  - ", false, cut);
  REQUIRE(cut.items.size() == 2);
  CHECK(cut.items[0] == "  - a:\n    - b\n");
  CHECK(cut.items[1] == "  - c: |\n     -  \n\n   d\n");
  cut_items(yaml, "  - a: b\n\n    c: d\n\nkind: List\n", true, cut);
  REQUIRE(cut.items.size() == 1);
  CHECK(cut.end == 20);
  CHECK(cut.closed);
  cut_items(yaml, "  - a: b\n  # comment\nkind: List\n", true, cut);
  CHECK(cut.malformed);
}

TEST_CASE("items: an item is read as what it is in the whole, or not at all") {
  Reader reader;
  const auto read = [&reader](std::string_view text) {
    ItemText item;
    item.text = text;
    item.style = ListStyle::yaml;
    return reader.read_item(item, {}) == Outcome::ok && reader.document().root().is_mapping();
  };
  CHECK(read("- a: b\n  c: |\n   - d\n\n"));
  CHECK(reader.document().root()["c"].text() == "- d\n");
  CHECK(read("  - a: {b: [c,\n d]}\n"));
  const char* const refused[] = {
      "- a: b\n- c: d\n",      // two of them
      "- a: b\nc: d\n",        // the root's next key
      "- a: \"b\n",            // goes on behind the next dash
      "- a: {b: c\n",          // likewise
      "- a: *b\n",             // an alias of another item
      "- a: &b c\n  d: *b\n",  // counted in the whole
      "- a: b\n--- \n",        // the next document
      "- a: b\n...\n",         // the end of the document
      "  - a: b\n - c: d\n",   // not in its column
      "- a: b\n% c\n",         // a directive
      "- - a: b\n",            // a list
      "- a\n",                 // a text
  };
  for (const char* text : refused) {
    CAPTURE(text);
    CHECK_FALSE(read(text));
  }
}

}  // namespace
}  // namespace fargate_lint::yaml
