#pragma once

#include <string_view>

namespace fargate_lint::report {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// Takes one character from the front of `text`, which must not be empty. A byte that begins no
/// well-formed UTF-8 sequence (overlong forms and surrogates are none) is taken alone, as U+FFFD.
char32_t take_character(std::string_view& text);

}  // namespace fargate_lint::report
