#include "report/utf8.hpp"

#include <array>
#include <cstddef>

namespace fargate_lint::report {

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
