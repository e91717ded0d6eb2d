#include "report/json_writer.hpp"

#include <array>
#include <charconv>

#include "base/bytes.hpp"
#include "report/utf8.hpp"

namespace fargate_lint::report {

namespace {

void append_hex(char32_t c, unsigned digits, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  while (digits-- > 0) out += kDigits[(c >> (4 * digits)) & 0xFU];
}

void append_escape(char32_t c, Escapes escapes, std::string& out) {
  if (c <= 0xFFFF) {
    out += "\\u";
    append_hex(c, 4, out);
  } else if (escapes == Escapes::yaml) {
    out += "\\U";
    append_hex(c, 8, out);
  } else {
    append_escape(0xD800 + ((c - 0x10000) >> 10U), escapes, out);
    append_escape(0xDC00 + ((c - 0x10000) & 0x3FFU), escapes, out);
  }
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const auto harmless = printable_beginning<'"', '\\', '#'>(text);
    out += text.substr(0, harmless);
    text.remove_prefix(harmless);
    if (text.empty()) break;
    const auto before = text;
    const auto c = take_character(text);
    switch (c) {
      case U'"': out += "\\\""; break;
      case U'\\': out += "\\\\"; break;
      case U'\n': out += "\\n"; break;
      case U'\r': out += "\\r"; break;
      case U'\t': out += "\\t"; break;
      case kReplacementCharacter: out += "\xEF\xBF\xBD"; break;
      default:
        if (is_never_shown(c) || is_in_hash_command(c, out, text)) {
          append_escape(c, Escapes::json, out);
        } else {
          out += before.substr(0, before.size() - text.size());
        }
    }
  }
  out += '"';
}

void append_harmless(std::string_view written, Escapes escapes, std::string& out) {
  while (!written.empty()) {
    const auto harmless = printable_beginning<'#'>(written);
    out += written.substr(0, harmless);
    written.remove_prefix(harmless);
    if (written.empty()) return;
    const auto before = written;
    const auto c = take_character(written);
    const bool hidden = c != U'\n' && is_never_shown(c);
    if (hidden || is_in_hash_command(c, out, written))
      append_escape(c, escapes, out);
    else if (c == kReplacementCharacter)
      out += "\xEF\xBF\xBD";
    else
      out += before.substr(0, before.size() - written.size());
  }
}

void JsonWriter::line_break() {
  out_ += '\n';
  out_.append(2 * has_members_.size(), ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_members_.empty()) return;
  if (has_members_.back()) out_ += ',';
  has_members_.back() = true;
  if (indented()) line_break();
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  before_value();
  out_ += text;
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  raw("{");
  has_members_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  raw("[");
  has_members_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  const bool breaks = has_members_.back() && indented();
  has_members_.pop_back();
  if (breaks) line_break();
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  return end('}');
}

JsonWriter& JsonWriter::end_array() {
  return end(']');
}

JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  append_json_string(name, out_);
  out_ += indented() ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before_value();
  append_json_string(text, out_);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  return raw(flag ? "true" : "false");
}

JsonWriter& JsonWriter::value(double number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

}  // namespace fargate_lint::report
