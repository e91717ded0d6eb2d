#pragma once

#include <cstddef>
#include <string_view>

namespace fargate_lint {

/// Bytes of the character that begins at `at`; a byte that begins none counts as a character.
std::size_t character_size(std::string_view text, std::size_t at);

/// Walks pattern and text side by side and, on a mismatch, goes back to the last `*` and lets it
/// take one character more. Earlier stars never need another try: what they could take, the last
/// one can. So the worst case is pattern times text, without a stack; recursion over stars is
/// exponential.
///
/// `takes` tells whether `?` takes the character that begins with that byte.
template <typename Takes>
bool match_wildcards(std::string_view pattern, std::string_view text, Takes takes) {
  constexpr auto kNone = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  auto star = kNone;
  std::size_t taken = 0;  // where the text after the last star's share begins
  while (t < text.size()) {
    const char wanted = p < pattern.size() ? pattern[p] : '\0';
    const bool more = p < pattern.size();
    if (more && wanted == '*') {
      star = p++;
      taken = t;
    } else if (more && wanted == '?' && takes(text[t])) {
      ++p;
      t += character_size(text, t);
    } else if (more && wanted == text[t]) {
      ++p;
      ++t;
    } else if (star != kNone) {
      p = star + 1;
      taken += character_size(text, taken);
      t = taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// `*` takes none, one or many characters, `?` exactly one; case-sensitive, the whole string
/// must match. A character is a code point. Takes at most pattern times text steps.
bool wildcard_match(std::string_view pattern, std::string_view text);

}  // namespace fargate_lint
