#include "base/paths.hpp"

#include <doctest/doctest.h>

namespace fargate_lint {
namespace {

TEST_CASE("paths: a shell takes each for one word") {
  struct Row {
    const char* path;
    const char* word;
  };
  const Row rows[] = {
      {"deploy/a-b_1.yaml", "deploy/a-b_1.yaml"},
      {"", "''"},
      {"a b", "'a b'"},
      {"my 'chart$x", "'my '\\''chart$x'"},
      {"~a", "'~a'"},
      {"-a", "./-a"},
      {"--a b", "'./--a b'"},
      {"\xC3\xA4", "'\xC3\xA4'"},
  };
  for (const auto& row : rows) CHECK(shell_word(row.path) == row.word);
}

TEST_CASE("paths: what is within a folder stands below its whole name") {
  CHECK(is_within("/a/b", "/a"));
  CHECK(is_within("/a", "/a"));
  CHECK(is_within("/a", "/"));
  CHECK_FALSE(is_within("/ab", "/a"));
  CHECK_FALSE(is_within("/", "/a"));
}

}  // namespace
}  // namespace fargate_lint
