#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "yaml/node_meta.hpp"

/// What stands in a text between the tokens of a tree's scalars: white space, comments, indicators,
/// anchors and tags. Private to src/yaml.
namespace fargate_lint::yaml {

/// Whether a collection begins with its own bracket: not in block style, nor the mapping that
/// go-yaml makes of `[a: b]`.
inline bool has_brackets(const Document& document, const Document::RawNode& node) {
  if (!meta::is_collection(node.meta) || node.begin >= document.text().size()) return false;
  const char c = document.text()[node.begin];
  return meta::style(node.meta) == Style::flow && (c == '{' || c == '[');
}

/// Offset behind the characters of an anchor's name at `at`.
std::size_t name_end(std::string_view text, std::size_t at);
/// Offset of the next white space: where a tag ends.
std::size_t word_end(std::string_view text, std::size_t at);
/// Offset of what is no white space, line break or comment.
std::size_t skip_space(std::string_view text, std::size_t at);

}  // namespace fargate_lint::yaml
