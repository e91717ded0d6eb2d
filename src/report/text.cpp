#include "report/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "base/bytes.hpp"
#include "report/ranges.hpp"
#include "report/utf8.hpp"

namespace fargate_lint::report {
namespace {

/// Combining marks of the scripts that are met in manifests (Unicode 15, general category Mn).
constexpr std::array<Range, 18> kZeroWidth = {{{0x0300, 0x036F},
                                               {0x0483, 0x0489},
                                               {0x0591, 0x05BD},
                                               {0x0610, 0x061A},
                                               {0x064B, 0x065F},
                                               {0x0900, 0x0902},
                                               {0x093C, 0x093C},
                                               {0x0941, 0x0948},
                                               {0x094D, 0x094D},
                                               {0x0E31, 0x0E31},
                                               {0x0E34, 0x0E3A},
                                               {0x0E47, 0x0E4E},
                                               {0x1AB0, 0x1AFF},
                                               {0x1DC0, 0x1DFF},
                                               {0x200D, 0x200D},
                                               {0x20D0, 0x20FF},
                                               {0xFE00, 0xFE0F},
                                               {0xFE20, 0xFE2F}}};

/// East Asian wide and fullwidth characters, and emoji (Unicode 15, EastAsianWidth W and F).
constexpr std::array<Range, 16> kWide = {{{0x1100, 0x115F},
                                          {0x231A, 0x231B},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xA960, 0xA97C},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F680, 0x1F9FF},
                                          {0x20000, 0x3FFFD}}};

/// The blanks of .NET (Char.IsWhiteSpace) that are shown as they are: GitHub's runner drops them at
/// the start of a line.
constexpr std::array<std::string_view, 17> kBlanks = {
    " ",      "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
    "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u202F", "\u205F", "\u3000"};

void append_hex(char32_t c, unsigned digits, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  bool started = false;
  for (unsigned shift = 28;; shift -= 4) {
    const auto digit = (c >> shift) & 0xFU;
    started = started || digit != 0 || shift < 4 * digits;
    if (started) out += kDigits[digit];
    if (shift == 0) return;
  }
}

std::size_t width_of(char32_t c) {
  if (c < 0x300) return 1;
  if (in_ranges(kZeroWidth, c)) return 0;
  return in_ranges(kWide, c) ? 2 : 1;
}

/// Bytes that are surely shown as they are: a colon or a hash may belong to a command.
std::size_t harmless_beginning(std::string_view text) {
  return printable_beginning<':', '#'>(text);
}

/// Whether `c`, to be appended to `out` and followed by `rest`, would be the second colon of a
/// command to GitHub's runner: `::error::` in any case, at the start of a line, behind blanks, or
/// of a word that may come to stand there.
bool is_in_colon_command(char32_t c, std::string_view out, std::string_view rest) {
  if (c != U':' || !out.ends_with(':') || rest.empty() || !is_letter(rest[0])) return false;
  out.remove_suffix(1);
  return out.empty() ||
         std::ranges::any_of(kBlanks, [&](std::string_view blank) { return out.ends_with(blank); });
}

/// Appends `c`, whose bytes are `raw` and are followed by `rest`, as it may be shown.
void append_shown(char32_t c, std::string_view raw, std::string_view rest, std::string& out) {
  if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || is_in_hash_command(c, out, rest) ||
             is_in_colon_command(c, out, rest)) {
    out += "\\x";
    append_hex(c, 2, out);
  } else if (is_never_shown(c)) {
    out += "\\u{";
    append_hex(c, 1, out);
    out += '}';
  } else if (c == kReplacementCharacter) {
    out += "\xEF\xBF\xBD";
  } else {
    out += raw;
  }
}

constexpr std::string_view kEllipsis = "...";
constexpr std::size_t kTabWidth = 4;

/// The part of `text` from column `begin` on, at most `width` columns wide.
std::string columns(std::string_view text, std::size_t begin, std::size_t width) {
  std::string part;
  std::size_t column = 0;
  while (!text.empty()) {
    const auto before = text;
    const auto size = width_of(take_character(text));
    if (column >= begin) {
      if (column + size > begin + width) break;
      part += before.substr(0, before.size() - text.size());
    }
    column += size;
  }
  return part;
}

}  // namespace

