#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Small things that are done to texts everywhere. Letters are those of ASCII. How many characters
/// a text has is in base/bytes.hpp.
namespace fargate_lint {

// What counts as blank differs: every caller says what it drops.
inline constexpr std::string_view kBlanks = " \t";
inline constexpr std::string_view kBlanksAndBreaks = " \t\r\n";
inline constexpr std::string_view kSpaces = " \t\n\v\f\r";

/// The text without the characters of `front` before it, and of `back` behind it.
constexpr std::string_view trimmed(std::string_view text, std::string_view front,
                                   std::string_view back) {
  const auto begin = text.find_first_not_of(front);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(back) + 1);
}
constexpr std::string_view trimmed(std::string_view text, std::string_view blanks) {
  return trimmed(text, blanks, blanks);
}

constexpr char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lowered(std::string_view text);

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words);

/// The lines without their line feeds and the carriage returns before these; views of the text.
std::vector<std::string_view> lines_of(std::string_view text);

/// As it stands: nothing in it is told from the backticks.
std::string in_backticks(std::string_view text);

/// "a, b and 3 more": those that are shown, of so many in all.
std::string listed(std::span<const std::string> shown, std::size_t in_all);
inline std::string listed(std::span<const std::string> all) {
  return listed(all, all.size());
}

/// Whether the byte of UTF-8 begins a character, in place of going on with one.
constexpr bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

}  // namespace fargate_lint
