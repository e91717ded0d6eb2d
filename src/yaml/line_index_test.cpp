#include "yaml/line_index.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint::yaml {
namespace {

bool is_blank_or_break(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

/// What LineMasks must answer, one byte at a time.
std::size_t next_stop(std::string_view text, std::size_t from) {
  for (; from < text.size(); ++from) {
    const char c = text[from];
    if (c == '\n') break;
    if (c == ':' && (from + 1 == text.size() || is_blank_or_break(text[from + 1]))) break;
    if (c == '#' && (from == 0 || is_blank_or_break(text[from - 1]))) break;
  }
  return from;
}

std::size_t first_unusual(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && ((text[at] >= 0x20 && text[at] < 0x7F) || is_blank_or_break(text[at])))
    ++at;
  return at;
}

void check(const LineIndex& index) {
  const std::string text(index.text());
  CHECK(index.first_unusual() == first_unusual(text));
  const auto masks = index.masks();
  for (std::size_t from = 0; from < text.size(); ++from) {
    const bool alike = masks.next_stop(from) == next_stop(text, from) &&
                       masks.next_newline(from) == text.find('\n', from) &&
                       masks.next_nonspace(from) == text.find_first_not_of(' ', from);
    if (!alike) FAIL_CHECK("at ", from, " of ", text);
  }
}

TEST_CASE("line index: finds what a look at each byte finds, on both sides of a block's end") {
  LineIndex index;
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    for (std::size_t at = 61; at < 67; ++at) {
      std::string text(130, 'x');
      text[at] = static_cast<char>(byte);
      text[at + 1] = ' ';
      index.build(text);
      check(index);
    }
  }
}

TEST_CASE("line index: colons, hashes and breaks in a row, at any size") {
  LineIndex index;
  const std::string pattern = "a: b # c\n:x  #y:\n\t:\t#\n";
  std::string text;
  for (std::size_t size = 0; size < 200; ++size) {
    index.build(text);
    if (!text.empty()) check(index);
    CHECK(index.size() == text.size() + (text.empty() || text.ends_with('\n') ? 0 : 1));
    text += pattern[size % pattern.size()];
  }
}

TEST_CASE("line index: a buffer with room behind the text is taken, another is copied") {
  for (const auto room : {LineIndex::kRoom, LineIndex::kRoom - 1, std::size_t{0}}) {
    CAPTURE(room);
    for (std::size_t size = 64; size < 200; ++size) {
      LineIndex index;
      const std::string text(size, 'x');
      std::string buffer;
      buffer.reserve(4 + size + room);
      buffer = "---\n" + text;
      buffer.shrink_to_fit();
      buffer.reserve(4 + size + room);
      const bool fits = buffer.capacity() >= 4 + size + LineIndex::kRoom;
      const char* place = buffer.data() + 4;
      index.build(std::move(buffer), {place, size});
      CHECK((index.data() == place) == fits);
      CHECK(index.text() == text + "\n");
      check(index);
      // What is read next may stand in what was taken.
      const std::string_view part = index.text().substr(1);
      index.build(part);
      CHECK(index.text() == text.substr(1) + "\n");
      index.release();
      CHECK(index.text() == text.substr(1) + "\n");
    }
  }
}

}  // namespace
}  // namespace fargate_lint::yaml