std::string sanitise(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto harmless = harmless_beginning(text);
    out += text.substr(0, harmless);
    text.remove_prefix(harmless);
    if (text.empty()) break;
    const auto before = text;
    const auto c = take_character(text);
    append_shown(c, before.substr(0, before.size() - text.size()), text, out);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  auto width = printable_beginning<>(text);
  text.remove_prefix(width);
  while (!text.empty()) width += width_of(take_character(text));
  return width;
}

std::string clip(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width <= kEllipsis.size()) return columns(text, 0, width);
  return columns(text, 0, width - kEllipsis.size()) + std::string(kEllipsis);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t hanging) {
  std::vector<std::string> lines;
  const bool plain = printable_beginning<>(text) == text.size();
  std::size_t used = 0;
  while (!text.empty()) {
    const auto space = text.find(' ');
    const auto word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (word.empty()) continue;
    const auto size = plain ? word.size() : display_width(word);
    const auto room = lines.size() > 1 && width > hanging ? width - hanging : width;
    if (lines.empty() || used + 1 + size > room) {
      lines.emplace_back(word);
      used = size;
    } else {
      lines.back().append(" ").append(word);
      used += 1 + size;
    }
  }
  return lines;
}

void append_padded(std::string_view text, std::size_t width, std::string& out) {
  out += text;
  const auto used = display_width(text);
  if (used < width) out.append(width - used, ' ');
}

CodeLine code_line(std::string_view line, const yaml::Span& span, std::size_t width) {
  CodeLine result;
  std::size_t column = 0;
  std::size_t end = 0;
  for (std::uint32_t character = 1; !line.empty(); ++character) {
    // In pieces: a line may go on for megabytes behind what is shown of it.
    constexpr std::size_t kPiece = 1024;
    const auto run = static_cast<std::uint32_t>(harmless_beginning(line.substr(0, kPiece)));
    const auto next = character + std::max(run, std::uint32_t{1});
    const auto is_here = [&](std::uint32_t wanted) { return wanted >= character && wanted < next; };
    if (is_here(span.begin.column)) result.mark_begin = column + (span.begin.column - character);
    if (is_here(span.end.column)) end = column + (span.end.column - character);
    const auto at = result.text.size();
    if (run > 0) {
      result.text += line.substr(0, run);
      line.remove_prefix(run);
      column += run;
      character = next - 1;
    } else {
      const auto before = line;
      const auto c = take_character(line);
      if (c == '\t')
        result.text.append(kTabWidth - column % kTabWidth, ' ');
      else
        append_shown(c, before.substr(0, before.size() - line.size()), line, result.text);
      column += display_width(std::string_view(result.text).substr(at));
    }
    // Of a line that goes on for ever (JSON without line breaks) the rest is not shown.
    if (character > span.end.column && column > result.mark_begin + 2 * width) break;
    if (line.empty()) {
      // A mark at the line's end, or beyond what of it is known.
      if (character < span.begin.column) result.mark_begin = column;
      if (character < span.end.column) end = column;
    }
  }
  result.mark_width = end > result.mark_begin ? end - result.mark_begin : 1;
  if (column <= width) return result;
  constexpr std::size_t kContext = 12;
  const auto room = std::max<std::size_t>(width, 4 * kEllipsis.size());
  std::size_t begin = 0;
  if (result.mark_begin + std::min(result.mark_width, room / 2) + kEllipsis.size() > room)
    begin = result.mark_begin - std::min(kContext, result.mark_begin);
  std::string text = begin == 0 ? "" : std::string(kEllipsis);
  const bool cut_right = column - begin + text.size() > room;
  const auto body = room - text.size() - (cut_right ? kEllipsis.size() : 0);
  result.mark_begin = result.mark_begin - begin + text.size();
  result.mark_width = std::min(result.mark_width, text.size() + body - result.mark_begin);
  text += columns(result.text, begin, body);
  if (cut_right) text += kEllipsis;
  result.text = std::move(text);
  return result;
}

CodeParts parts_of(const CodeLine& line) {
  const auto end = line.mark_begin + line.mark_width;
  return {columns(line.text, 0, line.mark_begin),
          columns(line.text, line.mark_begin, line.mark_width),
          columns(line.text, end, display_width(line.text))};
}

std::string counted(std::size_t count, std::string_view noun) {
  auto text = std::to_string(count).append(" ").append(noun);
  if (count != 1) text += 's';
  return text;
}

}  // namespace fargate_lint::report
