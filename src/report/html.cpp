#include "report/html.hpp"

#include <algorithm>

#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// What of a text needs no escape, from its beginning on.
std::size_t plain_beginning(std::string_view text) {
  return std::min(text.find_first_of("&<>\"'"), text.size());
}

}  // namespace

HtmlWriter& HtmlWriter::text(std::string_view text) {
  const auto shown = sanitise(text);
  for (std::string_view rest = shown; !rest.empty();) {
    const auto plain = plain_beginning(rest);
    out_ += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    switch (rest.front()) {
      case '&': out_ += "&amp;"; break;
      case '<': out_ += "&lt;"; break;
      case '>': out_ += "&gt;"; break;
      case '"': out_ += "&quot;"; break;
      default: out_ += "&#39;"; break;
    }
    rest.remove_prefix(1);
  }
  return *this;
}

HtmlWriter& HtmlWriter::prose(std::string_view text) {
  const bool paired =
      std::ranges::count(text, '`') % 2 == 0 && text.find("``") == std::string_view::npos;
  while (paired) {
    const auto begin = text.find('`');
    if (begin == std::string_view::npos) break;
    const auto end = text.find('`', begin + 1);
    this->text(text.substr(0, begin));
    add("<code>").text(text.substr(begin + 1, end - begin - 1)).add("</code>");
    text.remove_prefix(end + 1);
  }
  this->text(text);
  return *this;
}

}  // namespace fargate_lint::report
