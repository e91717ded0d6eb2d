#include "yaml/simd.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// clang has no pragma that sets the target of what follows; it is not what we release with.
#if defined(__SSE2__) && defined(__GNUC__) && !defined(__clang__)
#define FARGATE_LINT_AVX2 1
#endif

namespace fargate_lint::yaml::simd {
namespace {

namespace of_base {

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
    const auto wanted = _mm_set1_epi8(c);
    return join([&](__m128i v) { return _mm_cmpeq_epi8(v, wanted); });
  }
  /// Whether some byte is `mine` where that of `other` is `theirs`.
  bool meets(char mine, const Block& other, char theirs) const {
    const auto a = _mm_set1_epi8(mine);
    const auto b = _mm_set1_epi8(theirs);
    const auto both = [&](__m128i v, __m128i w) {
      return _mm_and_si128(_mm_cmpeq_epi8(v, a), _mm_cmpeq_epi8(w, b));
    };
    const auto any = _mm_or_si128(_mm_or_si128(both(v0_, other.v0_), both(v1_, other.v1_)),
                                  _mm_or_si128(both(v2_, other.v2_), both(v3_, other.v3_)));
    return _mm_movemask_epi8(any) != 0;
  }
  /// Bytes that are not printable ASCII.
  std::uint64_t unprintable() const {
    // The byte after it, as a signed number: from 0x80 on they are negative, and 0x7F becomes so.
    const auto one = _mm_set1_epi8(1);
    const auto first = _mm_set1_epi8(0x21);
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
  /// Whether some byte is `mine` where that of `other` is `theirs`.
  bool meets(char mine, const Block& other, char theirs) const {
    return (equals(mine) & other.equals(theirs)) != 0;
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
  /// Whether some byte is `mine` where that of `other` is `theirs`.
  bool meets(char mine, const Block& other, char theirs) const {
    return (equals(mine) & other.equals(theirs)) != 0;
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

#include "yaml/simd_kernels.inc"

}  // namespace of_base

#if defined(FARGATE_LINT_AVX2)
#pragma GCC push_options
#pragma GCC target("avx2,popcnt")
namespace of_avx2 {

class Block {
 public:
  explicit Block(const char* p) : v0_(load(p)), v1_(load(p + 32)) {}
  void store(char* p) const {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v0_);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 32), v1_);
  }
  std::uint64_t equals(char c) const {
    const __m256i wanted = _mm256_set1_epi8(c);
    return join(_mm256_cmpeq_epi8(v0_, wanted), _mm256_cmpeq_epi8(v1_, wanted));
  }
  bool meets(char mine, const Block& other, char theirs) const {
    const __m256i a = _mm256_set1_epi8(mine);
    const __m256i b = _mm256_set1_epi8(theirs);
    const __m256i low =
        _mm256_and_si256(_mm256_cmpeq_epi8(v0_, a), _mm256_cmpeq_epi8(other.v0_, b));
    const __m256i high =
        _mm256_and_si256(_mm256_cmpeq_epi8(v1_, a), _mm256_cmpeq_epi8(other.v1_, b));
    return _mm256_movemask_epi8(_mm256_or_si256(low, high)) != 0;
  }
  std::uint64_t unprintable() const {
    const __m256i one = _mm256_set1_epi8(1);
    const __m256i first = _mm256_set1_epi8(0x21);
    return join(_mm256_cmpgt_epi8(first, _mm256_add_epi8(v0_, one)),
                _mm256_cmpgt_epi8(first, _mm256_add_epi8(v1_, one)));
  }

 private:
  static __m256i load(const char* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static std::uint64_t join(__m256i low, __m256i high) {
    const auto bits = [](__m256i v) {
      return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(v))};
    };
    return bits(low) | bits(high) << 32;
  }
  __m256i v0_, v1_;
};

#include "yaml/simd_kernels.inc"

}  // namespace of_avx2
#pragma GCC pop_options

const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
#endif

}  // namespace

const Kernels& base() {
  return of_base::kKernels;
}

const Kernels& best() {
#if defined(FARGATE_LINT_AVX2)
  if (has_avx2) return of_avx2::kKernels;
#endif
  return base();
}

}  // namespace fargate_lint::yaml::simd
