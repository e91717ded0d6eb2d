#include "report/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "report/ranges.hpp"

namespace fargate_lint::report {
namespace {

constexpr std::array<Range, 12> kNeverShown = {{{0x0000, 0x001F},
                                                {0x007F, 0x009F},
                                                {0x00AD, 0x00AD},
                                                {0x061C, 0x061C},
                                                {0x200B, 0x200C},
                                                {0x200E, 0x200F},
                                                {0x2028, 0x202E},
                                                {0x2060, 0x206F},
                                                {0xFDD0, 0xFDEF},
                                                {0xFEFF, 0xFEFF},
                                                {0xFFF9, 0xFFFB},
                                                {0xE0000, 0xE0FFF}}};

}  // namespace

bool is_never_shown(char32_t c) {
  const bool ends_plane = (c & 0xFFFEU) == 0xFFFEU;
  return ends_plane || in_ranges(kNeverShown, c);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_in_hash_command(char32_t c, std::string_view out, std::string_view rest) {
  if (c != U'#' || !out.ends_with('#')) return false;
  const auto* const end = std::ranges::find_if_not(rest, [](char letter) {
    return is_letter(letter) || static_cast<unsigned char>(letter) >= 0x80U;
  });
  return end != rest.end() && *end == '[';
}

char32_t take_character(std::string_view& text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  std::size_t size = 1;
  char32_t c = lead;
  if (lead >= 0xF0 && lead < 0xF5) {
    size = 4;
    c = lead & 0x07U;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    size = 3;
    c = lead & 0x0FU;
  } else if (lead >= 0xC2 && lead < 0xE0) {
    size = 2;
    c = lead & 0x1FU;
  } else if (lead >= 0x80) {
    text.remove_prefix(1);
    return kReplacementCharacter;
  }
  for (std::size_t i = 1; i < size; ++i) {
    if (i >= text.size() || (byte(i) & 0xC0U) != 0x80U) {
      text.remove_prefix(1);
      return kReplacementCharacter;
    }
    c = (c << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool well_formed = c >= kSmallest[size] && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
  text.remove_prefix(well_formed ? size : 1);
  return well_formed ? c : kReplacementCharacter;
}

}  // namespace fargate_lint::report
