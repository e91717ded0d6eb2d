#include "yaml/tree.hpp"

#include <algorithm>
#include <unordered_map>

#include "yaml/scalar.hpp"

namespace fargate_lint::yaml {
namespace {

using RawNode = Document::RawNode;

constexpr const char* kKeyHelp = "a mapping key is a string; quote it";

/// Counts decode operations as go-yaml's decoder does and stops where it stops: beyond a share of
/// operations that come from aliases, the document is refused (go-yaml v2 decode.go,
/// allowedAliasRatio).
class AliasBudget {
 public:
  explicit AliasBudget(const Document& document) : nodes_(Access::nodes(document)) {}

  bool within() {
    struct Frame {
      std::uint32_t node;
      std::uint32_t end;
      bool from_alias;
    };
    std::vector<Frame> stack{{0, next_sibling(nodes_, 0), false}};
    while (!stack.empty()) {
      auto& frame = stack.back();
      if (frame.node >= frame.end) {
        if (frame.from_alias) --alias_depth_;
        stack.pop_back();
        continue;
      }
      const auto node = frame.node++;
      // The key `<<` is not decoded itself.
      if ((nodes_[node].meta & meta::kMerge) != 0) continue;
      if (!count()) return false;
      if (meta::shape(nodes_[node].meta) != Shape::alias) continue;
      ++alias_depth_;
      const auto target = nodes_[node].extent;
      stack.push_back({target, next_sibling(nodes_, target), true});
    }
    return true;
  }

 private:
  bool count() {
    ++decoded_;
    if (alias_depth_ > 0) ++from_aliases_;
    if (from_aliases_ <= 100 || decoded_ <= 1000) return true;
    return static_cast<double>(from_aliases_) / static_cast<double>(decoded_) <= allowed_ratio();
  }

  double allowed_ratio() const {
    constexpr double kLow = 400'000;
    constexpr double kHigh = 4'000'000;
    const auto decoded = static_cast<double>(decoded_);
    if (decoded <= kLow) return 0.99;
    if (decoded >= kHigh) return 0.10;
    return 0.99 - 0.89 * ((decoded - kLow) / (kHigh - kLow));
  }

  const std::vector<RawNode>& nodes_;
  std::uint64_t decoded_ = 0;
  std::uint64_t from_aliases_ = 0;
  std::uint32_t alias_depth_ = 0;
};

/// Rewrites a tree so that every mapping holds what `<<` brings into it. go-yaml sets entries in
/// the order of the text, merged ones where `<<` stands, and the last one wins; within a list of
/// merged mappings the first wins.
class MergeApplier {
 public:
  explicit MergeApplier(Document& document) : document_(document), old_(Access::nodes(document)) {}

  bool apply(Fault& fault) {
    auto& decoded = Access::decoded(document_);
    old_decoded_.swap(decoded);
    new_index_.assign(old_.size(), 0);
    struct Open {
      std::uint32_t node;
      std::uint32_t old_end;
    };
    std::vector<Open> open;
    for (std::uint32_t i = 0; i < old_.size();) {
      while (!open.empty() && i >= open.back().old_end) {
        close(open.back().node);
        open.pop_back();
      }
      if ((old_[i].meta & meta::kMerge) != 0) {
        if (!merge(i + 1, fault)) return false;
        i = next_sibling(old_, i + 1);
        continue;
      }
      new_index_[i] = copy(i);
      const auto shape = meta::shape(old_[i].meta);
      if (shape == Shape::mapping || shape == Shape::sequence)
        open.push_back({new_index_[i], old_[i].extent});
      ++i;
    }
    while (!open.empty()) {
      close(open.back().node);
      open.pop_back();
    }
    Access::nodes(document_) = std::move(new_);
    Access::merged(document_) = true;
    return true;
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(new_.size()); }

  std::uint32_t copy(std::uint32_t from) {
    const auto index = size();
    new_.push_back(old_[from]);
    if (meta::shape(old_[from].meta) == Shape::alias)
      new_[index].extent = new_index_[old_[from].extent];
    if ((old_[from].meta & meta::kDecoded) != 0) copy_decoded(find_old(from), index);
    return index;
  }

  const Document::Decoded& find_old(std::uint32_t node) const {
    return *std::lower_bound(
        old_decoded_.begin(), old_decoded_.end(), node,
        [](const Document::Decoded& d, std::uint32_t n) { return d.node < n; });
  }

  void copy_decoded(Document::Decoded value, std::uint32_t index) {
    value.node = index;
    Access::decoded(document_).push_back(value);
  }

