#include "support/fixes.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "yaml/reader.hpp"

namespace fargate_lint::rules {
namespace {

std::unique_ptr<yaml::Document> read(std::string text) {
  auto document = yaml::read_document(std::move(text), {.path = "pod.yaml"});
  REQUIRE(document != nullptr);
  return document;
}

std::string print(const std::optional<lint::Edit>& edit) {
  if (!edit) return "none";
  const auto place = [](yaml::Position at) {
    return std::to_string(at.line) + ":" + std::to_string(at.column);
  };
  return edit->path + " " + place(edit->begin) + "-" + place(edit->end) + " \"" +
         edit->replacement + "\"";
}

TEST_CASE("remove_line: from the line's first column to the next line's") {
  struct Row {
    std::string_view text;
    std::string_view edit;
  };
  for (const Row& row : {
           Row{"port:\n  name: http\n  hostPort: 80\n", "pod.yaml 3:1-4:1 \"\""},
           Row{"port:\n  hostPort: 80\n  name: http\n", "pod.yaml 2:1-3:1 \"\""},
           Row{"port:\n  name: http\n  hostPort: 80 # why\n", "pod.yaml 3:1-4:1 \"\""},
           Row{"port:\n  name: http\n  \"hostPort\": '80'", "pod.yaml 3:1-4:1 \"\""},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(print(remove_line(document->root()["port"], "hostPort")) == row.edit);
  }
}

TEST_CASE("remove_line: declines what does not stand alone on its line in block style") {
  for (const std::string_view text : {
           "port: {name: http, hostPort: 80}\n",
           "port: {name: http,\n  hostPort: 80\n}\n",
           "{\"port\": {\"name\": \"http\",\n\"hostPort\": 80\n}}\n",
           "port:\n  hostPort: 80\n",  // it would leave nothing behind
           "port:\n  name: http\n  hostPort:\n    80\n",
           "port:\n  name: http\n  hostPort: >\n    80\n",
           "port:\n  name: http\n  other: 80\n",
           "base: &base\n  hostPort: 80\nport:\n  <<: *base\n  name: http\n",
       }) {
    CAPTURE(text);
    const auto document = read(std::string(text));
    CHECK(print(remove_line(document->root()["port"], "hostPort")) == "none");
  }
}

TEST_CASE("remove_line: declines the first entry of a list's element") {
  const auto document = read("ports:\n  - hostPort: 80\n    name: http\n");
  CHECK(print(remove_line(document->root()["ports"].at(0), "hostPort")) == "none");
}

TEST_CASE("insert_lines: in front of the first entry that begins a line, indented as it is") {
  struct Row {
    std::string_view text;
    std::string_view edit;
  };
  for (const Row& row : {
           Row{"spec:\n  a: 1\n  b: 2\n", "pod.yaml 2:1-2:1 \"  x:\n    y: 3\n\""},
           Row{"spec:\n\n    # why\n    b:\n      c: 2\n",
               "pod.yaml 4:1-4:1 \"    x:\n      y: 3\n\""},
           Row{"spec:\n  \"a\": 1\n", "pod.yaml 2:1-2:1 \"  x:\n    y: 3\n\""},
           Row{"spec: {a: 1}\n", "none"},
           Row{"spec: {}\n", "none"},
           Row{"spec: text\n", "none"},
           Row{"base: &base\n  a: 1\nspec:\n  <<: *base\n  b: 2\n",
               "pod.yaml 5:1-5:1 \"  x:\n    y: 3\n\""},
           Row{"base: &base\n  a: 1\nspec: *base\n", "none"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(print(insert_lines(document->root()["spec"], "x:\n  y: 3\n")) == row.edit);
  }
}

TEST_CASE("insert_lines: not between the dash and the first key of a list's element") {
  const auto document = read("specs:\n  - a: 1\n    b: 2\n  - c: 3\n");
  const yaml::Node specs = document->root()["specs"];
  CHECK(print(insert_lines(specs.at(0), "x: 3\n")) == "pod.yaml 3:1-3:1 \"    x: 3\n\"");
  CHECK(print(insert_lines(specs.at(1), "x: 3\n")) == "none");
}

TEST_CASE("replace_scalar: replaces what the quotes hold") {
  struct Row {
    std::string_view text;
    std::string_view edit;
  };
  for (const Row& row : {
           Row{"add: CAP_CHOWN\n", "pod.yaml 1:6-1:15 \"CHOWN\""},
           Row{"add: \"CAP_CHOWN\" # why\n", "pod.yaml 1:7-1:16 \"CHOWN\""},
           Row{"add: 'CAP_CHOWN'\n", "pod.yaml 1:7-1:16 \"CHOWN\""},
           Row{"{\"add\": \"CAP_CHOWN\"}", "pod.yaml 1:10-1:19 \"CHOWN\""},
           Row{"add: \"CAP\\u005fCHOWN\"\n", "none"},
           Row{"add: |-\n  CAP_CHOWN\n", "none"},
           Row{"add: [CAP_CHOWN]\n", "none"},
           Row{"add: CAP\n  CHOWN\n", "none"},
       }) {
    CAPTURE(row.text);
    const auto document = read(std::string(row.text));
    CHECK(print(replace_scalar(document->root()["add"], "CHOWN")) == row.edit);
  }
}

}  // namespace
}  // namespace fargate_lint::rules
