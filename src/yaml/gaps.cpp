#include "yaml/gaps.hpp"

#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

}  // namespace

std::size_t name_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_name(text[at])) ++at;
  return at;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_blank(text[at]) && line_break_size(text, at) == 0) ++at;
  return at;
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const auto size = is_blank(text[at]) ? 1 : line_break_size(text, at);
    if (size == 0 && text[at] != '#') return at;
    at = size == 0 ? find_line_break(text, at) : at + size;
  }
  return at;
}

}  // namespace fargate_lint::yaml
