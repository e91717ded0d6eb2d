#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "edit/insert_comment.hpp"
#include "edit/same_documents.hpp"
#include "edit/text_edit.hpp"

namespace fargate_lint::edit {
namespace {

TEST_CASE("apply: makes edits in the order of the text, and refuses what overlaps") {
  struct Row {
    std::string_view text;
    std::vector<TextEdit> edits;
    std::string_view changed;  ///< empty: refused
  };
  const Row rows[] = {
      {"abc", {}, "abc"},
      {"abc", {{{}, {1, 2}, "x"}}, "axc"},
      {"abc", {{{}, {2, 3}, ""}, {{}, {0, 1}, "x"}}, "xb"},
      {"abc", {{{}, {1, 1}, "x"}, {{}, {1, 1}, "y"}}, "axybc"},
      {"abc", {{{}, {1, 2}, "x"}, {{}, {1, 1}, "y"}}, "ayxc"},
      {"abc", {{{}, {0, 1}, "x"}, {{}, {1, 3}, "y"}}, "xy"},
      {"abc", {{{}, {3, 3}, "x"}}, "abcx"},
      {"a\r\nb\r\n", {{{}, {3, 3}, "x\ny\n"}}, "a\r\nx\r\ny\r\nb\r\n"},
      {"a\nb\r\n", {{{}, {2, 2}, "x\n"}}, "a\nx\nb\r\n"},
      {"abc", {{{}, {0, 2}, "x"}, {{}, {1, 3}, "y"}}, ""},
      {"abc", {{{}, {0, 2}, "x"}, {{}, {1, 1}, "y"}}, ""},
      {"abc", {{{}, {1, 2}, "x"}, {{}, {1, 2}, "x"}}, ""},
      {"abc", {{{}, {3, 4}, "x"}}, ""},
      {"abc", {{{}, {2, 1}, "x"}}, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CAPTURE(row.changed);
    const auto changed = edit::apply(row.text, row.edits);
    CHECK((changed ? *changed : "") == row.changed);
  }
}

TEST_CASE("in_bytes: lines and columns of a file are those of its documents") {
  struct Row {
    std::string_view text;
    PlacedEdit edit;
    yaml::Range range;
  };
  const Row rows[] = {
      {"a: b\nc: d\n", {{}, {2, 1}, {2, 2}, ""}, {5, 6}},
      {"ä: ö # é\n", {{}, {1, 4}, {1, 5}, ""}, {4, 6}},
      {"a: 🚢x\n", {{}, {1, 5}, {1, 6}, ""}, {7, 8}},
      {"a: b\r\nc: d\r\n", {{}, {1, 5}, {2, 5}, ""}, {4, 10}},
      {"\xEF\xBB\xBF"
       "a: b\n",
       {{}, {1, 1}, {2, 1}, ""},
       {3, 8}},
      {"a: b", {{}, {1, 1}, {2, 1}, ""}, {0, 4}},
      {"a: b\n", {{}, {1, 1}, {2, 1}, ""}, {0, 5}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto edits = in_bytes(row.text, {&row.edit, 1});
    REQUIRE(edits.has_value());
    CHECK(edits->front().range == row.range);
  }
  for (const auto& edit :
       {PlacedEdit{{}, {3, 1}, {3, 1}, ""}, PlacedEdit{{}, {1, 6}, {1, 6}, ""},
        PlacedEdit{{}, {1, 3}, {1, 2}, ""}, PlacedEdit{{}, {0, 0}, {0, 0}, ""}}) {
    CAPTURE(edit.begin.column);
    CHECK_FALSE(in_bytes("a: b\n", {&edit, 1}).has_value());
  }
}

TEST_CASE("same_documents: nothing but the named fields differs") {
  struct Row {
    std::string_view before;
    std::string_view after;
    std::vector<ChangedField> changed;
    bool same;
  };
  const Row rows[] = {
      {"a: b\n", "a: \"b\" # c\n", {}, true},
      {"a: b\n", "a: c\n", {}, false},
      {"a: {b: c, d: e}\n", "a: {d: e}\n", {{0, "a.b"}}, true},
      {"a: {b: c, d: e}\n", "a: {b: c}\n", {{0, "a.b"}}, false},
      {"a: {d: e}\n", "a: {d: e, b: c}\n", {{0, "a.b"}}, true},
      {"a: {b: c}\n", "a: {}\n", {{0, "a.b"}}, true},
      {"a: {b: c}\n", "a:\n", {{0, "a.b"}}, false},
      {"a: {b: c}\n", "{}\n", {{0, "a"}}, true},
      {"a: {b: c}\nab: c\n", "a: {b: c}\nab: d\n", {{0, "a"}}, false},
      {"a: [b, c, d]\n", "a: [b, d]\n", {{0, "a[1]"}}, true},
      {"a: [b, c, d]\n", "a: [b, c]\n", {{0, "a[1]"}}, false},
      {"a: [b, c, d]\n", "a: [b, x, d]\n", {{0, "a[1]"}}, true},
      {"a: [b, c]\n", "a: [b, c, d]\n", {{0, "a[1]"}}, false},
      {"a: [{b: c, d: e}]\n", "a: [{d: e}]\n", {{0, "a[0].b"}}, true},
      {"a: {b.c/d: 1, e: 2}\n", "a: {e: 2}\n", {{0, "a[b.c/d]"}}, true},
      {"a: b\n---\na: b\n", "a: b\n---\na: c\n", {{3, "a"}}, true},
      {"a: b\n---\na: b\n", "a: c\n---\na: b\n", {{3, "a"}}, false},
      {"a: b\n---\na: b\n", "a: b\n", {{0, "a"}}, false},
      {"kind: List\nitems:\n- {a: b}\n- {a: b}\n",
       "kind: List\nitems:\n- {a: b}\n- {a: c}\n",
       {{4, "a"}},
       true},
      {"kind: List\nitems:\n- {a: b}\n- {a: b}\n",
       "kind: List\nitems:\n- {a: c}\n- {a: b}\n",
       {{4, "a"}},
       false},
      {"kind: List\nitems:\n- {a: b}\n", "kind: List\nitems: []\n", {{3, "a"}}, false},
      {"a: b\n", "a: c\n", {{0, ""}}, false},
      {"a: &x {b: c}\nd: *x\n", "a: &x {}\nd: *x\n", {{0, "a.b"}}, false},
      {"a: {{ b }}\n", "a: {{ b }} # c\n", {}, true},
      {"a: b\n", "a: {{ b }}\n", {{0, "a"}}, false},
      {"# a\n", "# b\n", {}, true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.before);
    CAPTURE(row.after);
    CHECK(same_documents(row.before, row.after, row.changed) == row.same);
  }
}

TEST_CASE("insert_comments: as deep as the line below, and nowhere within a value") {
  struct Row {
    std::string_view text;
    std::uint32_t line;
    std::string_view changed;  ///< empty: it can bear none
  };
  const Row rows[] = {
      {"a:\n  b: c\n", 2, "a:\n  # x\n  b: c\n"},
      {"a:\n- b: c\n", 2, "a:\n# x\n- b: c\n"},
      {"a: |\n  b\nc: d\n", 2, ""},
      {"a: |\n  b\nc: d\n", 3, "a: |\n  b\n# x\nc: d\n"},
      {"a: 'b\n  c'\n", 2, ""},
      {"a: b\n---\n\nc: d\n", 4, "a: b\n---\n\n# x\nc: d\n"},
      {"a: {{ b }}\nc: d\n", 2, "a: {{ b }}\n# x\nc: d\n"},
      {"a: b\r\nc: d", 2, "a: b\r\n# x\r\nc: d"},
      {"\xEF\xBB\xBF"
       "a: b\n",
       1, "\xEF\xBB\xBF# x\na: b\n"},
      {"a: b\n", 3, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const NewComment comment = {row.line, "# x"};
    const auto edits = insert_comments(row.text, {&comment, 1});
    REQUIRE(edits.size() == 1);
    CHECK(edits[0].has_value() == !row.changed.empty());
    if (!edits[0]) continue;
    const auto changed = edit::apply(row.text, {&*edits[0], 1});
    REQUIRE(changed.has_value());
    CHECK(*changed == row.changed);
    CHECK(same_documents(row.text, *changed));
  }
}

TEST_CASE("insert_comments: says of each what became of it") {
  const std::vector<NewComment> comments = {{1, "# 1"}, {2, "# 2"}, {4, "# 4"}, {9, "# 9"}};
  const auto edits = insert_comments("a: |\n  b\n---\nc: d\n", comments);
  REQUIRE(edits.size() == 4);
  CHECK(edits[0].has_value());
  CHECK_FALSE(edits[1].has_value());
  CHECK(edits[2].has_value());
  CHECK_FALSE(edits[3].has_value());
}

}  // namespace
}  // namespace fargate_lint::edit
