#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// A document's text where it can be read past its end, with bit masks of the bytes that matter to
/// YAML's line structure. Private to src/yaml.
namespace fargate_lint::yaml {

/// Answers "where is the next …" for a LineIndex, which must outlive it.
class LineMasks {
 public:
  /// Offset of the next line feed; there is always one at the text's end.
  std::size_t next_newline(std::size_t from) const { return next(newline_, from); }
  /// Offset of the next byte that is no space.
  std::size_t next_nonspace(std::size_t from) const { return next(nonspace_, from); }
  /// Offset of the next line feed, `:` before white space, or `#` after white space: what can end a
  /// plain scalar in block style.
  std::size_t next_stop(std::size_t from) const { return next(stop_, from); }

 private:
  friend class LineIndex;
  static std::size_t next(const std::uint64_t* mask, std::size_t from) {
    auto word = from >> 6;
    auto bits = mask[word] >> (from & 63);
    if (bits != 0) return from + static_cast<std::size_t>(std::countr_zero(bits));
    do bits = mask[++word];
    while (bits == 0);
    return (word << 6) + static_cast<std::size_t>(std::countr_zero(bits));
  }

  const std::uint64_t* newline_ = nullptr;
  const std::uint64_t* nonspace_ = nullptr;
  const std::uint64_t* stop_ = nullptr;
};

/// The fast reader's view of a text. It asks "where is the next …" far more often than it looks at
/// bytes, so the answers are computed for 64 bytes at a time while the text is copied (one pass,
/// three instructions per byte) and a question is a shift and a count of zeros.
class LineIndex {
 public:
  /// Bytes after the text that may be read: a line feed and zeros.
  static constexpr std::size_t kPadding = 128;
  /// Bytes after the text that are written: the last blocks are written whole.
  static constexpr std::size_t kRoom = kPadding + 64;

  LineIndex() = default;
  /// Copies `text` and indexes it. What is returned lives until the next call.
  void build(std::string_view text);
  /// The same for a text within `buffer`, which is taken instead of copied if its capacity leaves
  /// kRoom bytes behind the text; what follows the text in it is lost. It lives until release().
  void build(std::string&& buffer, std::string_view text);
  void release();

  const char* data() const { return text_; }
  std::size_t size() const { return size_; }
  std::string_view text() const { return {text_, size_}; }
  /// Offset of the first byte that is not printable ASCII, tab or line feed; size() if none.
  std::size_t first_unusual() const { return first_unusual_; }

  LineMasks masks() const {
    LineMasks masks;
    masks.newline_ = newline_.get();
    masks.nonspace_ = nonspace_.get();
    masks.stop_ = stop_.get();
    return masks;
  }

 private:
  using Mask = std::unique_ptr<std::uint64_t[]>;
  void index(std::string_view text, char* out);
  void reserve(std::size_t size);

  char* text_ = nullptr;
  std::unique_ptr<char[]> copy_;
  std::string taken_;
  Mask newline_;
  Mask nonspace_;
  Mask stop_;
  std::size_t size_ = 0;
  std::size_t copy_capacity_ = 0;
  std::size_t capacity_ = 0;
  std::size_t first_unusual_ = 0;
};

}  // namespace fargate_lint::yaml
