#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace fargate_lint {

template <typename Word>
std::uint64_t word_at(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Multiplies two words and folds the product into one.
inline std::uint64_t fold_words(std::uint64_t a, std::uint64_t b) {
  __extension__ using Product = unsigned __int128;
  const auto product = Product{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

/// What a hash depends on beside the text. Under a key that their author does not know no two texts
/// that differ share a hash, but for a chance of one in 2^64.
struct HashKey {
  std::uint64_t start = 0;
  std::uint64_t odd = 0x9e3779b97f4a7c15;
};

/// 64 bits that the same text always gives. Every document and most names are hashed: two words are
/// multiplied and the product is folded, which is much quicker than `std::hash`. Without a key
/// whoever chooses the texts can make two that share a hash: what rests on it must not become slow
/// then.
inline std::uint64_t hash_text(std::string_view text, const HashKey& key = {}) {
  const auto odd = key.odd;
  const auto fold = fold_words;
  const auto eight = word_at<std::uint64_t>;
  const auto four = word_at<std::uint32_t>;

  const char* at = text.data();
  auto left = text.size();
  // Two chains that do not wait for each other.
  auto state = key.start;
  auto other = odd;
  for (; left > 32; at += 32, left -= 32) {
    state = fold(eight(at) ^ state, eight(at + 8) ^ odd);
    other = fold(eight(at + 16) ^ other, eight(at + 24) ^ odd);
  }
  state ^= other;
  if (left > 16) state = fold(eight(at) ^ state, eight(at + 8) ^ odd);
  // What remains, from its beginning and from its end: the two may overlap.
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (text.size() >= 16) {
    first = eight(text.data() + text.size() - 16);
    last = eight(text.data() + text.size() - 8);
  } else if (left >= 8) {
    first = eight(at);
    last = eight(at + left - 8);
  } else if (left >= 4) {
    first = four(at);
    last = four(at + left - 4);
  } else {
    for (; left > 0; --left) first = first << 8U | static_cast<unsigned char>(*at++);
  }
  return fold(fold(first ^ state, last ^ odd) ^ text.size(), odd);
}

/// hash_text() for the containers of the standard library.
struct TextHash {
  std::size_t operator()(std::string_view text) const { return hash_text(text); }
};

}  // namespace fargate_lint
