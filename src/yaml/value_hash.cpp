#include "yaml/value_hash.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yaml/node_meta.hpp"
#include "yaml/scalar.hpp"

namespace fargate_lint::yaml {
namespace {

/// What a value is, so that `"1"` and `1`, or `{}` and `[]`, differ.
enum class Mark : std::uint64_t { null = 1, boolean, number, string, sequence, mapping };

/// Whether an integer is written as it is printed: nearly all of them.
bool is_canonical(std::string_view text) {
  const bool is_digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return is_digits && (text.size() == 1 || (text.size() > 1 && text.front() != '0'));
}

/// A number as it is printed in JSON, so that numbers of one value have one text.
std::string number_text(Node node) {
  const auto text = node.text();
  std::string printed;
  if (node.is_integer()) {
    const auto value = integer_value(text);
    if (!value) return std::string(text);  // of JSON, which sets no bounds
    if (value->negative && value->magnitude != 0) printed = '-';
    return printed += std::to_string(value->magnitude);
  }
  const auto value = floating_value(text);
  // A zero of JSON may be what no double holds.
  if (value == 0 && Access::json(*node.document())) return std::string(text);
  append_json_double(value, printed);
  return printed;
}

class ValueHasher {
 public:
  ValueHasher(const Document& document, const HashKey& key, Node left_out)
      : document_(document),
        nodes_(Access::nodes(document)),
        key_(key),
        left_out_(left_out ? left_out.index() : kNone) {}

  std::uint64_t hash(std::uint32_t root);

 private:
  static constexpr std::uint32_t kNoAlias = UINT32_MAX;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// A collection whose children are being hashed. Iterative: it may be 10,000 levels deep.
  struct Open {
    std::uint32_t next;  ///< child, or key of the entry, to hash
    std::uint32_t end;
    std::uint32_t alias_of;  ///< the index to remember the hash by, if an alias led here
    bool is_mapping;
    std::uint64_t state;
    std::uint64_t key = 0;  ///< hash of the key whose value is being hashed
  };

  std::uint64_t marked(Mark mark, std::uint64_t hash) const {
    return fold_words(hash ^ key_.start, key_.odd + static_cast<std::uint64_t>(mark));
  }
  std::uint64_t scalar(Node node) const;
  bool enter(std::uint32_t index, std::uint64_t& hash);
  void add(std::uint64_t child, Open& open) const;
  std::uint64_t close();

  const Document& document_;
  const std::vector<Document::RawNode>& nodes_;
  const HashKey& key_;
  std::uint32_t left_out_;
  std::vector<Open> open_;
  std::unordered_map<std::uint32_t, std::uint64_t> of_aliased_;
};

std::uint64_t ValueHasher::scalar(Node node) const {
  switch (node.kind()) {
    case Kind::boolean: return marked(Mark::boolean, node.is_true() ? 1 : 0);
    case Kind::integer:
      if (const auto text = node.text(); is_canonical(text))
        return marked(Mark::number, hash_text(text, key_));
      return marked(Mark::number, hash_text(number_text(node), key_));
    case Kind::floating: return marked(Mark::number, hash_text(number_text(node), key_));
    case Kind::string: return marked(Mark::string, hash_text(node.text(), key_));
    case Kind::missing:
    case Kind::null:
    case Kind::sequence:
    case Kind::mapping: break;
  }
  return marked(Mark::null, 0);
}

/// Sets the hash of a node, or opens it: then it is not known yet, and the result is false.
bool ValueHasher::enter(std::uint32_t index, std::uint64_t& hash) {
  auto alias_of = kNoAlias;
  if (meta::shape(nodes_[index].meta) == Shape::alias) {
    alias_of = index = nodes_[index].extent;
    if (const auto known = of_aliased_.find(index); known != of_aliased_.end()) {
      hash = known->second;
      return true;
    }
  }
  const auto bits = nodes_[index].meta;
  if (!meta::is_collection(bits)) {
    hash = scalar(Node(&document_, index));
    return true;
  }
  open_.push_back(
      {index + 1, nodes_[index].extent, alias_of, meta::shape(bits) == Shape::mapping, 0});
  return false;
}

/// The sum of entries is the same in any order; elements are chained.
void ValueHasher::add(std::uint64_t child, Open& open) const {
  if (open.is_mapping)
    open.state += fold_words(open.key ^ key_.start, child ^ key_.odd);
  else
    open.state = fold_words(open.state ^ child, key_.odd) + child;
}

std::uint64_t ValueHasher::close() {
  const auto open = open_.back();
  open_.pop_back();
  const auto hash = marked(open.is_mapping ? Mark::mapping : Mark::sequence, open.state);
  if (open.alias_of != kNoAlias) of_aliased_.emplace(open.alias_of, hash);
  return hash;
}

std::uint64_t ValueHasher::hash(std::uint32_t root) {
  std::uint64_t hash = 0;
  if (enter(root, hash)) return hash;
  for (;;) {
    auto& open = open_.back();
    while (open.is_mapping && open.next < open.end &&
           (nodes_[open.next].meta & meta::kOverridden) != 0)
      open.next = next_sibling(nodes_, open.next + 1);
    bool is_known = true;
    if (open.next == open.end) {
      hash = close();
      if (open_.empty()) return hash;
    } else {
      auto child = open.next;
      if (open.is_mapping) {
        open.key = hash_text(Node(&document_, child).text(), key_);
        ++child;
      }
      open.next = next_sibling(nodes_, child);
      if (child == left_out_) continue;
      is_known = enter(child, hash);
    }
    if (is_known) add(hash, open_.back());
  }
}

}  // namespace

std::uint64_t hash_value(Node node, const HashKey& key, Node left_out) {
  if (!node) return 0;
  return ValueHasher(*node.document(), key, left_out).hash(node.index());
}

}  // namespace fargate_lint::yaml
