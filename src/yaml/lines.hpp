#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// What of a line matters for where fields and comments begin and end.
struct Line {
  std::string_view text;    ///< without its line break
  std::size_t comment = 0;  ///< offset of the comment; npos if there is none
  std::size_t indent = 0;   ///< bytes before the first character
  std::size_t key = 0;      ///< bytes before what stands behind the dashes of list items
  bool dash = false;        ///< begins a list item
  bool empty = false;       ///< holds a comment at most
  bool separator = false;   ///< `---` or `...`
};

/// Walks the lines of a text, without those within blocks of text and values in quotes, unless a
/// comment follows there. `comments`: those of this text; text and they must outlive the walk.
class LineWalk {
 public:
  LineWalk(std::string_view text, const Comments& comments) : text_(text), comments_(comments) {}
  /// The next line that counts; false if there is none.
  bool next(Line& line);
  std::uint32_t number() const { return number_ - 1; }  ///< of that line, from 0

 private:
  std::string_view text_;
  const Comments& comments_;
  std::size_t at_ = 0;
  std::size_t comment_ = 0;  ///< the next one's number
  std::size_t inner_ = 0;    ///< likewise, of the texts of several lines
  std::uint32_t number_ = 0;
};

}  // namespace fargate_lint::yaml
