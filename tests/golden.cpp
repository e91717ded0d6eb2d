#include "golden.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace fargate_lint::testing {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void check_golden(const std::filesystem::path& path, const std::string& text) {
  if (std::getenv("FARGATE_LINT_UPDATE") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  CHECK_MESSAGE(read_file(path) == text, path.string(), " is not\n", text);
}

}  // namespace fargate_lint::testing
