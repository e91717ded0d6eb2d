#include "input/environments.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::input {
namespace {

std::string numbers_of(Environments environments, const std::vector<std::string>& paths) {
  std::string numbers;
  for (const auto& path : paths)
    numbers += std::to_string(static_cast<std::uint32_t>(environments.of(path))) + " ";
  return numbers;
}

TEST_CASE("environments: directories of one name are one, those that a path matches are several") {
  struct Row {
    std::vector<std::string> patterns;
    std::vector<std::string> paths;
    const char* numbers;
  };
  const Row rows[] = {
      {{}, {"/r/dev/a.yaml"}, "0 "},
      {{"dev", "prod"}, {"/r/dev/a.yaml", "/r/base.yaml", "/r/prod/x/b.yaml"}, "1 0 2 "},
      {{"dev"}, {"/r/web/dev/a.yaml", "/r/api/dev/x/b.yaml", "/r/device/a.yaml"}, "1 1 0 "},
      {{"dev/"}, {"/r/web/dev/a.yaml", "/r/dev"}, "1 0 "},
      {{"/dev"}, {"/r/dev/a.yaml", "/r/web/dev/a.yaml"}, "1 0 "},
      {{"clusters/*"},
       {"/r/clusters/eu/a.yaml", "/r/clusters/us/a.yaml", "/r/clusters/eu/b/c.yaml"},
       "1 2 1 "},
      // The outermost counts.
      {{"dev", "clusters/*"}, {"/r/clusters/eu/dev/a.yaml", "/r/x/dev/a.yaml"}, "1 2 "},
      {{"*-dev.yaml", "prod.yaml"}, {"/r/x-dev.yaml", "/r/prod.yaml", "/r/a.yaml"}, "1 2 0 "},
      // Outside of the configuration's directory nothing is named.
      {{"dev"}, {"/dev/a.yaml", "/rr/dev/a.yaml", "-"}, "0 0 0 "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.numbers);
    CHECK(numbers_of(Environments("/r", row.patterns), row.paths) == row.numbers);
  }
}

TEST_CASE("environments: what no file is given for is told") {
  Environments environments("/r", {"dev", "staging", "clusters/*"});
  environments.of("/r/dev/a.yaml");
  CHECK(environments.unused() == std::vector<std::string>{"staging", "clusters/*"});
}

TEST_CASE("environments: there is a most") {
  Environments environments("/", {"/*"});
  for (std::size_t i = 0; i <= Environments::kMost; ++i) {
    CHECK_FALSE(environments.too_many());
    environments.of("/" + std::to_string(i) + "/a.yaml");
  }
  CHECK(environments.too_many());
}

}  // namespace
}  // namespace fargate_lint::input
