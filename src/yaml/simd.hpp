#pragma once

#include <bit>
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
  explicit Block(const char* p)
      : v0_(load(p)), v1_(load(p + 16)), v2_(load(p + 32)), v3_(load(p + 48)) {}
  void store(char* p) const {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), v0_);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 16), v1_);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 32), v2_);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 48), v3_);
  }
  std::uint64_t equals(char c) const {
    const __m128i wanted = _mm_set1_epi8(c);
    return join([&](__m128i v) { return _mm_cmpeq_epi8(v, wanted); });
  }
  /// Bytes that are not printable ASCII.
  std::uint64_t unprintable() const {
    // The byte after it, as a signed number: from 0x80 on they are negative, and 0x7F becomes so.
    const __m128i one = _mm_set1_epi8(1);
    const __m128i first = _mm_set1_epi8(0x21);
    return join([&](__m128i v) { return _mm_cmplt_epi8(_mm_add_epi8(v, one), first); });
  }

 private:
  static __m128i load(const char* p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  }
  // Written out: at -O2 GCC 12 would keep the four vectors in memory for the sake of a loop.
  template <typename Test>
  std::uint64_t join(const Test& test) const {
    const auto bits = [](__m128i v) {
      return std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(v))};
    };
    return bits(test(v0_)) | bits(test(v1_)) << 16 | bits(test(v2_)) << 32 | bits(test(v3_)) << 48;
  }
  __m128i v0_, v1_, v2_, v3_;
};

/// Whether some byte of the 64 at `p` is `first` and the one after it `second`. Reads 65 bytes.
inline bool has_pair(const char* p, char first, char second) {
  const __m128i a = _mm_set1_epi8(first);
  const __m128i b = _mm_set1_epi8(second);
  const auto at = [&](int i) {
    const auto* here = reinterpret_cast<const __m128i*>(p + 16 * i);
    const auto* next = reinterpret_cast<const __m128i*>(p + 16 * i + 1);
    return _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128(here), a),
                         _mm_cmpeq_epi8(_mm_loadu_si128(next), b));
  };
  const __m128i any = _mm_or_si128(_mm_or_si128(at(0), at(1)), _mm_or_si128(at(2), at(3)));
  return _mm_movemask_epi8(any) != 0;
}

/// How many of the bytes in the `blocks` blocks of 64 at `p` are `c`.
inline std::uint32_t count(const char* p, std::size_t blocks, char c) {
  const __m128i wanted = _mm_set1_epi8(c);
  const auto at = [&](int i) {
    return _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i)), wanted);
  };
  // Equal bytes are -1: a block takes four at most from a byte of the sum, which holds 255.
  constexpr std::size_t kMostBlocks = 63;
  __m128i total = _mm_setzero_si128();
  while (blocks != 0) {
    const std::size_t some = blocks < kMostBlocks ? blocks : kMostBlocks;
    __m128i sum = _mm_setzero_si128();
    for (std::size_t i = 0; i < some; ++i, p += 64) {
      sum = _mm_sub_epi8(sum, _mm_add_epi8(_mm_add_epi8(at(0), at(1)), _mm_add_epi8(at(2), at(3))));
    }
    total = _mm_add_epi64(total, _mm_sad_epu8(sum, _mm_setzero_si128()));
    blocks -= some;
  }
  return static_cast<std::uint32_t>(_mm_cvtsi128_si32(total) +
                                    _mm_cvtsi128_si32(_mm_unpackhi_epi64(total, total)));
}

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
  std::uint64_t unprintable() const {
    const uint8x16_t first = vdupq_n_u8(0x20);
    const uint8x16_t width = vdupq_n_u8(0x7F - 0x20);
    return join([&](uint8x16_t v) { return vcgeq_u8(vsubq_u8(v, first), width); });
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
    return join([&](signed char b) { return b == static_cast<signed char>(c); });
  }
  std::uint64_t unprintable() const {
    return join([](signed char b) { return b < 0x20 || b == 0x7F; });
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

#if !defined(__SSE2__)
/// Whether some byte of the 64 at `p` is `first` and the one after it `second`. Reads 65 bytes.
inline bool has_pair(const char* p, char first, char second) {
  return (Block(p).equals(first) & Block(p + 1).equals(second)) != 0;
}

/// How many of the bytes in the `blocks` blocks of 64 at `p` are `c`.
inline std::uint32_t count(const char* p, std::size_t blocks, char c) {
  std::uint32_t total = 0;
  for (; blocks != 0; --blocks, p += 64) {
    total += static_cast<std::uint32_t>(std::popcount(Block(p).equals(c)));
  }
  return total;
}
#endif

}  // namespace fargate_lint::yaml::simd
