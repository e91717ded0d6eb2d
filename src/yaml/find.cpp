#include "yaml/find.hpp"

#include <algorithm>

#include "base/result.hpp"
#include "yaml/simd.hpp"

namespace fargate_lint::yaml {

std::size_t find(std::string_view text, std::string_view word) {
  require(word.size() >= 2, "a word of two bytes or more");
  constexpr std::size_t kBlock = 64;
  const auto& kernels = simd::best();
  std::size_t at = 0;
  // A block's last byte is looked at with the one behind it.
  while (text.size() - at > kBlock) {
    const auto size = (text.size() - at - 1) / kBlock * kBlock;
    const auto found = kernels.find_pair(text.data() + at, size / kBlock, word[0], word[1]);
    at += found;
    if (found == size) continue;
    if (text.substr(at, word.size()) == word) return at;
    ++at;
  }
  return text.find(word, at);
}

std::uint32_t count_lines(std::string_view text) {
  const auto blocks = text.size() / 64;
  const auto lines = simd::best().count(text.data(), blocks, '\n');
  text.remove_prefix(blocks * 64);
  return lines + static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace fargate_lint::yaml
