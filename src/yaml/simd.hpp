#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/// Sixty-four bytes at a time: which of them equal a character, as a mask whose bit i stands for
/// byte i. SSE2 and NEON, both part of their architectures' base, and plain C++ elsewhere. Private
/// to src/yaml.
namespace fargate_lint::yaml::simd {

#if defined(__SSE2__)

class Block {
 public:
  explicit Block(const char* p) {
    for (int i = 0; i < 4; ++i)
      v_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
  }
  void store(char* p) const {
    for (int i = 0; i < 4; ++i) _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 16 * i), v_[i]);
  }
  std::uint64_t equals(char c) const {
    const __m128i wanted = _mm_set1_epi8(c);
    return join([&](__m128i v) { return _mm_cmpeq_epi8(v, wanted); });
  }
  /// Bytes that are not printable ASCII, tab or line feed.
  std::uint64_t unusual() const {
    const __m128i tab = _mm_set1_epi8('\t');
    const __m128i line_feed = _mm_set1_epi8('\n');
    // Signed comparison: bytes from 0x80 are negative, so `< 0x20` finds them with the controls.
    const __m128i space = _mm_set1_epi8(0x20);
    const __m128i del = _mm_set1_epi8(0x7F);
    return join([&](__m128i v) {
      const __m128i low = _mm_cmplt_epi8(v, space);
      const __m128i fine = _mm_or_si128(_mm_cmpeq_epi8(v, tab), _mm_cmpeq_epi8(v, line_feed));
      return _mm_or_si128(_mm_andnot_si128(fine, low), _mm_cmpeq_epi8(v, del));
    });
  }

 private:
  template <typename Test>
  std::uint64_t join(const Test& test) const {
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
      const auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(test(v_[i])));
      mask |= std::uint64_t{bits} << (16 * i);
    }
    return mask;
  }
  __m128i v_[4];
};

#elif defined(__aarch64__)

class Block {
 public:
  explicit Block(const char* p) {
    for (int i = 0; i < 4; ++i) v_[i] = vld1q_u8(reinterpret_cast<const std::uint8_t*>(p) + 16 * i);
  }
  void store(char* p) const {
    for (int i = 0; i < 4; ++i) vst1q_u8(reinterpret_cast<std::uint8_t*>(p) + 16 * i, v_[i]);
  }
  std::uint64_t equals(char c) const {
    const uint8x16_t wanted = vdupq_n_u8(static_cast<std::uint8_t>(c));
    return join([&](uint8x16_t v) { return vceqq_u8(v, wanted); });
  }
  std::uint64_t unusual() const {
    const uint8x16_t first = vdupq_n_u8(0x20);
    const uint8x16_t width = vdupq_n_u8(0x7F - 0x20);
    return join([&](uint8x16_t v) {
      const uint8x16_t printable = vcltq_u8(vsubq_u8(v, first), width);
      const uint8x16_t white =
          vorrq_u8(vceqq_u8(v, vdupq_n_u8('\t')), vceqq_u8(v, vdupq_n_u8('\n')));
      return vmvnq_u8(vorrq_u8(printable, white));
    });
  }

 private:
  template <typename Test>
  std::uint64_t join(const Test& test) const {
    const std::uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    const uint8x16_t a = vandq_u8(test(v_[0]), weight);
    const uint8x16_t b = vandq_u8(test(v_[1]), weight);
    const uint8x16_t c = vandq_u8(test(v_[2]), weight);
    const uint8x16_t d = vandq_u8(test(v_[3]), weight);
    uint8x16_t sum = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
  }
  uint8x16_t v_[4];
};

#else

class Block {
 public:
  explicit Block(const char* p) { std::memcpy(bytes_, p, sizeof bytes_); }
  void store(char* p) const { std::memcpy(p, bytes_, sizeof bytes_); }
  std::uint64_t equals(char c) const {
    return join([&](char b) { return b == c; });
  }
  std::uint64_t unusual() const {
    return join([](char b) { return (b < 0x20 || b == 0x7F) && b != '\t' && b != '\n'; });
  }

 private:
  template <typename Test>
  std::uint64_t join(const Test& test) const {
    std::uint64_t mask = 0;
    for (int i = 0; i < 64; ++i) mask |= std::uint64_t{test(bytes_[i])} << i;
    return mask;
  }
  signed char bytes_[64];
};

#endif

}  // namespace fargate_lint::yaml::simd
