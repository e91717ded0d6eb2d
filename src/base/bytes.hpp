#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace fargate_lint {

/// Zero if the same word stands at both places.
template <typename Word>
Word difference(const char* a, const char* b) {
  Word of_a = 0;
  Word of_b = 0;
  std::memcpy(&of_a, a, sizeof of_a);
  std::memcpy(&of_b, b, sizeof of_b);
  return of_a ^ of_b;
}

/// `a == b`, for what is compared very often. Names and keys of Kubernetes mostly have up to
/// sixteen bytes: for those, two loads of each instead of a call.
inline bool equal(std::string_view a, std::string_view b) {
  const auto size = a.size();
  if (size != b.size()) return false;
  if (size > 16) return std::memcmp(a.data(), b.data(), size) == 0;
  const char* const p = a.data();
  const char* const q = b.data();
  if (size >= 8) {
    const auto last = size - 8;
    return (difference<std::uint64_t>(p, q) | difference<std::uint64_t>(p + last, q + last)) == 0;
  }
  if (size >= 4) {
    const auto last = size - 4;
    return (difference<std::uint32_t>(p, q) | difference<std::uint32_t>(p + last, q + last)) == 0;
  }
  return size == 0 || (a[0] == b[0] && a[size / 2] == b[size / 2] && a.back() == b.back());
}

/// Number of bytes at the front of `text` that are printable ASCII (space to tilde) and none of
/// `but`: what nearly all text is made of.
template <char... but>
std::size_t printable_beginning(std::string_view text) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighest = kOnes << 7U;
  // The highest bit of bytes that are zero; also of some above one that is, never below the first.
  const auto zeros = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighest; };
  std::size_t at = 0;
  for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    const auto controls = (word - kOnes * 0x20) & ~word & kHighest;
    const std::uint64_t others = (zeros(word ^ (kOnes * 0x7F)) | ... | zeros(word ^ (kOnes * but)));
    const auto found = controls | others | (word & kHighest);
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  const auto is_meant = [](char c) { return c >= 0x20 && c < 0x7F && ((c != but) && ...); };
  while (at < text.size() && is_meant(text[at])) ++at;
  return at;
}

/// Number of code points in UTF-8: bytes that do not continue one.
inline std::size_t count_code_points(std::string_view text) {
  // Of eight bytes at a time, the highest bit of those that begin none: 10xxxxxx.
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::size_t continuing = 0;
  std::size_t at = 0;
  for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    const auto marks = (word >> 7U) & (~word >> 6U) & kOnes;
    if (marks != 0) continuing += (marks * kOnes) >> 56U;
  }
  for (; at < text.size(); ++at)
    continuing += (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80 ? 1U : 0U;
  return text.size() - continuing;
}

}  // namespace fargate_lint
