#include "input/ignore_rules.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::input {
namespace {

TEST_CASE("gitignore: patterns match as git matches them") {
  // Each row was held against `git check-ignore` 2.39.
  struct Row {
    const char* patterns;
    const char* path;
    bool directory;
    bool ignored;
  };
  const Row rows[] = {
      {"build", "build", true, true},
      {"build", "a/build", false, true},
      {"build/", "build", false, false},
      {"build/", "a/build", true, true},
      {"/build", "a/build", true, false},
      {"/build", "build", true, true},
      {"a/build", "x/a/build", true, false},
      {"*.yaml", "a/b/c.yaml", false, true},
      {"/*.yaml", "a/c.yaml", false, false},
      {"a/*.yaml", "a/c.yaml", false, true},
      {"a/*.yaml", "a/b/c.yaml", false, false},
      {"**/gen", "gen", true, true},
      {"**/gen", "a/b/gen", true, true},
      {"**/gen/x.yaml", "a/gen/x.yaml", false, true},
      {"a/**", "a/b/c.yaml", false, true},
      {"a/**", "a", true, false},
      {"a/**/z.yaml", "a/z.yaml", false, true},
      {"a/**/z.yaml", "a/b/c/z.yaml", false, true},
      {"a/**/z.yaml", "a/b/c/zz.yaml", false, false},
      {"x**y", "xaby", false, true},
      {"x**y", "xa/by", false, false},
      {"?.yaml", "a.yaml", false, true},
      {"?.yaml", "ab.yaml", false, false},
      {"[a-c].yaml", "b.yaml", false, true},
      {"[!a-c].yaml", "b.yaml", false, false},
      {"[]x].yaml", "].yaml", false, true},
      {"[[:digit:]].yaml", "7.yaml", false, true},
      {"[a.yaml", "[a.yaml", false, false},
      {"\\#x", "#x", false, true},
      {"#x", "#x", false, false},
      {"\\!x", "!x", false, true},
      {"x   ", "x", false, true},
      {"x\\ ", "x ", false, true},
      {"*.yaml\n!keep.yaml", "keep.yaml", false, false},
      {"!keep.yaml\n*.yaml", "keep.yaml", false, true},
      {"a*b*c*d", "aXbXcXbXcXd", false, true},
      {"", "x", false, false},
      {"/", "x", true, false},
      {"x\r\ny\r\n", "y", false, true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.patterns);
    CAPTURE(row.path);
    const auto rules = IgnoreRules::parse(row.patterns);
    CHECK((rules.judge(row.path, row.directory) == IgnoreRules::Answer::ignored) == row.ignored);
  }
}

TEST_CASE("gitignore: a negated pattern says included, not merely silent") {
  const auto rules = IgnoreRules::parse("*.yaml\n!keep.yaml\n");
  CHECK(rules.judge("keep.yaml", false) == IgnoreRules::Answer::included);
  CHECK(rules.judge("other.txt", false) == IgnoreRules::Answer::silent);
}

TEST_CASE("gitignore: many stars stay linear enough") {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "a*";
  glob += 'b';
  const std::string path(2000, 'a');
  CHECK_FALSE(gitignore_match(glob, path));
}

}  // namespace
}  // namespace fargate_lint::input