  /// Sets the extent and count of a finished collection.
  void close(std::uint32_t node) {
    new_[node].extent = size();
    std::size_t count = 0;
    const std::uint32_t step = meta::shape(new_[node].meta) == Shape::mapping ? 1 : 0;
    for (auto i = node + 1; i < size(); ++count) i = next_sibling(new_, i + step);
    new_[node].meta = meta::with_count(new_[node].meta, count);
  }

  bool merge(std::uint32_t value, Fault& fault) {
    const auto shape = meta::shape(old_[value].meta);
    if (shape == Shape::sequence) {
      std::vector<std::uint32_t> items;
      for (auto i = value + 1; i < old_[value].extent; i = next_sibling(old_, i))
        items.push_back(i);
      std::reverse(items.begin(), items.end());
      for (const auto item : items) {
        if (!merge_one(item, fault)) return false;
      }
      return true;
    }
    return merge_one(value, fault);
  }

  bool merge_one(std::uint32_t value, Fault& fault) {
    if (meta::shape(old_[value].meta) == Shape::alias &&
        meta::shape(old_[old_[value].extent].meta) == Shape::mapping) {
      append_entries(new_index_[old_[value].extent]);
      return true;
    }
    if (meta::shape(old_[value].meta) == Shape::mapping) return merge_inline(value, fault);
    fault = {old_[value].begin, "`<<` merges something that is not a mapping",
             "give it an alias of a mapping, or a list of such aliases"};
    return false;
  }

  /// `<<: {a: 1}`: its entries stand in the mapping as if written there.
  bool merge_inline(std::uint32_t value, Fault& fault) {
    for (auto i = value + 1; i < old_[value].extent;) {
      if ((old_[i].meta & meta::kMerge) != 0) {
        if (!merge(i + 1, fault)) return false;
      } else {
        new_index_[i] = copy(i);
        copy_subtree(i + 1);
      }
      i = next_sibling(old_, i + 1);
    }
    return true;
  }

  void copy_subtree(std::uint32_t from) {
    const auto end = next_sibling(old_, from);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> open;  // new node, old end
    for (auto i = from; i < end; ++i) {
      while (!open.empty() && i >= open.back().second) {
        close(open.back().first);
        open.pop_back();
      }
      new_index_[i] = copy(i);
      const auto shape = meta::shape(old_[i].meta);
      if (shape == Shape::mapping || shape == Shape::sequence)
        open.emplace_back(new_index_[i], old_[i].extent);
    }
    for (; !open.empty(); open.pop_back()) close(open.back().first);
  }

  /// Entries of an already rewritten mapping: copies of its keys, aliases of its values.
  void append_entries(std::uint32_t mapping) {
    const auto end = new_[mapping].extent;
    for (auto i = mapping + 1; i < end;) {
      const auto value = i + 1;
      const auto key = size();
      const auto key_node = new_[i];
      new_.push_back(key_node);
      if ((key_node.meta & meta::kDecoded) != 0) {
        const auto& decoded = Access::decoded(document_);
        copy_decoded(*std::lower_bound(
                         decoded.begin(), decoded.end(), i,
                         [](const Document::Decoded& d, std::uint32_t n) { return d.node < n; }),
                     key);
      }
      const bool is_alias = meta::shape(new_[value].meta) == Shape::alias;
      const RawNode alias{new_[value].begin, is_alias ? new_[value].extent : value,
                          meta::make(Shape::alias, Style::plain, meta::kValue)};
      new_.push_back(alias);
      i = next_sibling(new_, value);
    }
  }

  Document& document_;
  std::vector<RawNode> old_;
  std::vector<RawNode> new_;
  std::vector<std::uint32_t> new_index_;
  std::vector<Document::Decoded> old_decoded_;
};

}  // namespace

bool is_non_finite(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) {
    text.remove_prefix(1);
  } else if (text == ".nan" || text == ".NaN" || text == ".NAN") {
    return true;
  }
  return text == ".inf" || text == ".Inf" || text == ".INF";
}

bool finish_key(Document& document, std::uint32_t node, Fault& fault) {
  auto& raw = Access::nodes(document)[node];
  const Node key(&document, node);
  const auto kind = key.kind();
  if (kind == Kind::string) {
    const bool merge = meta::style(raw.meta) == Style::plain &&
                       meta::shape(raw.meta) == Shape::scalar &&
                       meta::forced(raw.meta) == Kind::missing && key.text() == "<<";
    if (merge) raw.meta |= meta::kMerge;
    return true;
  }
  const auto text = key_string(kind, key.text());
  if (!text) {
    const bool collection = kind == Kind::mapping || kind == Kind::sequence;
    fault = {raw.begin,
             collection ? "a mapping key that is a collection" : "a mapping key that is null",
             kKeyHelp};
    return false;
  }
  if ((raw.meta & meta::kDecoded) != 0) Access::decoded(document).pop_back();
  Access::set_decoded(document, node, *text);
  raw.meta = (raw.meta & ~meta::kForcedMask) | meta::force(Kind::string);
  return true;
}

