#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

/// Text on its way to a terminal: made harmless, measured in columns, wrapped.
namespace fargate_lint::report {

/// `text` as it may be shown: what could command a terminal or change the order of what is read
/// (control characters, escape sequences, bidirectional marks, invisible ones) becomes its code,
/// `\x1b` or `\u{202e}`; bytes that are no UTF-8 become U+FFFD. Every text from the input goes
/// through here. One line in, one line out.
std::string sanitise(std::string_view text);

/// Columns that valid UTF-8 takes on a terminal: East Asian wide characters take two, combining
/// marks none.
std::size_t display_width(std::string_view text);

/// The longest beginning of `text` that fits in `width` columns, ending in "..." if it is cut.
std::string clip(std::string_view text, std::size_t width);

/// Breaks `text` at spaces into lines of at most `width` columns; all but the first leave `hanging`
/// columns for the caller's indentation. A word that is longer stands alone on its line, unbroken.
std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t hanging = 0);

/// Appends `text`, then spaces up to `width` columns.
void append_padded(std::string_view text, std::size_t width, std::string& out);

/// A line of code as it is shown, and what of it is underlined: in columns from 0.
struct CodeLine {
  std::string text;
  std::size_t mark_begin = 0;
  std::size_t mark_width = 1;
};
/// Tabs are expanded to every fourth column. A line wider than `width` is cut to the part around
/// `span`, with "..." where something is left out.
CodeLine code_line(std::string_view line, const yaml::Span& span, std::size_t width);

/// The text before what is underlined, that, and the text behind it.
struct CodeParts {
  std::string before;
  std::string marked;
  std::string behind;
};
CodeParts parts_of(const CodeLine& line);

/// "1 error", "2 errors".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace fargate_lint::report
