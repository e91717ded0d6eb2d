#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_text.hpp"

namespace fargate_lint::report {

/// Writes JSON, indented by two spaces down to a depth and in one line below it, keys in the order
/// given. Calls must nest as JSON does.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out, std::size_t indented_depth = SIZE_MAX)
      : out_(out), indented_depth_(indented_depth) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(const SharedText& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(double number);
  template <std::integral T>
  JsonWriter& value(T number) {
    return raw(std::to_string(number));
  }
  JsonWriter& null() { return raw("null"); }
  template <typename T>
  JsonWriter& member(std::string_view name, T&& content) {
    return key(name).value(std::forward<T>(content));
  }
  /// A member that is null where there is no text.
  JsonWriter& text_or_null(std::string_view name, std::string_view text) {
    key(name);
    return text.empty() ? null() : value(text);
  }

 private:
  JsonWriter& raw(std::string_view text);
  void before_value();
  bool indented() const { return has_members_.size() <= indented_depth_; }
  void line_break();
  JsonWriter& end(char bracket);

  std::string& out_;
  std::size_t indented_depth_;
  std::vector<bool> has_members_;  ///< one per open object or array
  bool after_key_ = false;
};

/// Appends `text` as a JSON string. Bytes that are no UTF-8 become U+FFFD, as Go writes them.
void append_json_string(std::string_view text, std::string& out);

/// How a double-quoted text names a character beyond the basic plane.
enum class Escapes : std::uint8_t {
  json,  ///< as a surrogate pair
  yaml,  ///< `\U000e0001`
};
/// Appends JSON or YAML that was written elsewhere, its texts in double quotes, with what is never
/// shown as escapes. Line breaks are the layout's own.
void append_harmless(std::string_view written, Escapes escapes, std::string& out);

}  // namespace fargate_lint::report
