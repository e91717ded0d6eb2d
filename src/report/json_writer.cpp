#include "report/json_writer.hpp"

#include <array>
#include <charconv>

#include "report/utf8.hpp"

namespace fargate_lint::report {

namespace {

/// Beyond the basic plane as a surrogate pair.
void append_escape(char32_t c, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (c > 0xFFFF) {
    append_escape(0xD800 + ((c - 0x10000) >> 10U), out);
    append_escape(0xDC00 + ((c - 0x10000) & 0x3FFU), out);
    return;
  }
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[(c >> shift) & 0xFU];
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
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
          append_escape(c, out);
        } else {
          out += before.substr(0, before.size() - text.size());
        }
    }
  }
  out += '"';
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
