#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::input {

/// Says where fields stand without the document's index of lines, which costs a pass over the whole
/// text: for one field per document, mostly on its first lines, counting up to it is a tenth of the
/// time. Ask for fields in the order of the text. Views into the Document.
class FieldPlacer {
 public:
  struct Place {
    yaml::Span span;        ///< key and value, as Node::field_span() gives it
    std::string_view line;  ///< empty if it is too long to keep (JSON on one line)
  };

  explicit FieldPlacer(const yaml::Document& document)
      : text_(document.text()),
        line_(document.source().first_line),
        column_(document.source().first_column - 1) {}
  /// `value` is a scalar in a mapping.
  Place place(yaml::Node value);

 private:
  std::size_t offset(yaml::Node scalar) const;
  void advance(std::size_t offset);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  std::uint32_t line_;
  std::uint32_t column_;  ///< characters from the line's begin to `at_`
};

}  // namespace fargate_lint::input
