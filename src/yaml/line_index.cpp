#include "yaml/line_index.hpp"

#include <algorithm>
#include <iterator>

#include "yaml/simd.hpp"

namespace fargate_lint::yaml {

namespace {

/// Grown by doubling, so that a stream of documents settles after a few.
bool grow(std::size_t size, std::size_t& capacity) {
  if (size <= capacity) return false;
  if (capacity == 0) capacity = std::size_t{1} << 14;
  while (capacity < size) capacity *= 2;
  return true;
}

}  // namespace

void LineIndex::reserve(std::size_t size) {
  if (!grow(size, capacity_)) return;
  const auto words = (capacity_ + kPadding) / 64 + 1;
  newline_ = std::make_unique_for_overwrite<std::uint64_t[]>(words);
  nonspace_ = std::make_unique_for_overwrite<std::uint64_t[]>(words);
  stop_ = std::make_unique_for_overwrite<std::uint64_t[]>(words);
}

void LineIndex::build(std::string_view text) {
  if (grow(text.size() + 1, copy_capacity_))
    copy_ = std::make_unique_for_overwrite<char[]>(copy_capacity_ + kRoom);
  index(text, copy_.get());
}

void LineIndex::build(std::string&& buffer, std::string_view text) {
  const auto begin = static_cast<std::size_t>(text.data() - buffer.data());
  if (buffer.capacity() - begin - text.size() < kRoom) return build(text);
  taken_ = std::move(buffer);
  // Within the capacity: nothing moves.
  taken_.resize(begin + text.size() + kRoom);
  index({taken_.data() + begin, text.size()}, taken_.data() + begin);
}

void LineIndex::release() {
  if (!taken_.empty()) taken_ = std::string();
}

/// Writes the text to `out`, where it may stand already.
void LineIndex::index(std::string_view text, char* out) {
  reserve(text.size() + 1);
  text_ = out;
  // kubectl gives every line a line feed, the last one too.
  const bool add_newline = !text.empty() && text.back() != '\n';
  size_ = text.size() + (add_newline ? 1 : 0);
  first_unusual_ = size_;
  const auto whole = text.size() / 64 * 64;
  const auto tail = text.size() - whole;
  // The last, partial block is completed with a line feed and zeros first; then all are alike.
  char last[128] = {};
  text.copy(last, tail, whole);  // of no text there need be no address
  last[tail] = '\n';
  last[tail + 1] = add_newline ? '\n' : '\0';
  const std::string_view parts[] = {text.substr(0, whole), {last, sizeof last}};

  std::uint64_t blank_before = 1;  // the text's start counts as white space
  std::uint64_t colon_before = 0;
  auto unusual_at = size_ + 1;
  std::size_t word = 0;
  const auto& kernels = simd::best();
  for (std::string_view part : parts) {
    while (!part.empty()) {
      simd::Marks marks[64];
      const auto blocks = std::min(std::size(marks), part.size() / 64);
      kernels.mark(part.data(), out + word * 64, blocks, marks);
      for (std::size_t i = 0; i < blocks; ++i, ++word) {
        const auto& [newline, space, tab, colon, hash, unprintable] = marks[i];
        const auto unusual = unprintable & ~(newline | tab);
        const auto blank = newline | space | tab;
        newline_[word] = newline;
        nonspace_[word] = ~space;
        stop_[word] = newline | (colon & (blank >> 1)) | (hash & (blank << 1 | blank_before));
        // A colon at the end of the block before: only now is its neighbour known.
        if ((colon_before & blank) != 0) stop_[word - 1] |= std::uint64_t{1} << 63;
        blank_before = blank >> 63;
        colon_before = colon >> 63;
        if (unusual != 0 && unusual_at > size_) {
          unusual_at = word * 64 + static_cast<std::size_t>(std::countr_zero(unusual));
        }
      }
      part.remove_prefix(blocks * 64);
    }
  }
  // Zeros after the end are "unusual" too, but lie behind it.
  if (unusual_at < size_) first_unusual_ = unusual_at;
  // A sentinel, so that looking for a stop or line feed behind the text ends.
  const auto end_word = whole / 64 + 1;
  newline_[end_word] |= std::uint64_t{1} << 63;
  stop_[end_word] |= std::uint64_t{1} << 63;
}

}  // namespace fargate_lint::yaml