bool finish_aliases(Document& document, bool has_merge_keys, Fault& fault) {
  if (!AliasBudget(document).within()) {
    fault = {0, "aliases expand to too much: Kubernetes refuses such a document",
             "write the values out"};
    return false;
  }
  return !has_merge_keys || MergeApplier(document).apply(fault);
}

void TreeBuilder::fail(std::size_t offset, std::string message, std::string help) {
  if (failed_) return;
  failed_ = true;
  fault_ = {offset, std::move(message), std::move(help)};
}

bool TreeBuilder::is_open(std::uint32_t node) const {
  return std::any_of(open_.begin(), open_.end(),
                     [&](const Open& open) { return open.node == node; });
}

std::size_t TreeBuilder::awaited_key() const {
  if (open_.empty() || !open_.back().awaits_value) return std::string::npos;
  return Access::nodes(document_).back().begin;
}

std::uint32_t TreeBuilder::place() {
  if (open_.empty() || !open_.back().mapping) return 0;
  return open_.back().awaits_value ? meta::kValue : meta::kKey;
}

void TreeBuilder::placed(std::uint32_t node) {
  if (open_.empty()) return;
  auto& open = open_.back();
  if (!open.mapping) {
    ++open.count;
  } else if (open.awaits_value) {
    open.awaits_value = false;
    ++open.count;
  } else {
    open.awaits_value = true;
    Fault fault;
    if (!finish_key(document_, node, fault)) fail(fault.offset, fault.message, fault.help);
    if ((Access::nodes(document_)[node].meta & meta::kMerge) != 0) has_merge_keys_ = true;
  }
}

void TreeBuilder::scalar(const Scalar& scalar) {
  auto& nodes = Access::nodes(document_);
  const auto node = next_index();
  const auto flags = place();
  const auto meta = meta::make(Shape::scalar, scalar.style, flags);
  nodes.push_back({scalar.begin, scalar.extent, meta::with_count(meta, scalar.indent)});
  if (!scalar.tag.empty()) {
    auto tagged = resolve_tagged(scalar.tag, scalar.value);
    if (tagged.kind == Kind::missing) {
      return fail(scalar.begin, "a value that is not of the type its tag says");
    }
    if (scalar.tag == "tag:yaml.org,2002:merge" && scalar.value == "<<" && flags == meta::kKey) {
      nodes[node].meta |= meta::kMerge;
    }
    Access::set_decoded(document_, node, tagged.value);
    nodes[node].meta |= meta::force(tagged.kind);
  } else if (scalar.indent >= meta::kCountMax || Node(&document_, node).text() != scalar.value) {
    Access::set_decoded(document_, node, scalar.value);
  }
  const bool plain = scalar.style == Style::plain;
  if (plain && flags != meta::kKey && scalar.tag.empty() && is_non_finite(scalar.value)) {
    return fail(scalar.begin, "`" + std::string(scalar.value) + "` cannot be written as JSON",
                "quote it");
  }
  placed(node);
}

void TreeBuilder::begin_collection(Shape shape, std::uint32_t begin, Style style) {
  const auto flags = place();
  if (flags == meta::kKey) return fail(begin, "a mapping key that is a collection", kKeyHelp);
  const auto node = next_index();
  Access::nodes(document_).push_back({begin, 0, meta::make(shape, style, flags)});
  open_.push_back({node, shape == Shape::mapping, false, 0});
}

void TreeBuilder::end_collection() {
  if (open_.empty()) return;
  const auto open = open_.back();
  open_.pop_back();
  auto& raw = Access::nodes(document_)[open.node];
  raw.extent = next_index();
  raw.meta = meta::with_count(raw.meta, open.count);
  placed(open.node);
}

void TreeBuilder::alias(std::uint32_t begin, std::uint32_t target) {
  if (is_open(target)) return fail(begin, "an anchor whose value contains itself");
  const auto flags = place();
  const auto node = next_index();
  Access::nodes(document_).push_back(
      {begin, target, meta::make(Shape::alias, Style::plain, flags)});
  has_aliases_ = true;
  placed(node);
}

}  // namespace fargate_lint::yaml
