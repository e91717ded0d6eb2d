#include "yaml/text.hpp"

#include <array>
#include <optional>

namespace fargate_lint::yaml {
namespace {

std::optional<std::uint32_t> read_hex(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
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

/// Collects white space between words of a flow scalar and folds it as YAML does: blanks on one
/// line stay, one line break becomes a space, n breaks become n - 1.
class Folder {
 public:
  explicit Folder(std::string& out) : out_(out) {}

  /// Reads the white space at `i`; afterwards text[i] is none.
  void read(std::string_view text, std::size_t& i) {
    const std::size_t start = i;
    std::size_t breaks = 0;
    bool any_break = escaped_break_;
    std::size_t blanks_end = i;
    while (i < text.size() && (is_blank(text[i]) || is_break(text[i]))) {
      if (is_break(text[i])) {
        if (!any_break) {
          any_break = true;
          folding_ = true;
        } else {
          ++breaks;
        }
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      } else if (!any_break) {
        blanks_end = i + 1;
      }
      ++i;
    }
    if (!any_break) {
      out_.append(text.substr(start, blanks_end - start));
    } else if (breaks != 0) {
      out_.append(breaks, '\n');
    } else if (folding_) {
      out_.push_back(' ');
    }
    escaped_break_ = false;
    folding_ = false;
  }

  /// A backslash at the end of a line: the break itself gives nothing.
  void escaped_break() { escaped_break_ = true; }

 private:
  std::string& out_;
  bool escaped_break_ = false;
  bool folding_ = false;
};

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

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
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
  const unsigned char lead = byte(0);
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
  Folder folder(out);
  for (std::size_t i = 0; i < inner.size();) {
    if (is_blank(inner[i]) || is_break(inner[i])) {
      folder.read(inner, i);
      continue;
    }
    out.push_back(inner[i]);
    i += inner[i] == '\'' ? 2 : 1;
  }
}

bool decode_double_quoted(std::string_view inner, std::string& out, std::size_t& bad) {
  Folder folder(out);
  for (std::size_t i = 0; i < inner.size();) {
    const char c = inner[i];
    if (is_blank(c) || is_break(c)) {
      folder.read(inner, i);
      continue;
    }
    if (c != '\\') {
      out.push_back(c);
      ++i;
      continue;
    }
    bad = i;
    if (i + 1 >= inner.size()) return false;
    const char escape = inner[i + 1];
    if (is_break(escape)) {
      i += escape == '\r' && i + 2 < inner.size() && inner[i + 2] == '\n' ? 3 : 2;
      folder.escaped_break();
      folder.read(inner, i);
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
  Folder folder(out);
  for (std::size_t i = 0; i < text.size();) {
    if (is_blank(text[i]) || is_break(text[i])) {
      folder.read(text, i);
    } else {
      out.push_back(text[i++]);
    }
  }
}

bool decode_json_string(std::string_view inner, std::string& out) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  for (std::size_t i = 0; i < inner.size();) {
    const char c = inner[i];
    if (static_cast<unsigned char>(c) < 0x20) return false;
    if (c != '\\') {
      const std::size_t size = utf8_sequence(inner.substr(i));
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
  if (i < text.size() && text[i] == '#') {
    while (i < text.size() && !is_break(text[i])) ++i;
  }
  if (i < text.size()) {
    if (!is_break(text[i])) return header;
    i += text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1;
  }
  header.size = i;
  return header;
}

void decode_block_scalar(std::string_view text, std::uint32_t indent, std::string& out) {
  const BlockHeader header = read_block_header(text);
  std::size_t i = header.size;
  bool leading_break = false;
  std::size_t trailing_breaks = 0;
  bool leading_blank = false;

  // Eats indentation and empty lines; afterwards `i` is at content or at the end.
  const auto skip_breaks = [&] {
    while (i < text.size()) {
      std::size_t column = 0;
      std::size_t j = i;
      while (column < indent && j < text.size() && text[j] == ' ') {
        ++j;
        ++column;
      }
      if (j < text.size() && !is_break(text[j])) {
        i = j;
        return;
      }
      if (j < text.size()) ++trailing_breaks;
      i = j + (j + 1 < text.size() && text[j] == '\r' && text[j + 1] == '\n' ? 2 : 1);
    }
    i = text.size();
  };

  skip_breaks();
  while (i < text.size()) {
    const bool trailing_blank = is_blank(text[i]);
    if (!header.literal && !leading_blank && !trailing_blank && leading_break) {
      if (trailing_breaks == 0) out.push_back(' ');
    } else if (leading_break) {
      out.push_back('\n');
    }
    out.append(trailing_breaks, '\n');
    trailing_breaks = 0;
    leading_blank = is_blank(text[i]);
    std::size_t end = i;
    while (end < text.size() && !is_break(text[end])) ++end;
    out.append(text.substr(i, end - i));
    // A last line without a break counts as if it had one: kubectl adds it.
    leading_break = true;
    i = end + (end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
    if (i > text.size()) i = text.size();
    skip_breaks();
  }
  if (header.chomping != -1 && leading_break) out.push_back('\n');
  if (header.chomping == 1) out.append(trailing_breaks, '\n');
}

}  // namespace fargate_lint::yaml
