#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "yaml/comments.hpp"
#include "yaml/path.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

std::unique_ptr<Document> read(std::string_view text, Parser parser = Parser::automatic) {
  auto document = read_document(text, {}, nullptr, parser);
  REQUIRE(document != nullptr);
  return document;
}

std::string_view written(Node node) {
  const auto range = node.range();
  return node.document()->text().substr(range.begin, range.size());
}

TEST_CASE("range: is all of a value, and nothing of what follows") {
  struct Row {
    std::string_view text;  ///< whose key `k` is asked for
    std::string_view value;
  };
  const Row rows[] = {
      {"k: v\n", "v"},
      {"k: größe # why\nl: w\n", "größe"},
      {"ä: {k: ü}\nk: 'ö' \n", "'ö'"},
      {"k: \"a\n  b\"\nl: w\n", "\"a\n  b\""},
      {"k: a\n  b  # c\nl: w\n", "a\n  b"},
      {"k:\n  a: 1\n  b:\n    - x\n    - y\n\n# of l\nl: w\n", "a: 1\n  b:\n    - x\n    - y"},
      {"k:\n- a\n- b: c\n\nl: w\n", "- a\n- b: c"},
      {"k: {a: [1, {b: c}], d: }  # e ]}\nl: w\n", "{a: [1, {b: c}], d: }"},
      {"k: [a, # ]\n  b, ]\n", "[a, # ]\n  b, ]"},
      {"k: []\n", "[]"},
      {"k: [[], {}]\n", "[[], {}]"},
      {"k: [a: b]\n", "[a: b]"},
      {"k: [a: {b: c}, d]\n", "[a: {b: c}, d]"},
      {"k: [!a]b ,c]\n", "[!a]b ,c]"},
      {"k: |\n  a\n\n  b\n\n\n# of l\nl: w\n", "|\n  a\n\n  b"},
      {"k: >- # c\n  a\nl: w\n", ">- # c\n  a"},
      {"k: |+\n  a\n\nl: w\n", "|+\n  a\n"},
      {"k:\n  l: |\n    a\n\n", "l: |\n    a"},
      {"k:\nl: w\n", ""},
      {"k: # c\nl: w\n", ""},
      {"k:\n  - \n  - a:\n\n", "- \n  - a:"},
      {"k:\n  a: &x !!null\nl: w\n", "a: &x !!null"},
      {"k: {a, b: }\n", "{a, b: }"},
      {"? k\nl: w\n", ""},
      {"k: &x a\n", "a"},
      {"l: &x {a: b}\nk: *x # c\n", "*x"},
      {"l: &x {a: b}\nk:\n  c: 1\n  <<: *x\nm: w\n", "c: 1\n  <<: *x"},
      {"l: &x {a: b}\nk: {<<: [*x, {c: d}]}\n", "{<<: [*x, {c: d}]}"},
      {"{\"k\": {\"a\": [1, \"]\"]}, \"l\": null}\n", "{\"a\": [1, \"]\"]}"},
      {"{\"l\": [], \"k\": []}", "[]"},
      {"k:\r\n  a: 1\r\n\r\nl: w\r\n", "a: 1"},
      {"\xEF\xBB\xBFk: {a: b}\n", "{a: b}"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto document = read(row.text);
    CHECK(written(document->root()["k"]) == row.value);
    const auto exact = read(row.text, Parser::exact_only);
    CHECK(written(exact->root()["k"]) == row.value);
  }
}

TEST_CASE("range: a value of which nothing is written stands behind its colon or dash") {
  const auto document = read("a: \nb:\n  -\n  - &x\n");
  const auto at = [&](Node node) { return node.range(); };
  CHECK(at(document->root()["a"]) == Range{2, 2});
  CHECK(at(document->root()["b"].at(0)) == Range{10, 10});
  CHECK(at(document->root()["b"].at(1)) == Range{17, 17});
  CHECK(at(Node()) == Range{});
}

TEST_CASE("range: what a merge key brings has the range of where it is written") {
  const auto document = read("a: &x\n  k: [b]\nc:\n  <<: *x\n  d: e\n");
  CHECK(written(document->root()["c"]["k"]) == "[b]");
  CHECK(written(document->root()["c"]) == "<<: *x\n  d: e");
  CHECK(written(document->root()["a"]) == "k: [b]");
}

TEST_CASE("path: names every node as Kubernetes does") {
  const auto document = read(
      "spec:\n  containers:\n  - name: a\n  - {securityContext: {privileged: true}}\n"
      "metadata:\n  annotations:\n    eks.amazonaws.com/role-arn: b\n    \"\": c\n"
      "base: &x {k: 1}\nuse: *x\nmore: {<<: *x}\n");
  const auto root = document->root();
  const auto container = root["spec"]["containers"].at(1);
  CHECK(path_of(container["securityContext"]["privileged"]) ==
        "spec.containers[1].securityContext.privileged");
  CHECK(path_of(container["securityContext"]["privileged"], container) ==
        "securityContext.privileged");
  CHECK(path_of(container) == "spec.containers[1]");
  CHECK(path_of(root["spec"]["containers"].key()) == "spec.containers");
  const auto annotations = root["metadata"]["annotations"];
  CHECK(path_of(annotations["eks.amazonaws.com/role-arn"]) ==
        "metadata.annotations[eks.amazonaws.com/role-arn]");
  CHECK(path_of(annotations[""]) == "metadata.annotations[]");
  CHECK(path_of(root["use"]) == "use");
  CHECK(path_of(root["use"]["k"]) == "base.k");
  CHECK(path_of(root["more"]["k"]) == "more.k");
  CHECK(path_of(root) == "");
  CHECK(path_of(Node()) == "");
  CHECK(path_of(root["base"], container) == "");
  CHECK(path_of(root, container) == "");
}

TEST_CASE("path: counts what stands before a node in a long list or mapping") {
  std::string text = "items:\n";
  for (int i = 0; i < 1000; ++i) text += "- {a: [1, {b: 2}]}\n";
  text += "data:\n";
  for (int i = 0; i < 1000; ++i) text += "  k" + std::to_string(i) + ": v\n";
  const auto document = read(text);
  const auto root = document->root();
  for (const std::size_t i : {0U, 1U, 499U, 999U}) {
    const auto number = std::to_string(i);
    CHECK(path_of(root["items"].at(i)["a"].at(1)["b"]) == "items[" + number + "].a[1].b");
    CHECK(path_of(root["items"].at(i)) == "items[" + number + "]");
    CHECK(path_of(root["data"]["k" + number]) == "data.k" + number);
    CHECK(path_of(root["data"]["k" + number].key()) == "data.k" + number);
  }
}

std::vector<std::string> comments(std::string_view text, const Comments& found) {
  std::vector<std::string> all;
  for (const auto& range : found.all) all.emplace_back(text.substr(range.begin, range.size()));
  return all;
}

using Texts = std::vector<std::string>;

TEST_CASE("comments: are told from what looks like one") {
  struct Row {
    std::string_view text;
    Texts comments;
    std::size_t texts = 0;  ///< scalars of several lines
  };
  const Row rows[] = {
      {"# a\nk: v # b\n# c", {"# a", "# b", "# c"}},
      {"k: v#a\nl: '#b'\nm: \"#c\"#d\n", {"#d"}},
      {"k: |  # a\n  # b\nl: >\n  c # d\n", {"# a"}, 2},
      {"k: 'a\n  # b' # c\nl: \"a\"\n", {"# c"}, 1},
      {"k: [a, # b\n  c] #d\n", {"# b", "#d"}},
      {"k: {\"#a\": '#b'} # c\n", {"# c"}},
      {"k: &x !y # a\n  b: c\nl: *x # d\n", {"# a", "# d"}},
      {"a: &x {k: 1}\nb: # c\n  <<: *x # d\n", {"# c", "# d"}},
      {"{\"k\": \"# a\"}", {}},
      {"k: v\n... # a\nl: '# b' # c\n", {"# a", "# c"}},
      {"%YAML 1.1 # a\n--- # b\nk: v\n", {"# a", "# b"}},
      {"# a\n# b\n", {"# a", "# b"}},
      {"---\n# a\n", {"# a"}},
      {"k: v # a\r\n# b\r\n", {"# a", "# b"}},
      {"k:\n  - # a\n  -\n# b\n", {"# a", "# b"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto document = read(row.text);
    CHECK(comments(document->text(), document->comments()) == row.comments);
    CHECK(document->comments().texts.size() == row.texts);
    CHECK(comments(row.text, find_comments(row.text)) == row.comments);
  }
}

TEST_CASE("comments: are found in texts that are no YAML") {
  struct Row {
    std::string_view text;
    Texts comments;
  };
  const Row rows[] = {
      {"k: {{ .a | default 1 }} # a\nl: v # b\n", {"# a", "# b"}},
      {"{{- if .a }}\n# a\nk: |\n  # b\n{{- end }}\n", {"# a"}},
      {"k: - \"v\nl: v # a\n", {"# a"}},
      {"k: @v # a\nl: '# b'\n", {"# a"}},
      {"k: v\n\tl: w # a\n", {"# a"}},
      {"a\n# a\nb: c\n%d\n# b\n", {"# a", "# b"}},
      {"'# a\n# b", {"# b"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(comments(row.text, find_comments(row.text)) == row.comments);
  }
}

}  // namespace
}  // namespace fargate_lint::yaml
