#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

/// The bits of Document::RawNode::meta, and access to a Document's representation. Private to
/// src/yaml.
namespace fargate_lint::yaml {

enum class Shape : std::uint32_t { scalar = 0, sequence = 1, mapping = 2, alias = 3 };

namespace meta {
constexpr std::uint32_t kStyleMask = 0xF;
constexpr std::uint32_t kShapeShift = 4;
constexpr std::uint32_t kShapeMask = 0x3U << kShapeShift;
constexpr std::uint32_t kKey = 1U << 6;         ///< a mapping key; its value is the next node
constexpr std::uint32_t kValue = 1U << 7;       ///< a mapping value; its key is the node before
constexpr std::uint32_t kDecoded = 1U << 8;     ///< the value is in decoded_
constexpr std::uint32_t kOverridden = 1U << 9;  ///< a key that a later duplicate overrides
constexpr std::uint32_t kMerge = 1U << 10;      ///< the key `<<`, until merges are applied
constexpr std::uint32_t kForcedShift =
    11;  ///< a Kind that a tag or JSON decides; 0: resolve the text
constexpr std::uint32_t kForcedMask = 0x7U << kForcedShift;
constexpr std::uint32_t kCountShift = 14;  ///< collections: entries or elements, saturated;
                                           ///< block scalars: the column of their content
constexpr std::uint32_t kCountMax = 0x3FFFF;

constexpr Style style(std::uint32_t m) {
  return static_cast<Style>(m & kStyleMask);
}
constexpr Shape shape(std::uint32_t m) {
  return static_cast<Shape>((m & kShapeMask) >> kShapeShift);
}
constexpr Kind forced(std::uint32_t m) {
  return static_cast<Kind>((m & kForcedMask) >> kForcedShift);
}
constexpr std::uint32_t count(std::uint32_t m) {
  return m >> kCountShift;
}
constexpr std::uint32_t make(Shape shape, Style style, std::uint32_t flags = 0) {
  return static_cast<std::uint32_t>(style) | (static_cast<std::uint32_t>(shape) << kShapeShift) |
         flags;
}
constexpr std::uint32_t force(Kind kind) {
  return static_cast<std::uint32_t>(kind) << kForcedShift;
}
constexpr std::uint32_t with_count(std::uint32_t m, std::size_t n) {
  return (m & ((1U << kCountShift) - 1)) |
         (static_cast<std::uint32_t>(n < kCountMax ? n : kCountMax) << kCountShift);
}
}  // namespace meta

/// Lets the parsers of this folder fill a Document.
struct Access {
  static std::vector<Document::RawNode>& nodes(Document& d) { return d.nodes_; }
  static const std::vector<Document::RawNode>& nodes(const Document& d) { return d.nodes_; }
  static std::vector<Document::Decoded>& decoded(Document& d) { return d.decoded_; }
  static std::string& decoded_text(Document& d) { return d.decoded_text_; }
  static bool& json(Document& d) { return d.json_; }
  static bool json(const Document& d) { return d.json_; }
  static void own_text(Document& d, std::string text) {
    d.owned_text_ = std::move(text);
    d.text_ = d.owned_text_;
  }
  static void reset(Document& d, std::string_view text, const Source& source) {
    d.text_ = text;
    d.source_ = source;
    d.json_ = false;
    d.nodes_.clear();
    d.decoded_.clear();
    d.decoded_text_.clear();
    d.lazy_.clear();
    d.milestones_.clear();
  }
  /// Gives `node` the value `text`; nodes must be given in ascending order.
  static void set_decoded(Document& d, std::uint32_t node, std::string_view text) {
    d.decoded_.push_back({node, static_cast<std::uint32_t>(d.decoded_text_.size()),
                          static_cast<std::uint32_t>(text.size())});
    d.decoded_text_.append(text);
    d.nodes_[node].meta |= meta::kDecoded;
  }
};

/// The index after `node` and its descendants.
inline std::uint32_t next_sibling(const std::vector<Document::RawNode>& nodes, std::uint32_t node) {
  const auto shape = meta::shape(nodes[node].meta);
  return shape == Shape::sequence || shape == Shape::mapping ? nodes[node].extent : node + 1;
}

/// Node::text() of a mapping key, without a call for nearly all of them: plain and not decoded.
inline std::string_view key_text(const Document& document, std::uint32_t key) {
  static_assert(static_cast<int>(Style::plain) == 0 && static_cast<int>(Shape::scalar) == 0);
  const auto& node = Access::nodes(document)[key];
  if ((node.meta & (meta::kStyleMask | meta::kShapeMask | meta::kDecoded)) == 0)
    return {document.text().data() + node.begin, node.extent};
  return Node(&document, key).text();
}

}  // namespace fargate_lint::yaml
