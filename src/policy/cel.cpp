#include "policy/cel.hpp"

#include <array>
#include <cstdint>

#include "fargate/match.hpp"

namespace fargate_lint::policy::cel {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Takes one code point off the front of `text`; U+FFFD and one byte for what is no UTF-8.
char32_t take_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size == 1 || size == 0 || size > text.size()) {
    text.remove_prefix(1);
    return size == 1 ? first : kReplacement;
  }
  constexpr std::array<unsigned char, 5> kMask = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code = first & kMask[size];
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) {
      text.remove_prefix(1);
      return kReplacement;
    }
    code = (code << 6) | (next & 0x3F);
  }
  text.remove_prefix(size);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  return is_surrogate || code > 0x10FFFF ? kReplacement : code;
}

void append_hex(std::string& out, std::uint32_t number, unsigned digits) {
  while (digits-- > 0) out += "0123456789abcdef"[(number >> (4 * digits)) & 0xF];
}

bool is_printable(char32_t code) {
  return code >= 0x20 && code < 0x7F;
}

/// One character that RE2 takes as it is. https://github.com/google/re2/wiki/Syntax
void append_regex_literal(std::string& out, char32_t code) {
  constexpr std::string_view kSpecial = R"(\.+*?()|[]{}^$)";
  // A blank, `=` and `#` mean something in the ConfigMap of --params.
  constexpr std::string_view kOurs = " =#";
  if (!is_printable(code) || kOurs.find(static_cast<char>(code)) != std::string_view::npos) {
    out += "\\x{";
    append_hex(out, code, code > 0xFFFF ? 6 : code > 0xFF ? 4 : 2);
    out += '}';
    return;
  }
  const auto c = static_cast<char>(code);
  if (kSpecial.find(c) != std::string_view::npos) out += '\\';
  out += c;
}

}  // namespace

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const auto code = take_code_point(text);
    if (code == '"' || code == '\\') {
      quoted += '\\';
      quoted += static_cast<char>(code);
    } else if (is_printable(code)) {
      quoted += static_cast<char>(code);
    } else {
      quoted += code > 0xFFFF ? "\\U" : "\\u";
      append_hex(quoted, code, code > 0xFFFF ? 8 : 4);
    }
  }
  return quoted += '"';
}

std::string list(const std::vector<std::string>& texts) {
  std::string all = "[";
  for (const auto& text : texts) {
    if (all.size() > 1) all += ", ";
    all += quote(text);
  }
  return all += ']';
}

std::string regex_part(std::string_view pattern) {
  std::string text;
  while (!pattern.empty()) {
    const auto code = take_code_point(pattern);
    if (code == '*') {
      if (!text.ends_with(".*")) text += ".*";
    } else if (code == '?') {
      text += '.';
    } else {
      append_regex_literal(text, code);
    }
  }
  return text;
}

std::string regex(std::string_view pattern) {
  return "^" + regex_part(pattern) + "$";
}

bool is_literal(std::string_view pattern) {
  return pattern.find_first_of("*?") == std::string_view::npos;
}

std::string fits(const std::string& subject, std::string_view pattern) {
  if (fargate::matches_everything(pattern)) return "true";
  if (is_literal(pattern)) return subject + " == " + quote(pattern);
  return subject + ".matches(" + quote(regex(pattern)) + ")";
}

}  // namespace fargate_lint::policy::cel
