#include "yaml/line_index.hpp"

#include <cstring>

#include "yaml/simd.hpp"

namespace fargate_lint::yaml {

void LineIndex::reserve(std::size_t size) {
  if (size <= capacity_) return;
  // Grown by doubling, so that a stream of documents settles after a few.
  std::size_t capacity = capacity_ == 0 ? std::size_t{1} << 14 : capacity_;
  while (capacity < size) capacity *= 2;
  const std::size_t words = (capacity + kPadding) / 64 + 1;
  text_ = std::make_unique_for_overwrite<char[]>(capacity + kPadding + 64);
  newline_ = std::make_unique_for_overwrite<std::uint64_t[]>(words);
  nonspace_ = std::make_unique_for_overwrite<std::uint64_t[]>(words);
  stop_ = std::make_unique_for_overwrite<std::uint64_t[]>(words);
  capacity_ = capacity;
}

void LineIndex::build(std::string_view text) {
  reserve(text.size() + 1);
  // kubectl gives every line a line feed, the last one too.
  const bool add_newline = !text.empty() && text.back() != '\n';
  size_ = text.size() + (add_newline ? 1 : 0);
  first_unusual_ = size_;
  char* out = text_.get();
  const std::size_t whole = text.size() / 64 * 64;
  const std::size_t tail = text.size() - whole;
  // The last, partial block is completed with a line feed and zeros first; then all are alike.
  char last[128] = {};
  std::memcpy(last, text.data() + whole, tail);
  last[tail] = '\n';
  last[tail + 1] = add_newline ? '\n' : '\0';
  const std::string_view parts[] = {text.substr(0, whole), {last, sizeof last}};

  std::uint64_t blank_before = 1;  // the text's start counts as white space
  std::uint64_t colon_before = 0;
  std::size_t unusual_at = size_ + 1;
  std::size_t at = 0;
  for (const std::string_view part : parts) {
    for (std::size_t i = 0; i < part.size(); i += 64, at += 64) {
      const simd::Block block(part.data() + i);
      block.store(out + at);
      const std::uint64_t newline = block.equals('\n');
      const std::uint64_t space = block.equals(' ');
      const std::uint64_t others = block.unprintable() & ~newline;
      const std::uint64_t tab = others == 0 ? 0 : block.equals('\t');
      const std::uint64_t colon = block.equals(':');
      const std::uint64_t hash = block.equals('#');
      const std::uint64_t blank = newline | space | tab;
      const std::size_t word = at / 64;
      newline_[word] = newline;
      nonspace_[word] = ~space;
      stop_[word] = newline | (colon & (blank >> 1)) | (hash & (blank << 1 | blank_before));
      // A colon at the end of the block before: only now is its neighbour known.
      if ((colon_before & blank) != 0) stop_[word - 1] |= std::uint64_t{1} << 63;
      blank_before = blank >> 63;
      colon_before = colon >> 63;
      if (others != tab && unusual_at > size_) {
        unusual_at = at + static_cast<std::size_t>(std::countr_zero(others & ~tab));
      }
    }
  }
  // Zeros after the end are "unusual" too, but lie behind it.
  if (unusual_at < size_) first_unusual_ = unusual_at;
  // A sentinel, so that looking for a stop or line feed behind the text ends.
  const std::size_t end_word = whole / 64 + 1;
  newline_[end_word] |= std::uint64_t{1} << 63;
  stop_[end_word] |= std::uint64_t{1} << 63;
}

}  // namespace fargate_lint::yaml
