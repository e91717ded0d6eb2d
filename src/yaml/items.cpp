#include "yaml/items.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

#include "yaml/find.hpp"
#include "yaml/simd.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kKey = "items";
constexpr std::size_t kLongestHeader = std::size_t{64} << 10U;
constexpr std::size_t kDeepestDash = 16;

constexpr bool is_json_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_json_space(text[at])) ++at;
  return at;
}

/// Bit i is the parity of the bits up to i: what is between quotes, with the first of them.
constexpr std::uint64_t between(std::uint64_t quotes) {
  for (unsigned shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
  return quotes;
}

/// Follows quotes and brackets from block to block.
class BracketCounter {
 public:
  /// Offset in the block of the bracket that closes the first of all, or 64.
  std::size_t look(const simd::Brackets& marks) {
    const auto quotes = marks.quote & ~escaped(marks.backslash);
    const auto in_string = between(quotes) ^ (in_string_ ? ~std::uint64_t{0} : 0);
    in_string_ = in_string >> 63U != 0;
    const auto open = marks.open & ~in_string;
    const auto close = marks.close & ~in_string;
    const auto closing = std::popcount(close);
    if (closing < depth_) {  // as for nearly every block
      depth_ += std::popcount(open) - closing;
      return 64;
    }
    for (auto bits = close; bits != 0; bits &= bits - 1) {
      const auto before = (bits & -bits) - 1;
      if (depth_ + std::popcount(open & before) - std::popcount(close & before) == 1)
        return static_cast<std::size_t>(std::countr_zero(bits));
    }
    depth_ += std::popcount(open) - closing;
    return 64;
  }

 private:
  /// What stands behind a backslash that is not itself escaped.
  std::uint64_t escaped(std::uint64_t backslash) {
    std::uint64_t result = escapes_next_ ? 1 : 0;
    if (escapes_next_) backslash &= ~std::uint64_t{1};
    escapes_next_ = false;
    while (backslash != 0) {
      const auto at = std::countr_zero(backslash);
      if (at == 63) {
        escapes_next_ = true;
        break;
      }
      const auto next = std::uint64_t{2} << at;
      result |= next;
      backslash &= ~(next | next >> 1U);
    }
    return result;
  }

  int depth_ = 0;
  bool in_string_ = false;
  bool escapes_next_ = false;
};

/// Offset behind the JSON scalar at `at`, roughly: what is cut wrongly is not read.
std::size_t end_of_scalar(std::string_view text, std::size_t at) {
  if (text[at] != '"') {
    while (at < text.size() && text[at] != ',' && text[at] != '}' && !is_json_space(text[at])) ++at;
    return at < text.size() ? at : kNone;
  }
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return kNone;
}

ListBeginning find_json_list(std::string_view text, ListShape& shape) {
  const auto end = [&](bool cut) { return cut ? ListBeginning::unclear : ListBeginning::none; };
  for (std::size_t at = 1;;) {
    at = skip_space(text, at);
    if (at == text.size() || text[at] != '"') return end(at == text.size());
    const auto key = at;
    at = end_of_scalar(text, at);
    if (at == kNone) return ListBeginning::unclear;
    const bool is_items = text.substr(key + 1, at - key - 2) == kKey;
    at = skip_space(text, at);
    if (at == text.size() || text[at] != ':') return end(at == text.size());
    at = skip_space(text, at + 1);
    if (at == text.size()) return ListBeginning::unclear;
    if (is_items) {
      if (text[at] != '[') return ListBeginning::none;
      shape = {ListStyle::json, 0, at + 1, key};
      return ListBeginning::found;
    }
    if (text[at] == '{' || text[at] == '[') {
      const auto size = end_of_brackets(text.substr(at));
      at = size == kNone ? kNone : at + size;
    } else {
      at = end_of_scalar(text, at);
    }
    if (at == kNone) return ListBeginning::unclear;
    at = skip_space(text, at);
    if (at == text.size() || text[at] != ',') return end(at == text.size());
    ++at;
  }
}

ListBeginning find_yaml_list(std::string_view text, ListShape& shape) {
  for (std::size_t line = 0;;) {
    const auto newline = text.find('\n', line);
    if (newline == kNone) return ListBeginning::unclear;
    const bool is_items = text.substr(line, newline - line) == "items:";
    const auto key = line;
    line = newline + 1;
    if (!is_items) continue;
    const auto dash = text.find_first_not_of(' ', line);
    if (dash == kNone || dash + 2 > text.size()) return ListBeginning::unclear;
    if (dash - line > kDeepestDash || text.substr(dash, 2) != "- ") return ListBeginning::none;
    shape = {ListStyle::yaml, dash - line, line, key};
    return ListBeginning::found;
  }
}

void cut_json(std::string_view text, ItemCut& cut) {
  for (std::size_t at = 0;;) {
    at = skip_space(text, at);
    if (at == text.size()) return;
    if (text[at] != '{') {
      cut.malformed = true;
      return;
    }
    const auto size = end_of_brackets(text.substr(at));
    if (size == kNone) return;
    const auto item = text.substr(at, size);
    at = skip_space(text, at + size);
    if (at == text.size()) return;
    cut.malformed = text[at] != ',' && text[at] != ']';
    if (cut.malformed) return;
    cut.items.push_back(item);
    cut.closed = text[at] == ']';
    cut.end = cut.closed ? at : at + 1;
    if (cut.closed) return;
    ++at;
  }
}

/// Offset of the next line behind that of `from` which has a dash in the column; npos if none.
std::size_t next_dash(std::string_view text, std::size_t column, std::size_t from) {
  if (column == 0) {
    const auto found = find(text.substr(from), "\n- ");
    return found == kNone ? kNone : from + found + 1;
  }
  for (auto newline = text.find('\n', from); newline != kNone;
       newline = text.find('\n', newline + 1)) {
    const auto line = text.substr(newline + 1, column + 2);
    if (line.size() == column + 2 && line.substr(column) == "- " &&
        line.find_first_not_of(' ') == column)
      return newline + 1;
  }
  return kNone;
}

/// Offset of the first line behind that of `from` that is not in the item there: its first
/// character is not deeper than the dash. The text's size if there is none.
std::size_t end_of_item(std::string_view text, std::size_t column, std::size_t from) {
  for (auto newline = text.find('\n', from); newline != kNone;
       newline = text.find('\n', newline + 1)) {
    const auto first = std::min(text.find_first_not_of(' ', newline + 1), text.size());
    if (first < text.size() && text[first] != '\n' && first - newline - 1 <= column)
      return newline + 1;
  }
  return text.size();
}

void cut_yaml(std::string_view text, std::size_t column, bool ended, ItemCut& cut) {
  for (;;) {
    const auto next = next_dash(text, column, cut.end);
    if (next == kNone) break;
    cut.items.push_back(text.substr(cut.end, next - cut.end));
    cut.end = next;
  }
  if (!ended) return;
  const auto end = end_of_item(text, column, cut.end);
  cut.items.push_back(text.substr(cut.end, end - cut.end));
  cut.end = end;
  cut.closed = true;
  // A comment there is in no item, nor is it a key.
  cut.malformed = end < text.size() && (text[end] == ' ' || text[end] == '#');
}

}  // namespace

