#include "yaml/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace fargate_lint::yaml {
namespace {

std::optional<std::uint32_t> read_hex(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (auto i = at; i < at + digits; ++i) {
    const char c = text[i];
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint32_t>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return value;
}

/// Appends a line break as YAML reads it: LF for all but the Unicode separators, which stay.
void append_break(std::string_view line_break, std::string& out) {
  if (line_break.size() == 3) {
    out.append(line_break);
  } else {
    out.push_back('\n');
  }
}

/// What a line break may begin with.
constexpr auto kMayBreak = [] {
  std::array<bool, 256> table = {};
  for (const char c : {'\n', '\r', '\xC2', '\xE2'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

/// Whether every line break of the text is a line feed, so that memchr() finds them all.
bool breaks_by_line_feeds(std::string_view text) {
  return std::ranges::none_of(std::string_view("\r\xC2\xE2"),
                              [text](char c) { return text.find(c) != std::string_view::npos; });
}

bool is_white(std::string_view text, std::size_t at) {
  return at < text.size() && (is_blank(text[at]) || line_break_size(text, at) != 0);
}

/// Bytes that are or may begin a line break, and those that decoders look at.
constexpr std::array<bool, 256> kStops = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("\n\r\xC2\xE2'\\"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

/// Appends the text from `i` up to the next byte of kStops, without blanks in front of that: what
/// becomes of them depends on what follows.
void append_run(std::string_view text, std::size_t& i, std::string& out) {
  const auto start = i;
  while (i < text.size() && !kStops[static_cast<unsigned char>(text[i])]) ++i;
  while (i > start && is_blank(text[i - 1])) --i;
  out.append(text.substr(start, i - start));
}

/// Reads the white space at `i` of a flow scalar and folds it as YAML does: blanks on one line
/// stay, one line break becomes a space, n breaks become n - 1. After an escaped break all of it
/// but further breaks is dropped. Afterwards text[i] is no white space.
void fold(std::string_view text, std::size_t& i, bool after_escaped_break, std::string& out) {
  if (text[i] == ' ' && i + 1 < text.size() && !is_white(text, i + 1) && !after_escaped_break) {
    out.push_back(' ');
    ++i;
    return;
  }
  const auto start = i;
  auto blanks_end = i;
  bool any_break = after_escaped_break;
  std::string_view first_break;
  std::string more_breaks;
  while (is_white(text, i)) {
    if (const auto size = line_break_size(text, i)) {
      if (any_break) {
        append_break(text.substr(i, size), more_breaks);
      } else {
        any_break = true;
        first_break = text.substr(i, size);
      }
      i += size;
    } else {
      ++i;
      if (!any_break) blanks_end = i;
    }
  }
  if (!any_break) {
    out.append(text.substr(start, blanks_end - start));
    return;
  }
  if (first_break.size() == 3) {
    out.append(first_break);
  } else if (!first_break.empty() && more_breaks.empty()) {
    out.push_back(' ');
  }
  out.append(more_breaks);
}

char simple_escape(char c) {
  switch (c) {
    case 'a': return '\x07';
    case 'b': return '\x08';
    case 't':
    case '\t': return '\t';
    case 'n': return '\n';
    case 'v': return '\v';
    case 'f': return '\f';
    case 'r': return '\r';
    case 'e': return '\x1B';
    case ' ':
    case '"':
    case '\'':
    case '\\': return c;
    default: return 0;
  }
}

std::string_view unicode_escape(char c) {
  switch (c) {
    case 'N': return "\xC2\x85";
    case '_': return "\xC2\xA0";
    case 'L': return "\xE2\x80\xA8";
    case 'P': return "\xE2\x80\xA9";
    default: return {};
  }
}

std::size_t hex_digits(char c) {
  return c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
}

}  // namespace

std::size_t find_line_break(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (!kMayBreak[static_cast<unsigned char>(text[at])] || line_break_size(text, at) == 0))
    ++at;
  return at;
}

void append_utf8(std::uint32_t c, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t n) {
    if (text.size() < n) return false;
    for (std::size_t i = 1; i < n; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return false;
    }
    return true;
  };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return continues(2) ? 2 : 0;
  if (lead < 0xF0) {
    if (!continues(3)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) >= 0xA0) return 0;
    return 3;
  }
  if (lead > 0xF4 || !continues(4)) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) >= 0x90) return 0;
  return 4;
}

void decode_single_quoted(std::string_view inner, std::string& out) {
  for (std::size_t i = 0; i < inner.size();) {
    if (is_white(inner, i)) {
      fold(inner, i, false, out);
      continue;
    }
    out.push_back(inner[i]);
    i += inner[i] == '\'' ? 2 : 1;
    append_run(inner, i, out);
  }
}

