#include "base/hash.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <set>
#include <string>

namespace fargate_lint {
namespace {

constexpr HashKey kKey = {0x0123456789abcdef, 0xfedcba9876543211};
constexpr HashKey kOtherKey = {12345, 0xdeadbeefcafef00d};

/// No two of these are alike.
std::string text_of_size(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + (i * 7 + size) % 26);
  return text;
}

TEST_CASE("hash: every byte of a text of any size counts") {
  for (std::size_t size = 0; size <= 140; ++size) {
    const auto text = text_of_size(size);
    const auto hash = hash_text(text);
    CHECK(hash_text(std::string(text)) == hash);
    CHECK(hash_text(text + '\0') != hash);
    for (std::size_t i = 0; i < size; ++i) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        auto other = text;
        other[i] = static_cast<char>(other[i] ^ (1U << bit));
        CAPTURE(text);
        CAPTURE(i);
        CHECK(hash_text(other) != hash);
      }
    }
  }
}

TEST_CASE("hash: nothing beyond the text's end is read or counts") {
  const std::string around = text_of_size(200);
  for (std::size_t size = 0; size <= 100; ++size) {
    const std::string alone = around.substr(50, size);
    CHECK(hash_text(std::string_view(around).substr(50, size)) == hash_text(alone));
  }
}

TEST_CASE("hash: names that differ in a number differ in half of the bits, low and high") {
  std::array<int, 64> ones{};
  std::set<std::uint64_t> low;
  constexpr int kNames = 4096;
  for (int i = 0; i < kNames; ++i) {
    const auto hash = hash_text("app-" + std::to_string(i));
    low.insert(hash & 0xffff'ffffU);
    for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>(hash >> bit & 1U);
  }
  CHECK(low.size() >= kNames - 2);
  for (std::size_t bit = 0; bit < 64; ++bit) {
    CAPTURE(bit);
    CHECK(std::abs(ones[bit] - kNames / 2) < kNames / 10);
  }
}

TEST_CASE("hash: with a key no text has the hash that it has without, or with another") {
  for (std::size_t size = 0; size <= 140; ++size) {
    const auto text = text_of_size(size);
    CAPTURE(text);
    CHECK(hash_text(text, kKey) == hash_text(text, kKey));
    CHECK(hash_text(text, kKey) != hash_text(text));
    CHECK(hash_text(text, kOtherKey) != hash_text(text));
    CHECK(hash_text(text, kOtherKey) != hash_text(text, kKey));
  }
}

TEST_CASE("hash: texts made to share a hash do not share it under a key") {
  // A word that is the factor itself makes the product nothing, whatever stands in the other.
  std::string a(48, 'a');
  const auto odd = HashKey().odd;
  std::memcpy(a.data() + 8, &odd, sizeof odd);
  auto b = a;
  b[3] = 'b';
  REQUIRE(hash_text(a) == hash_text(b));
  CHECK(hash_text(a, kKey) != hash_text(b, kKey));
}

}  // namespace
}  // namespace fargate_lint
