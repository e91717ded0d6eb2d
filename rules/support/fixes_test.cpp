#include "support/fixes.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "edit/same_documents.hpp"
#include "edit/text_edit.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::rules {
namespace {

std::unique_ptr<yaml::Document> read(std::string text) {
  auto document = yaml::read_document(std::move(text), {.path = "pod.yaml"});
  REQUIRE(document != nullptr);
  return document;
}

std::string print(const std::optional<Change>& change) {
  if (!change) return "none";
  const auto* edit = &change->edit;
  const auto place = [](yaml::Position at) {
    return std::to_string(at.line) + ":" + std::to_string(at.column);
  };
  return edit->path.str() + " " + place(edit->begin) + "-" + place(edit->end) + " \"" + edit->text +
         "\"";
}

/// What becomes of the text, and which field it says that it changes.
std::string changed(std::string_view text, const std::optional<Change>& change) {
  if (!change) return "none";
  const auto edits = edit::in_bytes(text, {&change->edit, 1});
  REQUIRE(edits.has_value());
  const auto result = edit::apply(text, *edits);
  REQUIRE(result.has_value());
  const edit::ChangedField field = {change->edit.begin.line, change->field};
  CHECK(edit::same_documents(text, *result, {&field, 1}));
  return *result;
}

TEST_CASE("remove_field: from the line's first column to the next line's") {
  struct Row {
    std::string_view text;
    std::string_view edit;
  };
  for (const auto& row : {
           Row{"port:\n  name: http\n  hostPort: 80\n", "pod.yaml 3:1-4:1 \"\""},
           Row{"port:\n  hostPort: 80\n  name: http\n", "pod.yaml 2:1-3:1 \"\""},
           Row{"port:\n  name: http\n  hostPort: 80 # why\n", "pod.yaml 3:1-4:1 \"\""},
           Row{"port:\n  name: http\n  \"hostPort\": '80'", "pod.yaml 3:1-4:1 \"\""},
           Row{"port:\n  name: ü\n  hostPort: 80 # für\n", "pod.yaml 3:1-4:1 \"\""},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(print(remove_field(document->root()["port"], "hostPort")) == row.edit);
  }
}

TEST_CASE("remove_field: takes all of a value, however it is written, and nothing else") {
  struct Row {
    std::string_view text;
    std::string_view changed;
  };
  for (const auto& row : {
           Row{"a:\n  k:\n    b: 1\n    c: |\n      d\n\n  # of l\n  l: 2\n",
               "a:\n\n  # of l\n  l: 2\n"},
           Row{"a:\n  l: 2\n  k:\n  - b\n  - c\nm: 3\n", "a:\n  l: 2\nm: 3\n"},
           Row{"a:\n  l: 2\n  k: >-\n    b\n    c\n", "a:\n  l: 2\n"},
           Row{"a:\n  l: 2\n  k:\n", "a:\n  l: 2\n"},
           Row{"a:\n  k: 1\n", "a: {}\n"},
           Row{"a:\n  k:\n    b: 1 # c\n# of d\nd: 2\n", "a: {} # c\n# of d\nd: 2\n"},
           Row{"a: {k: 1}\n", "a: {}\n"},
           Row{"a: {k: 1, l: 2}\n", "a: {l: 2}\n"},
           Row{"a: {l: 2, k: [1, {b: c}]}\n", "a: {l: 2}\n"},
           Row{"a: {l: 2, k: 1, m: 3} # ü\n", "a: {l: 2, m: 3} # ü\n"},
           Row{"ä: {l: ö}\na: {ü: é, k: 'ß', m: 3}\n", "ä: {l: ö}\na: {ü: é, m: 3}\n"},
           Row{"a: {k: 1,}\n", "a: {}\n"},
           Row{"a: {\n  k: 1, # why\n  l: 2\n}\n", "a: {\n  l: 2\n}\n"},
           Row{"a: {\n  l: 2,\n  k: 1\n}\n", "a: {\n  l: 2\n}\n"},
           Row{"{\"a\": {\"k\": {\"b\": []}, \"l\": 2}}", "{\"a\": {\"l\": 2}}"},
           Row{"{\n  \"a\": {\n    \"l\": 2,\n    \"k\": [\n      1\n    ]\n  }\n}\n",
               "{\n  \"a\": {\n    \"l\": 2\n  }\n}\n"},
           Row{"a:\r\n  l: 2\r\n  k:\r\n    b: 1\r\n", "a:\r\n  l: 2\r\n"},
           Row{"\xEF\xBB\xBF"
               "a: {k: 1, l: 2}\r\n",
               "\xEF\xBB\xBF"
               "a: {l: 2}\r\n"},
           Row{"# ---\n---\na:\n  l: 2\n  k: 1\n", "# ---\n---\na:\n  l: 2\n"},
           Row{"x: &x {m: 1}\na:\n  <<: *x\n  l: 2\n  k: 3\n",
               "x: &x {m: 1}\na:\n  <<: *x\n  l: 2\n"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(changed(row.text, remove_field(document->root()["a"], "k")) == row.changed);
  }
}

TEST_CASE("remove_field: declines what it cannot remove alone") {
  for (const std::string_view text : {
           "port:\n  name: http\n  other: 80\n",
           "port: # why\n  hostPort: 80\n",
           "port:\n  # why\n  hostPort: 80\n",
           "port: &x\n  hostPort: 80\n",
           "port: {name: http, &x hostPort: 80}\n",
           "port: {? hostPort : 80, name: http}\n",
           "port:\n  ? hostPort\n  : 80\n  name: http\n",
           "base: &base\n  hostPort: 80\nport:\n  <<: *base\n  name: http\n",
           "base: &base\n  hostPort: 80\nport: *base\n",
           "port:\n  <<:\n    hostPort: 80\n  name: http\n",
       }) {
    CAPTURE(text);
    const auto document = read(std::string(text));
    CHECK(print(remove_field(document->root()["port"], "hostPort")) == "none");
  }
}

TEST_CASE("remove_field: behind a dash, the next entry takes its place") {
  struct Row {
    std::string_view text;
    std::string_view changed;
  };
  for (const auto& row : {
           Row{"a:\n  - k: 80\n    l: 1\n", "a:\n  - l: 1\n"},
           Row{"a:\n  - k:\n      b: 1\n\n    l: 1\n", "a:\n  - l: 1\n"},
           Row{"a:\n  - l: 1\n    k: 80\n", "a:\n  - l: 1\n"},
           Row{"a:\n  - k: 80\n", "a:\n  - {}\n"},
           Row{"a:\n  - k: 80 # why\n    l: 1\n", "none"},
           Row{"a:\n  - k: 80\n    # of l\n    l: 1\n", "none"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(changed(row.text, remove_field(document->root()["a"].at(0), "k")) == row.changed);
  }
}

TEST_CASE("remove_item: an element with its dash, or with a comma") {
  struct Row {
    std::string_view text;
    std::string_view changed;
  };
  for (const auto& row : {
           Row{"a:\n  - b\n  - c: 1\n    d: |\n      e\n  - f\n", "a:\n  - b\n  - f\n"},
           Row{"a:\n- b\n- c\n", "a:\n- b\n"},
           Row{"a: [b, c, d]\n", "a: [b, d]\n"},
           Row{"a: [b, {ü: é}]\n", "a: [b]\n"},
           Row{"a: [b, c: d]\n", "a: [b]\n"},
           Row{"{\"a\": [1,\n  2,\n  3]}\n", "{\"a\": [1,\n  3]}\n"},
           Row{"a:\n- b\n- &x c\n", "none"},
           Row{"a:\n- b\n-\n  c\n", "none"},
           Row{"a: [b, !x c]\n", "none"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    const auto list = document->root()["a"];
    CHECK(changed(row.text, remove_item(list, list.at(1))) == row.changed);
  }
  for (const auto& row : {
           Row{"a:\n- b\n", "a: []\n"},
           Row{"a: [b]\n", "a: []\n"},
           Row{"a: [b, c]\n", "a: [c]\n"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    const auto list = document->root()["a"];
    CHECK(changed(row.text, remove_item(list, list.at(0))) == row.changed);
  }
}

TEST_CASE("insert_field: in front of the first entry that begins a line, indented as it is") {
  struct Row {
    std::string_view text;
    std::string_view edit;
  };
  for (const auto& row : {
           Row{"spec:\n  a: 1\n  b: 2\n", "pod.yaml 2:1-2:1 \"  x:\n    y: 3\n\""},
           Row{"spec:\n\n    # why\n    b:\n      c: 2\n",
               "pod.yaml 4:1-4:1 \"    x:\n      y: 3\n\""},
           Row{"spec:\n  \"a\": 1\n", "pod.yaml 2:1-2:1 \"  x:\n    y: 3\n\""},
           Row{"spec: {a: 1}\n", "none"},
           Row{"spec: {}\n", "none"},
           Row{"spec: text\n", "none"},
           Row{"spec:\n  a: 1\n  x:\n", "none"},
           Row{"spec:\n  ü: 1\n", "pod.yaml 2:1-2:1 \"  x:\n    y: 3\n\""},
           Row{"base: &base\n  a: 1\nspec:\n  <<: *base\n  b: 2\n",
               "pod.yaml 5:1-5:1 \"  x:\n    y: 3\n\""},
           Row{"base: &base\n  a: 1\nspec: *base\n", "none"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(print(insert_field(document->root()["spec"], "x", "x:\n  y: 3\n")) == row.edit);
  }
}

TEST_CASE("insert_field: not between the dash and the first key of a list's element") {
  const auto document = read("specs:\n  - a: 1\n    b: 2\n  - c: 3\n");
  const auto specs = document->root()["specs"];
  CHECK(print(insert_field(specs.at(0), "x", "x: 3\n")) == "pod.yaml 3:1-3:1 \"    x: 3\n\"");
  CHECK(print(insert_field(specs.at(1), "x", "x: 3\n")) == "none");
}

TEST_CASE("replace_scalar: replaces what the quotes hold") {
  struct Row {
    std::string_view text;
    std::string_view edit;
  };
  for (const auto& row : {
           Row{"add: CAP_CHOWN\n", "pod.yaml 1:6-1:15 \"CHOWN\""},
           Row{"add: \"CAP_CHOWN\" # why\n", "pod.yaml 1:7-1:16 \"CHOWN\""},
           Row{"add: 'CAP_CHOWN'\n", "pod.yaml 1:7-1:16 \"CHOWN\""},
           Row{"{\"add\": \"CAP_CHOWN\"}", "pod.yaml 1:10-1:19 \"CHOWN\""},
           Row{"add: \"CAP\\u005fCHOWN\"\n", "none"},
           Row{"add: |-\n  CAP_CHOWN\n", "none"},
           Row{"add: [CAP_CHOWN]\n", "none"},
           Row{"add: CAP\n  CHOWN\n", "none"},
           Row{"{ü: é, add: CAP_CHOWN}\n", "pod.yaml 1:13-1:22 \"CHOWN\""},
           Row{"x: &x CAP_CHOWN\nadd: *x\n", "none"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(print(replace_scalar(document->root()["add"], "CHOWN")) == row.edit);
  }
}

}  // namespace
}  // namespace fargate_lint::rules
