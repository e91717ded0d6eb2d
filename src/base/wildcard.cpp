#include "base/wildcard.hpp"

#include "base/text.hpp"

namespace fargate_lint {

std::size_t character_size(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead < 0xC0   ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF8 ? 4
                                         : 1;
  if (size > text.size() - at) return 1;
  for (std::size_t i = 1; i < size; ++i) {
    if (begins_character(text[at + i])) return 1;
  }
  return size;
}

bool wildcard_match(std::string_view pattern, std::string_view text) {
  // Most pairs differ in one of their first letters, and most that match have no wildcard.
  std::size_t same = 0;
  while (same < pattern.size() && pattern[same] != '*' && pattern[same] != '?') {
    if (same == text.size() || pattern[same] != text[same]) return false;
    ++same;
  }
  return match_wildcards(pattern.substr(same), text.substr(same), [](char) { return true; });
}

}  // namespace fargate_lint
