#include <algorithm>

#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr std::string_view kSeparator = "---";

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_all_space(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_space);
}

/// apimachinery allows white space and a comment after a separator.
bool is_good_separator(std::string_view line) {
  line.remove_prefix(kSeparator.size());
  while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
  return line.empty() || line.front() == '#';
}

/// Offset of the next line that begins with `---`, from the line start `from` on.
std::size_t next_separator(std::string_view stream, std::size_t from) {
  if (stream.substr(from).starts_with(kSeparator)) return from;
  const auto found = stream.find("\n---", from);
  return found == std::string_view::npos ? found : found + 1;
}

}  // namespace

void split(std::string_view stream, std::vector<Piece>& pieces) {
  pieces.clear();
  std::uint32_t line = 0;
  const auto count_lines = [&](std::size_t begin, std::size_t end) {
    return static_cast<std::uint32_t>(
        std::count(stream.begin() + static_cast<std::ptrdiff_t>(begin),
                   stream.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
  };
  std::size_t start = 0;  // of the piece
  std::size_t from = 0;   // where to look for its end
  while (start < stream.size()) {
    const std::size_t separator = next_separator(stream, from);
    if (separator == std::string_view::npos) {
      if (!is_all_space(stream.substr(start))) pieces.push_back({stream.substr(start), line});
      return;
    }
    const std::size_t newline = stream.find('\n', separator);
    const std::size_t after = newline == std::string_view::npos ? stream.size() : newline + 1;
    if (!is_good_separator(stream.substr(separator, after - separator))) {
      // kubectl fails on what it has gathered so far together with this line.
      pieces.push_back({stream.substr(start, after - start), line, true});
      line += count_lines(start, after);
      start = from = after;
      continue;
    }
    if (separator == start) {
      // A separator before anything else belongs to the document that follows it.
      from = after;
      if (after >= stream.size()) {
        pieces.push_back({stream.substr(start), line});
        return;
      }
      continue;
    }
    const std::string_view text = stream.substr(start, separator - start);
    if (!is_all_space(text)) pieces.push_back({text, line});
    line += count_lines(start, after);
    start = from = after;
  }
}

std::size_t last_cut(std::string_view stream) {
  std::size_t from = std::string_view::npos;
  for (;;) {
    const auto found = stream.rfind("\n---", from);
    if (found == std::string_view::npos || found == 0) return std::string_view::npos;
    const auto newline = stream.find('\n', found + 1);
    // A separator directly below another one belongs to the document after it.
    const auto above = stream.rfind('\n', found - 1);
    const auto line_above = above == std::string_view::npos ? 0 : above + 1;
    const bool closes = !stream.substr(line_above).starts_with(kSeparator);
    if (closes && newline != std::string_view::npos) return newline + 1;
    from = found - 1;
  }
}

}  // namespace fargate_lint::yaml
