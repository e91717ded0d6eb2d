#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/field_path.hpp"
#include "input/helm_template.hpp"

/// What a rendering's lines were printed by: a rendering of marked templates laid beside it.
namespace fargate_lint::input {

/// What printed a rendered line.
struct LineOrigin {
  std::uint32_t file = kUnknown;  ///< number of the template
  std::uint32_t line = 0;         ///< 1-based
  /// The template's line prints this line and no other; else an action on it prints several, of
  /// which this is one.
  bool is_exact = false;
  bool is_known() const { return file != kUnknown; }
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFF;
};

/// The templates of a chart: what marks name.
struct TemplateSet {
  std::vector<Template> files;
  /// Which of them a `# Source:` comment names.
  std::map<std::string, std::uint32_t, std::less<>> by_source;
};

/// The origin of each line of `plain`, the rendering of a chart, by `marked`, that of its marked
/// copy. What is not proved has none. Documents are paired by what they have in common, lines by a
/// longest common subsequence, both within bounds: beyond them lines have no origin.
std::vector<LineOrigin> align(std::string_view plain, std::string_view marked,
                              const TemplateSet& templates);

/// Pairs of equal elements, in order: a longest common subsequence of two lists of hashes, or, if
/// they differ in more than `most_edits` elements, what they begin and end with.
std::vector<std::pair<std::uint32_t, std::uint32_t>> common_subsequence(
    std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::size_t most_edits);

}  // namespace fargate_lint::input
