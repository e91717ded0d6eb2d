#include "report/xml.hpp"

#include <cstdint>
#include <string>

#include "report/utf8.hpp"

namespace fargate_lint::report {
namespace {

/// https://www.w3.org/TR/xml/#charsets, without the surrogates that UTF-8 does not have.
bool is_xml_character(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0xFFFE && c != 0xFFFF;
}

}  // namespace

void append_xml(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const auto before = text;
    const auto c = take_character(text);
    switch (c) {
      case U'&': out += "&amp;"; break;
      case U'<': out += "&lt;"; break;
      case U'>': out += "&gt;"; break;
      case U'"': out += "&quot;"; break;
      // As they are, readers would make spaces of them in an attribute.
      case U'\n': out += "&#10;"; break;
      case U'\r': out += "&#13;"; break;
      case U'\t': out += "&#9;"; break;
      default:
        if (c == kReplacementCharacter || !is_xml_character(c))
          out += "\xEF\xBF\xBD";
        else if (is_never_shown(c) || is_in_hash_command(c, out, text))
          out += "&#" + std::to_string(static_cast<std::uint32_t>(c)) + ";";
        else
          out += before.substr(0, before.size() - text.size());
    }
  }
}

void append_attribute(std::string_view name, std::string_view value, std::string& out) {
  out.append(" ").append(name).append("=\"");
  append_xml(value, out);
  out += '"';
}

}  // namespace fargate_lint::report
