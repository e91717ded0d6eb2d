// Where a value ends is not in the tree, which would be larger for it: a collection ends with its
// last value, and with the brackets that are closed behind that.
#include <algorithm>

#include "yaml/gaps.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

using RawNode = Document::RawNode;

/// Finds the ends of the nodes of a document without merge keys.
class Ends {
 public:
  explicit Ends(const Document& document)
      : document_(document), nodes_(Access::nodes(document)), text_(document.text()) {}

  std::size_t of(std::uint32_t node) const {
    std::size_t brackets = 0;
    for (; meta::is_collection(nodes_[node].meta); node = last_of(node)) {
      const bool bracket = has_brackets(document_, nodes_[node]);
      if (bracket) ++brackets;
      if (nodes_[node].extent > node + 1) continue;
      return behind_brackets(nodes_[node].begin + (bracket ? 1U : 0U), brackets);
    }
    return behind_brackets(of_leaf(node), brackets);
  }

  std::size_t of_leaf(std::uint32_t node) const {
    const auto& raw = nodes_[node];
    if (meta::shape(raw.meta) == Shape::alias) {
      // What a merge key brings stands for a value, and has its place.
      const bool brought = nodes_[raw.extent].begin == raw.begin;
      return brought ? of(raw.extent) : name_end(text_, raw.begin + 1);
    }
    if (raw.extent == 0) return of_nothing(node);
    const auto style = meta::style(raw.meta);
    const bool block = style == Style::literal || style == Style::folded;
    return raw.begin + (block ? block_size(text_.substr(raw.begin, raw.extent)) : raw.extent);
  }

 private:
  std::uint32_t last_of(std::uint32_t collection) const {
    const auto& raw = nodes_[collection];
    const auto last = Access::child_holding(document_, collection, raw.extent - 1).node;
    return last + (meta::shape(raw.meta) == Shape::mapping ? 1 : 0);
  }

  /// Of a block of text, without the blank lines behind it that are no part of its value.
  static std::size_t block_size(std::string_view token) {
    const bool keeps = read_block_header(token).chomping > 0;
    if (keeps) return token.size() - (token.ends_with('\n') ? 1 : 0);
    while (!token.empty() && (is_blank(token.back()) || is_break(token.back())))
      token.remove_suffix(1);
    return token.size();
  }

  /// Where a value ends of which nothing is written but, maybe, an anchor and a tag.
  std::size_t of_nothing(std::uint32_t node) const {
    const auto& raw = nodes_[node];
    if ((raw.meta & meta::kValue) == 0) {
      const bool dash = raw.begin < text_.size() && text_[raw.begin] == '-';
      return behind_properties(raw.begin + (dash ? 1U : 0U));
    }
    const auto key = of_leaf(node - 1);
    const auto colon = skip_space(text_, key);
    return colon < text_.size() && text_[colon] == ':' ? behind_properties(colon + 1) : key;
  }

  std::size_t behind_properties(std::size_t at) const {
    auto end = at;
    for (;;) {
      while (at < text_.size() && is_blank(text_[at])) ++at;
      const bool is_property = at < text_.size() && (text_[at] == '&' || text_[at] == '!');
      if (!is_property) return end;
      at = end = text_[at] == '!' ? word_end(text_, at) : name_end(text_, at + 1);
    }
  }

  /// The offset behind so many closing brackets.
  std::size_t behind_brackets(std::size_t at, std::size_t brackets) const {
    while (brackets > 0 && at < text_.size()) {
      switch (text_[at]) {
        case '#': at = find_line_break(text_, at); break;
        case '!': at = word_end(text_, at); break;
        case ']':
        case '}': --brackets; [[fallthrough]];
        default: ++at;
      }
    }
    return at;
  }

  const Document& document_;
  const std::vector<RawNode>& nodes_;
  std::string_view text_;
};

/// The collection of `document` that `node`, one of another tree over the same text, is.
std::uint32_t counterpart(const Document& document, const RawNode& node) {
  const auto& nodes = Access::nodes(document);
  auto found = std::ranges::lower_bound(nodes, node.begin, {}, &RawNode::begin);
  while (found != nodes.end() && found->begin == node.begin &&
         meta::shape(found->meta) != meta::shape(node.meta))
    ++found;
  const bool is_there = found != nodes.end() && found->begin == node.begin;
  return is_there ? static_cast<std::uint32_t>(found - nodes.begin()) : 0;
}

}  // namespace

Range Node::range() const {
  if (document_ == nullptr) return {};
  const auto& nodes = document_->nodes_;
  auto index = index_;
  const bool is_alias = meta::shape(nodes[index].meta) == Shape::alias;
  if (is_alias && nodes[nodes[index].extent].begin == nodes[index].begin)
    index = nodes[index].extent;
  const auto& node = nodes[index];
  std::size_t end = 0;
  if (document_->merged_ && meta::is_collection(node.meta)) {
    const auto& raw = document_->as_written();
    end = Ends(raw).of(counterpart(raw, node));
  } else {
    end = Ends(*document_).of(index);
  }
  const bool is_nothing = meta::shape(node.meta) == Shape::scalar && node.extent == 0;
  return {is_nothing ? end : node.begin, end};
}

}  // namespace fargate_lint::yaml
