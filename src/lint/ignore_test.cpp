#include "lint/ignore.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lint/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::lint {
namespace {

std::string described(const std::vector<Ignore>& ignores) {
  std::string all;
  for (const auto& ignore : ignores) {
    all += ignore.scope == Ignore::Scope::file ? "file"
           : ignore.scope == Ignore::Scope::unclear
               ? "unclear"
               : std::to_string(ignore.first_line) + "-" + std::to_string(ignore.last_line);
    for (const auto& rule : ignore.rules) all += " " + rule;
    all += " (" + ignore.reason + ")";
    if (!ignore.until.empty()) all += " " + ignore.until;
    all += "\n";
  }
  return all;
}

/// "2-3 FG101,host-port (reason) until=…", a line for each.
std::string described(const std::string& text) {
  std::vector<Ignore> by_tokens;
  append_ignores(text, "a.yaml", 1, by_tokens);
  std::string all = described(by_tokens);
  const auto document = yaml::read_document(text, {.path = "a.yaml"});
  if (!document) return all;
  std::vector<Ignore> by_tree;
  append_ignores(*document, by_tree);
  CHECK(described(by_tree) == all);
  return all;
}

TEST_CASE("ignore: what a comment says, and which lines it is for") {
  struct Row {
    const char* text;
    const char* ignores;
  };
  const Row rows[] = {
      {"# fargate-lint: ignore[FG1] reason=\"a b\" until=2026-01-02\nk: v\nl: v\n",
       "2-2 FG1 (a b) 2026-01-02\n"},
      {"#fargate-lint:ignore[ a , b ] reason=c\nk: v\n", "2-2 a b (c)\n"},
      {"k: v # fargate-lint: ignore[a]\nl: v\n", "1-1 a ()\n"},
      {"k: # fargate-lint: ignore[a]\n  l: v\n\n  m: v\nn: v\n", "1-4 a ()\n"},
      {"k: # fargate-lint: ignore[a]\n- v\n- w\nn: v\n", "1-3 a ()\n"},
      {"l:\n# fargate-lint: ignore[a]\n- k: v\n  l: v\n- k: w\n", "3-4 a ()\n"},
      {"l:\n- k: v # fargate-lint: ignore[a]\n  l: v\n", "2-2 a ()\n"},
      {"# fargate-lint: ignore[a]\n# and why\n\nk: v\n", "4-4 a ()\n"},
      {"# fargate-lint: ignore-file[a] reason=\"b\"\nk: v\n", "file a (b)\n"},
      {"# fargate-lint: ignore\nk: v\n", "2-2 ()\n"},
      {"k: v\n# fargate-lint: ignore[a]\n", "0-0 a ()\n"},
      {"# fargate-lint: ignore[a\nk: v\n", "2-2 a ()\n"},
      {"# fargate-lint: ignore[a] reason=\"say \\\"b\\\" until=c\"\nk: v\n",
       "2-2 a (say \"b\" until=c)\n"},
      {"# fargate-lint: show\n# about fargate-lint: ignore[a]\nk: v\n", ""},
      {"k: \"v # fargate-lint: ignore[a]\"\n", ""},
      {"k: v# fargate-lint: ignore[a]\n", ""},
      {"k: |\n  # fargate-lint: ignore[a]\n\n  # fargate-lint: ignore[b]\nl: v # fargate-lint: "
       "ignore[c]\n",
       "5-5 c ()\n"},
      {"- >-\n  # fargate-lint: ignore[a]\n- k: |2\n    # fargate-lint: ignore[b]\n  l: v\n", ""},
      {"k: a > b |\n# fargate-lint: ignore[a]\nl: v\n", "3-3 a ()\n"},
      {"k: it's # fargate-lint: ignore[a]\n", "1-1 a ()\n"},
      {"k: it 's # fargate-lint: ignore[a]\nl: 5 \" # fargate-lint: ignore[b]\n",
       "1-1 a ()\n2-2 b ()\n"},
      {"{\"k\":\"# fargate-lint: ignore[a]\",\"l\":[\"\",\"# fargate-lint: ignore[b]\"]}\n", ""},
      {"k: !!str \"# fargate-lint: ignore[a]\"\nl: &x '# fargate-lint: ignore[b]'\n", ""},
      {"k: 'a''b # fargate-lint: ignore[a]'\nl: \"\\\" # fargate-lint: ignore[b]\"\n", ""},
      {"k: \"v\n  # fargate-lint: ignore[a]\n  w\" # fargate-lint: ignore[b]\nl: v\n",
       "3-3 b ()\n"},
      {"k: 'v\n  # fargate-lint: ignore[a]'\nl: v # fargate-lint: ignore[b]\n", "3-3 b ()\n"},
      {"k: - \"v\nl: v # fargate-lint: ignore[a]\n", "2-2 a ()\n"},
      {"k: v # fargate-lint: ignore[a]\r\nl: v\r\n", "1-1 a ()\n"},
      {"# fargate-lint: ignore[a]\n---\nk: v\n", "0-0 a ()\n"},
      {"# fargate-lint: ignore[a]\n...\n", "0-0 a ()\n"},
      {"# fargate-lint: ignore[a]\n...k: v\n", "2-2 a ()\n"},
      {"\xEF\xBB\xBF# fargate-lint: ignore[a]\nk: v\n", "2-2 a ()\n"},
      {"k: v\n...\nl: w # fargate-lint: ignore[a]\n", "3-3 a ()\n"},
      {"k: |  # fargate-lint: ignore[a]\n  v # fargate-lint: ignore[b]\nl: w\n", "1-1 a ()\n"},
      {"k: &x # fargate-lint: ignore[a]\n  l: v\nm: {<<: *x} # fargate-lint: ignore[b]\n",
       "1-2 a ()\n3-3 b ()\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(described(row.text) == row.ignores);
  }
}

TEST_CASE("ignore: a comment that was meant to suppress is told from prose") {
  for (const char* comment :
       {"fargate-lint:ignroe FG101", "fargate-lint: ignor[FG101]", "fargate-lint: Ignore[FG101]",
        "fargate-lint: ingore host-network", "fargate-lint ignore=FG101",
        "fargate-lint ignore[FG101]", "fargate-lint ignore FG101", "fargate-lint-ignore: FG101",
        "fargate-lint-disable-next-line FG101", "fargate-lint disable=host-network",
        "fargate-lint : ignore[FG101]", "fargate-lint: skip", "fargate-lint:skip=FG101: why",
        "fargate-lint: noqa: FG101", "fargate-lint:nolint(FG101)"}) {
    CAPTURE(comment);
    CHECK(described("# " + std::string(comment) + "\nk: v\n") == "unclear ()\n");
  }
  for (const char* comment :
       {"checked by fargate-lint in CI", "see fargate-lint's README", "fargate-lint",
        "fargate-lint:", "fargate-lint: see docs/fargate.md", "fargate-lint ignores this folder",
        "fargate-lint ignored FG101 here", "fargate-lint skips CRDs",
        "fargate-lint: FG101 is known", "fargate-lint says FG101 here",
        "fargate-lint disable is not what we want", "fargate-lint-action runs here",
        "fargate-lint.dev/ignore: FG101=why", "fargate-lint more often",
        "fargate-lint (FG101): runs on EC2", "fargate-lints ignore=FG101",
        "fargate-lint-ignores: see the wiki", "fargate-lint: allow a minute for it"}) {
    CAPTURE(comment);
    CHECK(described("# " + std::string(comment) + "\nk: v\n") == "");
  }
}

TEST_CASE("ignore: a comment knows its place, counted in characters") {
  std::vector<Ignore> ignores;
  append_ignores("k: äö # fargate-lint: ignore[a]\n", "a.yaml", 7, ignores);
  REQUIRE(ignores.size() == 1);
  CHECK(ignores[0].where.span.begin == yaml::Position{7, 7});
  CHECK(ignores[0].where.span.end == yaml::Position{7, 32});
  CHECK(ignores[0].where.line_text == "k: äö # fargate-lint: ignore[a]");
}

TEST_CASE("ignore: of very many rules in one suppression the rest is counted") {
  std::string names;
  for (int i = 0; i < 150; ++i) names += "a,";
  std::vector<Ignore> ignores;
  append_ignores("# fargate-lint: ignore[" + names + "]\n", "a.yaml", 1, ignores);
  REQUIRE(ignores.size() == 1);
  CHECK(ignores[0].rules.size() == 100);
  CHECK(ignores[0].left_out == 50);

  std::ranges::replace(names, ',', ';');
  const auto input = testing::input_of(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {fargate-lint.dev/ignore: \"" +
      names + "\"}}\n");
  ignores.clear();
  append_ignores(*input.reading.inventory.objects()[0], ignores);
  REQUIRE(ignores.size() == 100);
  CHECK(ignores[0].left_out == 50);
  CHECK(ignores[1].left_out == 0);
}

TEST_CASE("ignore: comments are put above fields, and nothing else changes") {
  struct Row {
    const char* text;
    std::vector<NewIgnore> ignores;
    const char* changed;
    std::size_t left_out;
  };
  const Row rows[] = {
      {"a:\n  - b: c\n",
       {{2, "FG1"}, {2, "FG2"}, {2, "FG1"}},
       "a:\n  # fargate-lint: ignore[FG1,FG2] reason=\"say \\\"x\\\"\"\n  - b: c\n",
       0},
      {"a: b\r\nc: d",
       {{2, "FG1"}},
       "a: b\r\n# fargate-lint: ignore[FG1] reason=\"say \\\"x\\\"\"\r\nc: d",
       0},
      {"a: b\r\n",
       {{1, "FG1"}},
       "# fargate-lint: ignore[FG1] reason=\"say \\\"x\\\"\"\r\na: b\r\n",
       0},
      {"a: |\n  b\n", {{2, "FG1"}, {9, "FG2"}}, "a: |\n  b\n", 2},
      // What looks like a quote that never ends is the end of a plain value.
      {"a: b\n  \"c\nd: e\n",
       {{3, "FG1"}},
       "a: b\n  \"c\n# fargate-lint: ignore[FG1] reason=\"say \\\"x\\\"\"\nd: e\n",
       0},
      {"\xEF\xBB\xBF"
       "a: b\n",
       {{1, "FG1"}},
       "\xEF\xBB\xBF# fargate-lint: ignore[FG1] reason=\"say \\\"x\\\"\"\na: b\n",
       0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    std::size_t left_out = 0;
    CHECK(insert_ignores(row.text, row.ignores, "say \"x\"", left_out) == row.changed);
    CHECK(left_out == row.left_out);
  }
}

}  // namespace
}  // namespace fargate_lint::lint