bool decode_double_quoted(std::string_view inner, std::string& out, std::size_t& bad) {
  for (std::size_t i = 0; i < inner.size();) {
    if (is_white(inner, i)) {
      fold(inner, i, false, out);
      continue;
    }
    if (inner[i] != '\\') {
      out.push_back(inner[i++]);
      append_run(inner, i, out);
      continue;
    }
    bad = i;
    if (i + 1 >= inner.size()) return false;
    const char escape = inner[i + 1];
    if (const auto size = line_break_size(inner, i + 1)) {
      i += 1 + size;
      fold(inner, i, true, out);
    } else if (const auto digits = hex_digits(escape)) {
      const auto value = read_hex(inner, i + 2, digits);
      if (!value || (*value >= 0xD800 && *value <= 0xDFFF) || *value > 0x10FFFF) return false;
      append_utf8(*value, out);
      i += 2 + digits;
    } else if (escape == '0') {
      out.push_back('\0');
      i += 2;
    } else if (const char simple = simple_escape(escape)) {
      out.push_back(simple);
      i += 2;
    } else if (const auto text = unicode_escape(escape); !text.empty()) {
      out.append(text);
      i += 2;
    } else {
      return false;
    }
  }
  return true;
}

void decode_plain_lines(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    if (is_white(text, i)) {
      fold(text, i, false, out);
    } else {
      out.push_back(text[i++]);
      append_run(text, i, out);
    }
  }
}

bool decode_json_string(std::string_view inner, std::string& out) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  for (std::size_t i = 0; i < inner.size();) {
    const char c = inner[i];
    if (static_cast<unsigned char>(c) < 0x20) return false;
    if (c != '\\') {
      const auto size = utf8_sequence(inner.substr(i));
      if (size == 0) {
        append_utf8(kReplacement, out);
        ++i;
      } else {
        out.append(inner.substr(i, size));
        i += size;
      }
      continue;
    }
    if (i + 1 >= inner.size()) return false;
    const char escape = inner[i + 1];
    if (escape == 'u') {
      const auto high = read_hex(inner, i + 2, 4);
      if (!high) return false;
      i += 6;
      if (*high < 0xD800 || *high > 0xDFFF) {
        append_utf8(*high, out);
        continue;
      }
      const bool pair =
          *high < 0xDC00 && i + 1 < inner.size() && inner[i] == '\\' && inner[i + 1] == 'u';
      const auto low = pair ? read_hex(inner, i + 2, 4) : std::nullopt;
      if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
        append_utf8(0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00), out);
        i += 6;
      } else {
        append_utf8(kReplacement, out);
      }
      continue;
    }
    static constexpr std::string_view kEscapes = "\"\\/bfnrt";
    static constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    const auto found = kEscapes.find(escape);
    if (found == std::string_view::npos) return false;
    out.push_back(kValues[found]);
    i += 2;
  }
  return true;
}

BlockHeader read_block_header(std::string_view text) {
  BlockHeader header;
  header.literal = text[0] == '|';
  std::size_t i = 1;
  const auto chomping = [&] {
    if (i < text.size() && (text[i] == '+' || text[i] == '-'))
      header.chomping = text[i++] == '+' ? 1 : -1;
  };
  chomping();
  if (i < text.size() && text[i] >= '0' && text[i] <= '9') {
    if (text[i] == '0') return header;
    header.increment = text[i++] - '0';
    if (header.chomping == 0) chomping();
  }
  while (i < text.size() && is_blank(text[i])) ++i;
  if (i < text.size() && text[i] == '#') i = find_line_break(text, i);
  if (i < text.size()) {
    const auto size = line_break_size(text, i);
    if (size == 0) return header;
    i += size;
  }
  header.size = i;
  return header;
}

void decode_block_scalar(std::string_view text, std::uint32_t indent, std::string& out) {
  const auto header = read_block_header(text);
  auto i = header.size;
  std::string_view leading_break;
  std::string trailing_breaks;
  bool leading_blank = false;
  const bool is_simple = breaks_by_line_feeds(text);
  const auto find_break = [text, is_simple](std::size_t at) {
    return is_simple ? std::min(text.find('\n', at), text.size()) : find_line_break(text, at);
  };

  // Eats indentation and empty lines; afterwards `i` is at content or at the end.
  const auto skip_breaks = [&] {
    while (i < text.size()) {
      std::size_t column = 0;
      while (column < indent && i < text.size() && text[i] == ' ') {
        ++i;
        ++column;
      }
      const auto size = line_break_size(text, i);
      if (size == 0) return;
      append_break(text.substr(i, size), trailing_breaks);
      i += size;
    }
  };

  skip_breaks();
  while (i < text.size()) {
    const bool trailing_blank = is_blank(text[i]);
    const bool fold_break = !header.literal && !leading_blank && !trailing_blank &&
                            !leading_break.empty() && leading_break.size() != 3;
    if (fold_break) {
      if (trailing_breaks.empty()) out.push_back(' ');
    } else if (!leading_break.empty()) {
      append_break(leading_break, out);
    }
    out.append(trailing_breaks);
    trailing_breaks.clear();
    leading_blank = is_blank(text[i]);
    const auto start = i;
    i = find_break(i);
    out.append(text.substr(start, i - start));
    leading_break = text.substr(i, line_break_size(text, i));
    i += leading_break.size();
    skip_breaks();
  }
  if (header.chomping != -1 && !leading_break.empty()) append_break(leading_break, out);
  if (header.chomping == 1) out.append(trailing_breaks);
}

}  // namespace fargate_lint::yaml