std::size_t end_of_brackets(std::string_view text) {
  constexpr std::size_t kBlock = 64;
  const auto& kernels = simd::best();
  BracketCounter counter;
  std::size_t at = 0;
  simd::Brackets marks[16];
  while (text.size() - at >= kBlock) {
    const auto blocks = std::min(std::size(marks), (text.size() - at) / kBlock);
    kernels.brackets(text.data() + at, blocks, marks);
    for (std::size_t i = 0; i < blocks; ++i, at += kBlock) {
      const auto found = counter.look(marks[i]);
      if (found < kBlock) return at + found + 1;
    }
  }
  char last[kBlock] = {};
  text.copy(last, text.size() - at, at);
  kernels.brackets(last, 1, marks);
  const auto found = counter.look(marks[0]);
  return found < kBlock ? at + found + 1 : kNone;
}

ListBeginning find_list(std::string_view text, ListShape& shape) {
  if (text.empty()) return ListBeginning::unclear;
  text = text.substr(0, kLongestHeader);
  auto found = ListBeginning::none;
  if (text[0] == '{')
    found = find_json_list(text, shape);
  else if ((text[0] >= 'a' && text[0] <= 'z'))
    found = find_yaml_list(text, shape);
  return found == ListBeginning::unclear && text.size() == kLongestHeader ? ListBeginning::none
                                                                          : found;
}

void cut_items(const ListShape& shape, std::string_view text, bool ended, ItemCut& cut) {
  cut.items.clear();
  cut.end = 0;
  cut.closed = cut.malformed = false;
  if (shape.style == ListStyle::json)
    cut_json(text, cut);
  else
    cut_yaml(text, shape.column, ended, cut);
}

}  // namespace fargate_lint::yaml
