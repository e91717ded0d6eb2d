#include "yaml/duplicates.hpp"

#include <unordered_map>

#include "yaml/node_meta.hpp"

namespace fargate_lint::yaml {
namespace {

using RawNode = Document::RawNode;

/// Mappings of up to this many entries are compared key by key; larger ones are hashed.
constexpr std::uint32_t kPairwise = 12;

/// A number below 64 that equal keys share, and others seldom.
std::uint32_t look_of(std::string_view key) {
  if (key.empty()) return 0;
  const auto first = static_cast<unsigned char>(key.front());
  const auto last = static_cast<unsigned char>(key.back());
  return static_cast<std::uint32_t>(key.size() * 11 + first * 5U + last) % 64;
}

/// Calls found(index, first, last) for each key of the mapping at `index` that a later one repeats.
template <typename Found>
void scan_mapping(const Document& document, std::uint32_t index, const Found& found) {
  const auto& nodes = Access::nodes(document);
  const std::uint32_t end = nodes[index].extent;
  if (meta::count(nodes[index].meta) <= kPairwise) {
    std::string_view keys[kPairwise];
    std::uint32_t indices[kPairwise];
    std::uint32_t count = 0;
    std::uint64_t seen = 0;  // a bit for what keys look like
    for (std::uint32_t i = index + 1; i < end; i = next_sibling(nodes, i + 1)) {
      const std::string_view key = key_text(document, i);
      const std::uint64_t bit = std::uint64_t{1} << look_of(key);
      for (std::uint32_t k = (seen & bit) != 0 ? count : 0; k-- > 0;) {
        if (keys[k].size() != key.size() || keys[k] != key) continue;
        found(index, indices[k], i);
        break;
      }
      seen |= bit;
      keys[count] = key;
      indices[count++] = i;
    }
    return;
  }
  std::unordered_map<std::string_view, std::uint32_t> seen;
  seen.reserve(meta::count(nodes[index].meta));
  for (std::uint32_t i = index + 1; i < end; i = next_sibling(nodes, i + 1)) {
    const auto [entry, is_new] = seen.try_emplace(key_text(document, i), i);
    if (is_new) continue;
    found(index, entry->second, i);
    entry->second = i;
  }
}

template <typename Found>
void scan(const Document& document, const Found& found) {
  const auto& nodes = Access::nodes(document);
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (meta::shape(nodes[i].meta) == Shape::mapping && meta::count(nodes[i].meta) > 1) {
      scan_mapping(document, i, found);
    }
  }
}

}  // namespace

std::vector<DuplicateKey> mark_duplicates(Document& document) {
  std::vector<DuplicateKey> slips;
  auto& nodes = Access::nodes(document);
  scan(document, [&](std::uint32_t mapping, std::uint32_t first, std::uint32_t last) {
    nodes[first].meta |= meta::kOverridden;
    // An entry that `<<` brought is no slip, whichever of the two it is: overriding it is what
    // merge keys are for. It stands in the text before the mapping that it is merged into.
    const auto merged = [&](std::uint32_t key) { return nodes[key].begin < nodes[mapping].begin; };
    if (merged(first) || merged(last)) return;
    slips.push_back({Node(&document, first), Node(&document, last)});
  });
  Access::marked(document) = true;
  return slips;
}

}  // namespace fargate_lint::yaml
