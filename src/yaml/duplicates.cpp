#include "yaml/duplicates.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "yaml/node_meta.hpp"

namespace fargate_lint::yaml {
namespace {

using RawNode = Document::RawNode;

/// Mappings of up to this many entries are compared key by key, where two keys look alike at all;
/// larger ones are sorted.
constexpr std::uint32_t kPairwise = 32;

/// What keys look like: a number below 256 that equal keys share, and others seldom.
class Looks {
 public:
  /// False if no key that was given before looks like this one.
  bool add(std::string_view key) {
    const auto look = of(key);
    auto& word = seen_[look / 64];
    const auto bit = std::uint64_t{1} << (look % 64);
    const bool was_there = (word & bit) != 0;
    word |= bit;
    return was_there;
  }

 private:
  static std::uint32_t of(std::string_view key) {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    if (key.size() >= sizeof begin) {
      std::memcpy(&begin, key.data(), sizeof begin);
      std::memcpy(&end, key.data() + key.size() - sizeof end, sizeof end);
    } else if (!key.empty()) {
      begin = static_cast<unsigned char>(key.front());
      end = static_cast<unsigned char>(key.back());
    }
    return (begin * 31 + end + static_cast<std::uint32_t>(key.size())) * 0x9E3779B1U >> 24U;
  }
  std::uint64_t seen_[4] = {};
};

/// Calls found(index, first, last) for each key of the mapping at `index` that a later one repeats.
template <typename Found>
void scan_mapping(const Document& document, std::uint32_t index, const Found& found) {
  const RawNode* const nodes = Access::nodes(document).data();
  const RawNode* const end = nodes + nodes[index].extent;
  const auto number = [&document](const RawNode* key) { return number_of(document, key); };
  const RawNode* const first = nodes + index + 1;
  if (meta::count(nodes[index].meta) <= kPairwise) {
    Looks looks;
    for (const auto* key = first; key < end; key = next_key(nodes, key)) {
      const std::string_view text = key_text(document, key);
      if (!looks.add(text)) continue;
      const RawNode* same = nullptr;
      for (const auto* before = first; before < key; before = next_key(nodes, before)) {
        if (equal(key_text(document, before), text)) same = before;
      }
      if (same != nullptr) found(index, number(same), number(key));
    }
    return;
  }
  // Sorted, not hashed: whoever writes the keys cannot make it slow.
  std::vector<std::pair<std::string_view, std::uint32_t>> keys;
  keys.reserve(meta::count(nodes[index].meta));
  for (const auto* key = first; key < end; key = next_key(nodes, key)) {
    keys.emplace_back(key_text(document, key), number(key));
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  // last and first
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i].first == keys[i - 1].first) pairs.emplace_back(keys[i].second, keys[i - 1].second);
  }
  std::sort(pairs.begin(), pairs.end());
  for (const auto& [last, before] : pairs) found(index, before, last);
}

template <typename Found>
void scan(const Document& document, const Found& found) {
  const RawNode* const nodes = Access::nodes(document).data();
  const RawNode* const end = nodes + Access::nodes(document).size();
  for (const auto* node = nodes; node < end; ++node) {
    if (meta::shape(node->meta) == Shape::mapping && meta::count(node->meta) > 1) {
      scan_mapping(document, static_cast<std::uint32_t>(node - nodes), found);
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
