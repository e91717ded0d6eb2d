// A renderer says itself what it is. What the name of a format is compared with decides about it
// somewhere else, where the next format is forgotten.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "report/renderer.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = FARGATE_LINT_SOURCE_DIR;

/// Whether the line compares something with the name, or looks the format up by it.
bool decides_by(std::string_view line, std::string_view name) {
  const auto quoted = '"' + std::string(name) + '"';
  for (const auto& use : {"== " + quoted, "!= " + quoted, quoted + " ==", quoted + " !=",
                          "find_renderer(" + quoted, "starts_with(" + quoted})
    if (line.find(use) != std::string_view::npos) return true;
  return false;
}

TEST_CASE("formats: nobody compares their names as text") {
  std::size_t lines = 0;
  for (const auto* folder : {"src", "cmd"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const auto name = entry.path().filename().string();
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      if (name.ends_with("_test.cpp")) continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line); ++lines)
        for (const auto* renderer : report::renderers())
          CHECK_MESSAGE(!decides_by(line, renderer->name), name, ": ", line);
    }
  }
  CHECK(lines > 10'000);  // or the search finds nothing any more
}

TEST_CASE("formats: the search for names finds them") {
  for (const auto* line :
       {"if (format == \"json\")", "\"json\" != name", "find_renderer(\"json\")"})
    CHECK(decides_by(line, "json"));
  CHECK_FALSE(decides_by("json.member(\"json\", 1)", "json"));
}

}  // namespace
}  // namespace fargate_lint
