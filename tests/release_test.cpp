#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include "run_program.hpp"

namespace fargate_lint {
namespace {

const std::string kRoot = FARGATE_LINT_SOURCE_DIR;

std::string read(const std::string& path) {
  std::ifstream file(kRoot + "/" + path, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The hooks and the action of a tag install the release of that tag: a version that was left behind
// would give their users another program than they named.
TEST_CASE("release: every file that names a version names this one") {
  const auto said = testing::run({.arguments = {"--version"}}).out;
  const auto version = said.substr(said.find(' ') + 1, said.find('\n') - said.find(' ') - 1);
  const std::regex named(
      R"((?:fargate-lint==|fargate-lint@v|fargate-lint_|fargate-lint:|download/v|rev: v|version = "|default: )(\d+\.\d+\.\d+))");
  for (const auto* path :
       {"pyproject.toml", "action.yml", "README.md", "docs/ci.md", "docs/install.md",
        "docs/examples/github.yml", "docs/examples/github-new.yml",
        "docs/examples/github-comment.yml", "docs/examples/gitlab-ci.yml",
        "docs/examples/gitlab-comment.yml", "docs/examples/azure-pipelines.yml",
        "docs/examples/pre-commit-config.yaml"}) {
    CAPTURE(path);
    const auto text = read(path);
    auto match = std::sregex_iterator(text.begin(), text.end(), named);
    CHECK(match != std::sregex_iterator());
    for (; match != std::sregex_iterator(); ++match) CHECK((*match)[1] == version);
  }
}

}  // namespace
}  // namespace fargate_lint
