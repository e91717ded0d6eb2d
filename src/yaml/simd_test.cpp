#include "yaml/simd.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace fargate_lint::yaml::simd {
namespace {

/// Three blocks of one letter with `byte` at `at`, and a byte behind them.
std::string blocks_with(char byte, std::size_t at) {
  std::string text(3 * 64 + 1, 'x');
  text[at] = byte;
  return text;
}

std::uint64_t where(std::string_view block, auto is) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < block.size(); ++i) bits |= std::uint64_t{is(block[i])} << i;
  return bits;
}

void check_marks(const Kernels& kernels, const std::string& text) {
  std::string copy(text.size(), '\0');
  std::vector<Marks> marks(3);
  kernels.mark(text.data(), copy.data(), 3, marks.data());
  CHECK(copy.substr(0, 3 * 64) == text.substr(0, 3 * 64));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto block = std::string_view(text).substr(i * 64, 64);
    const auto of = [&](char c) { return where(block, [c](char b) { return b == c; }); };
    CHECK(marks[i].newline == of('\n'));
    CHECK(marks[i].space == of(' '));
    CHECK(marks[i].tab == of('\t'));
    CHECK(marks[i].colon == of(':'));
    CHECK(marks[i].hash == of('#'));
    Brackets brackets{};
    kernels.brackets(block.data(), 1, &brackets);
    CHECK(brackets.quote == of('"'));
    CHECK(brackets.backslash == of('\\'));
    CHECK(brackets.open == (of('{') | of('[')));
    CHECK(brackets.close == (of('}') | of(']')));
    CHECK(marks[i].unprintable ==
          where(block, [](signed char b) { return b < 0x20 || b == 0x7F; }));
  }
}

TEST_CASE("simd: each set of instructions sees what a look at each byte sees") {
  for (const auto* kernels : {&base(), &best()}) {
    for (int byte = 0; byte < 256; ++byte) {
      CAPTURE(byte);
      const char c = static_cast<char>(byte);
      for (const std::size_t at : {0U, 15U, 16U, 31U, 32U, 63U, 64U, 130U, 191U}) {
        CAPTURE(at);
        const std::string text = blocks_with(c, at);
        check_marks(*kernels, text);
        CHECK(kernels->count(text.data(), 3, c) == std::count(text.begin(), text.end() - 1, c));
      }
    }
  }
}

TEST_CASE("simd: a pair is found where it begins, on both sides of a block's end") {
  for (const auto* kernels : {&base(), &best()}) {
    for (std::size_t at = 0; at < 3 * 64; ++at) {
      CAPTURE(at);
      std::string text = blocks_with('\n', at);
      CHECK(kernels->find_pair(text.data(), 3, '\n', '-') == 3 * 64);
      text[at + 1] = '-';
      CHECK(kernels->find_pair(text.data(), 3, '\n', '-') == at);
    }
  }
}

}  // namespace
}  // namespace fargate_lint::yaml::simd
