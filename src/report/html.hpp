#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace fargate_lint::report {

/// HTML of our own. Made of literals alone, when the program is compiled: no text of the input can
/// become one.
class Markup {
 public:
  consteval Markup(const char* literal)
      : text_(literal) {}  // implicit: literals are what it is for
  constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

/// Appends HTML to a text. There is no way to write anything but our own markup, numbers, and texts
/// that stay texts.
class HtmlWriter {
 public:
  explicit HtmlWriter(std::string& out) : out_(out) {}

  HtmlWriter& add(Markup markup) {
    out_ += markup.view();
    return *this;
  }
  HtmlWriter& add_if(bool holds, Markup markup, Markup otherwise = "") {
    return add(holds ? markup : otherwise);
  }
  /// Any text, so that it is itself in element content and between double quotes in an attribute:
  /// sanitised (a control character is shown as `\x1b`), then escaped.
  HtmlWriter& text(std::string_view text);
  /// Likewise in element content; what stands between paired backticks becomes code.
  HtmlWriter& prose(std::string_view text);
  HtmlWriter& number(std::integral auto value) {
    out_ += std::to_string(value);
    return *this;
  }

 private:
  std::string& out_;
};

}  // namespace fargate_lint::report
