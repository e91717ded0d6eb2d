#pragma once

#include <string_view>

namespace fargate_lint::report {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// Takes one character from the front of `text`, which must not be empty. A byte that begins no
/// well-formed UTF-8 sequence (overlong forms and surrogates are none) is taken alone, as U+FFFD.
char32_t take_character(std::string_view& text);

/// Whether `c` is never written as it is, for a terminal would obey it or show the text as another:
/// controls (line breaks among them), soft hyphen, bidirectional marks and overrides, zero-width
/// characters, line separators, tags; noncharacters, which readers of YAML and XML refuse.
bool is_never_shown(char32_t c);

/// Whether `c` is a letter of ASCII.
bool is_letter(char c);

/// Whether `c`, to be appended to `out` and followed by `rest`, would be the second hash of a
/// command to what keeps the log of a CI: `##[error]`, `##vso[task.complete]`, `##teamcity[…]`.
/// They are looked for anywhere in a line, in any case, and by some without the characters beyond
/// ASCII that count for nothing.
bool is_in_hash_command(char32_t c, std::string_view out, std::string_view rest);

}  // namespace fargate_lint::report
