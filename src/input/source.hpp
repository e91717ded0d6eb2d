#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fargate_lint::input {

/// The standard input, as what a run reads.
struct StandardInput {
  bool operator==(const StandardInput&) const = default;
};
/// As command lines and reports call it.
inline constexpr std::string_view kStandardInputName = "-";

/// A file of Rendered: linted as it stands, whatever surrounds what it was made from.
struct Generated {
  std::string path;
  std::string made_from = {};  ///< RenderedFile::made_from
  bool operator==(const Generated&) const = default;
};

/// Where bytes of a run come from: a file or a folder by its path, the standard input, or what was
/// rendered for the run.
using Source = std::variant<std::string, StandardInput, Generated>;

/// What a word of a command line means.
inline Source source_of(const std::string& word) {
  return word == kStandardInputName ? Source(StandardInput()) : Source(word);
}
inline std::vector<Source> sources_of(const std::vector<std::string>& words) {
  std::vector<Source> sources;
  sources.reserve(words.size());
  for (const auto& word : words) sources.push_back(source_of(word));
  return sources;
}

}  // namespace fargate_lint::input
