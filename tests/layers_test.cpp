// Data goes one way. The linker refuses a call against it; a header that needs no linking would get
// past the linker, so that includes are held to it here.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = FARGATE_LINT_SOURCE_DIR;

struct Layer {
  std::string_view folder;
  std::vector<std::string_view> sees;  ///< beside itself and base
};

const std::vector<Layer> kLayers = {
    {"src/base", {}},
    {"src/system", {}},
    {"src/yaml", {}},
    {"src/edit", {"yaml"}},
    {"src/kube", {"yaml"}},
    {"src/fargate", {"yaml", "kube"}},
    {"src/policy", {"yaml", "kube", "fargate"}},
    {"src/lint", {"edit", "yaml", "kube", "fargate", "system"}},
    {"rules", {"edit", "yaml", "kube", "fargate", "lint", "support"}},
    {"src/input", {"system", "yaml", "kube", "fargate", "lint"}},
    {"src/report", {"edit", "system", "yaml", "kube", "fargate", "lint"}},
    {"src/config", {"system", "yaml", "kube", "fargate", "lint", "input"}},
    {"src/session",
     {"system", "yaml", "kube", "fargate", "lint", "rules", "input", "report", "config"}},
    {"src/serve",
     {"system", "yaml", "kube", "fargate", "policy", "lint", "input", "report", "config",
      "session"}},
};

/// The folders of ours that a file includes from: `#include "kube/object.hpp"`.
std::vector<std::string> included_folders(const fs::path& path) {
  constexpr std::string_view kInclude = "#include \"";
  std::vector<std::string> folders;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto slash = line.find('/');
    if (line.starts_with(kInclude) && slash != std::string::npos)
      folders.push_back(line.substr(kInclude.size(), slash - kInclude.size()));
  }
  return folders;
}

TEST_CASE("layers: a folder includes only from those before it") {
  std::size_t includes = 0;
  for (const auto& layer : kLayers) {
    const auto own = fs::path(layer.folder).filename().string();
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / layer.folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      CAPTURE(entry.path().string());
      for (const auto& folder : included_folders(entry.path())) {
        ++includes;
        const bool may = folder == own || folder == "base" ||
                         std::ranges::find(layer.sees, folder) != layer.sees.end();
        CHECK_MESSAGE(may, "includes from ", folder);
      }
    }
  }
  CHECK(includes > 400);  // or the search finds nothing any more
}

TEST_CASE("layers: what places pods makes no sentences") {
  std::size_t asking = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "src")) {
    const auto path = entry.path().string();
    if (!path.ends_with(".cpp") && !path.ends_with(".hpp")) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (line != "#include \"fargate/wording.hpp\"") continue;
      const bool may = path.find("/src/fargate/") == std::string::npos ||
                       path.ends_with("/wording.cpp") || path.ends_with("_test.cpp") ||
                       path.ends_with("/test_world.hpp");
      CHECK_MESSAGE(may, path);
      ++asking;
    }
  }
  CHECK(asking > 4);  // or the search finds nothing any more
}

TEST_CASE("layers: every folder is one of them") {
  for (const auto& entry : fs::directory_iterator(kRoot / "src")) {
    const auto folder = "src/" + entry.path().filename().string();
    CAPTURE(folder);
    CHECK(std::ranges::find(kLayers, folder, &Layer::folder) != kLayers.end());
  }
}

/// The line without its comment.
std::string_view code_of(std::string_view line) {
  return line.substr(0, line.find("//"));
}

TEST_CASE("layers: only rules know rules by their ids; all others ask what a rule says of itself") {
  std::size_t files = 0;
  for (const auto& folder : {kRoot / "src", kRoot / "cmd"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const auto path = entry.path();
      const auto name = path.filename().string();
      if (!name.ends_with(".cpp") && !name.ends_with(".hpp")) continue;
      if (name.ends_with("_test.cpp")) continue;
      ++files;
      std::ifstream text(path);
      std::string line;
      while (std::getline(text, line)) {
        const auto code = code_of(line);
        for (auto at = code.find("\"FG"); at != code.npos; at = code.find("\"FG", at + 1)) {
          const bool is_id = at + 3 < code.size() && code[at + 3] >= '0' && code[at + 3] <= '9';
          CHECK_MESSAGE(!is_id, path.string(), ": ", line);
        }
      }
    }
  }
  CHECK(files > 200);  // or the search finds nothing any more
}

/// What a port to another system would have to do without.
TEST_CASE("layers: headers of an operating system are included by src/system alone") {
  constexpr std::string_view kForeign[] = {
      "sys/",  "unistd.h",  "fcntl.h",   "poll.h",  "spawn.h", "dirent.h", "malloc.h",
      "pwd.h", "termios.h", "pthread.h", "netdb.h", "linux/",  "arpa/",    "netinet/",
      "grp.h", "glob.h",    "fnmatch.h", "dlfcn.h", "wait.h",  "ftw.h"};
  for (const auto* folder : {"src", "rules", "cmd"})
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const auto path = entry.path().string();
      const auto extension = entry.path().extension();
      const bool is_test =
          path.find("_test.cpp") != std::string::npos || path.find("testing") != std::string::npos;
      if ((extension != ".cpp" && extension != ".hpp") || is_test ||
          path.find("/src/system/") != std::string::npos)
        continue;
      CAPTURE(path);
      std::ifstream file(path);
      for (std::string line; std::getline(file, line);)
        for (const auto header : kForeign)
          CHECK_FALSE(line.starts_with("#include <" + std::string(header)));
    }
}

}  // namespace
}  // namespace fargate_lint
