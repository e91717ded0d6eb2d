#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// Says where parts of a scalar's value stand in the file: in a block scalar, of several lines, or
/// with escapes, that is not where its text begins. For programs within manifests: their faults are
/// shown on their own lines. Made in one pass over the scalar; views into the Document.
///
/// The decoder keeps no record of what it did, since nearly no scalar is ever asked about. So the
/// value is laid beside the source again: what is the same runs along, and only white space and
/// escapes differ.
class ScalarPlaces {
 public:
  explicit ScalarPlaces(Node scalar);

  struct Place {
    Span span;
    std::string_view line_text;
  };
  /// The place of [begin, end) of the value, up to the end of the line it begins on. Nothing if it
  /// is not known: a part that the source does not show, or a value that is not made of its source
  /// (`!!binary`).
  std::optional<Place> find(std::size_t begin, std::size_t end) const;

 private:
  /// Bytes of the value that stand in the source as they are.
  struct Run {
    std::size_t value;
    std::size_t source;
    std::size_t size;
  };
  void align_block(std::string_view token, std::uint32_t indent, std::string_view value);
  void align_flow(std::string_view token, Style style, std::string_view value);
  void add(std::size_t value, std::size_t source, std::size_t size);

  const Document* document_ = nullptr;
  std::size_t begin_ = 0;  ///< of the token, in the text of the Document
  std::vector<Run> runs_;  ///< in ascending order
};

}  // namespace fargate_lint::yaml
