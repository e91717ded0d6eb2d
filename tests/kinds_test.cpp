// Look-ups of the inventory take a declared kind, and the compiler sees to that. What it cannot see
// is looked for in the sources here.
#include "kube/kinds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = FARGATE_LINT_SOURCE_DIR;

struct Source {
  std::string path;
  std::string text;
};

/// The product's sources, without the table of kinds itself.
std::vector<Source> sources() {
  std::vector<Source> all;
  for (const std::string_view folder : {"src", "rules", "cmd"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const auto path = entry.path().string();
      if ((!path.ends_with(".cpp") && !path.ends_with(".hpp")) || path.ends_with("_test.cpp") ||
          path.ends_with("kube/kinds.hpp"))
        continue;
      std::ifstream file(path, std::ios::binary);
      all.push_back({path, std::string(std::istreambuf_iterator<char>(file), {})});
    }
  }
  return all;
}

TEST_CASE("kinds: no look-up names its kind by text") {
  std::size_t look_ups = 0;
  for (const auto& source : sources()) {
    CAPTURE(source.path);
    for (const std::string_view call :
         {".find(", ".find_referred(", ".of_kind(", ".has_any(", ".holds_all("}) {
      for (auto at = source.text.find(call); at != std::string::npos;
           at = source.text.find(call, at + 1)) {
        const auto argument = source.text.find_first_not_of(" \n", at + call.size());
        const auto end = source.text.find_first_of(",)", argument);
        const std::string_view first(source.text.data() + argument, end - argument);
        if (first.starts_with("kube::kinds::") || first.starts_with("kinds::")) ++look_ups;
        // A text or a set is searched for one word: those have no second argument.
        const bool has_more = end != std::string::npos && source.text[end] == ',';
        const bool is_text = first.starts_with('"') && first.size() > 2 && first[1] >= 'A' &&
                             first[1] <= 'Z' && (has_more || call != ".find(");
        CHECK_FALSE_MESSAGE(is_text, first);
      }
    }
  }
  CHECK(look_ups > 40);  // or the search finds nothing any more
}

bool mentions(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if (end == text.size() || (text[end] != '_' && (text[end] < 'a' || text[end] > 'z')))
      return true;
  }
  return false;
}

TEST_CASE("kinds: somebody asks for each kind that is kept") {
  const auto all = sources();
#define FARGATE_LINT_NAME(constant, ...) #constant,
  for (const std::string kind : {FARGATE_LINT_ASKED_KINDS(FARGATE_LINT_NAME)}) {
#undef FARGATE_LINT_NAME
    CAPTURE(kind);
    const bool asked = std::ranges::any_of(
        all, [&](const Source& source) { return mentions(source.text, "kinds::" + kind); });
    CHECK(asked);
  }
}

}  // namespace
}  // namespace fargate_lint
