#pragma once

#include <cstddef>
#include <cstdint>

namespace fargate_lint::yaml {

/// What a node is after the resolution that Kubernetes applies (YAML 1.1: `yes` is a boolean,
/// `0644` is 420). `missing` is the kind of a node that is not there.
enum class Kind : std::uint8_t {
  missing,
  null,
  boolean,
  integer,
  floating,
  string,
  sequence,
  mapping
};

/// How a node is written. `flow` and `block` are for collections.
enum class Style : std::uint8_t {
  plain,
  single_quoted,
  double_quoted,
  literal,
  folded,
  block,
  flow
};

/// The bits of Document::RawNode::meta: for src/yaml only.
enum class Shape : std::uint32_t { scalar = 0, sequence = 1, mapping = 2, alias = 3 };

namespace meta {
constexpr std::uint32_t kStyleMask = 0xF;
constexpr std::uint32_t kShapeShift = 4;
constexpr std::uint32_t kShapeMask = 0x3U << kShapeShift;
constexpr std::uint32_t kKey = 1U << 6;         ///< a mapping key; its value is the next node
constexpr std::uint32_t kValue = 1U << 7;       ///< a mapping value; its key is the node before
constexpr std::uint32_t kDecoded = 1U << 8;     ///< the value is in decodings_
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
/// A plain scalar whose value is its text: nearly all of them.
constexpr bool is_verbatim(std::uint32_t m) {
  static_assert(static_cast<int>(Style::plain) == 0 && static_cast<int>(Shape::scalar) == 0);
  return (m & (kStyleMask | kShapeMask | kDecoded)) == 0;
}
/// What has nodes of its own behind it; an alias has none.
constexpr bool is_collection(std::uint32_t m) {
  const auto is = shape(m);
  return is == Shape::sequence || is == Shape::mapping;
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

}  // namespace fargate_lint::yaml
