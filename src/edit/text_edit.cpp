#include "edit/text_edit.hpp"

#include <algorithm>

namespace fargate_lint::edit {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error moved() {
  return {"the text has changed since it was read", "run it again"};
}

/// Finds the offsets of places in a text.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {
    starts_.push_back(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
      starts_.push_back(at + 1);
  }

  /// Nothing if there is no such place.
  std::optional<std::size_t> offset(const yaml::Position& at) const {
    if (at.line == 0 || at.column == 0) return std::nullopt;
    // Behind a last line that has no line break.
    const bool has_no_break = starts_.back() < text_.size();
    if (has_no_break && at.line == starts_.size() + 1 && at.column == 1) return text_.size();
    if (at.line > starts_.size()) return std::nullopt;
    const auto start = starts_[at.line - 1];
    auto line = text_.substr(start);
    line = line.substr(0, line.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::size_t bytes = 0;
    for (std::uint32_t column = 1; column < at.column; ++column) {
      if (bytes == line.size()) return std::nullopt;
      do ++bytes;
      while (bytes < line.size() && (static_cast<unsigned char>(line[bytes]) & 0xC0U) == 0x80U);
    }
    return start + bytes;
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;  ///< of the lines
};

void append_with_breaks(std::string_view text, bool crlf, std::string& out) {
  if (!crlf) {
    out += text;
    return;
  }
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
}

}  // namespace

Result<std::vector<TextEdit>> in_bytes(std::string_view text, std::span<const PlacedEdit> edits) {
  const Places places(text);
  std::vector<TextEdit> all;
  for (const auto& edit : edits) {
    const auto begin = places.offset(edit.begin);
    const auto end = places.offset(edit.end);
    if (!begin || !end || *end < *begin) return moved();
    all.push_back({edit.path, {*begin, *end}, edit.text});
  }
  return all;
}

Result<std::string> apply(std::string_view text, std::span<const TextEdit> edits) {
  std::vector<const TextEdit*> sorted;
  for (const auto& edit : edits) sorted.push_back(&edit);
  std::ranges::stable_sort(sorted, [](const TextEdit* a, const TextEdit* b) {
    return std::pair(a->range.begin, a->range.end) < std::pair(b->range.begin, b->range.end);
  });
  const auto newline = text.find('\n');
  const bool crlf = newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r';
  std::string out;
  std::size_t copied = 0;
  for (const auto* edit : sorted) {
    const auto& [begin, end] = edit->range;
    if (end < begin || end > text.size()) return moved();
    if (begin < copied)
      return Error{"two changes of the same text", "make one of them, then run it again"};
    out += text.substr(copied, begin - copied);
    append_with_breaks(edit->text, crlf, out);
    copied = end;
  }
  out += text.substr(copied);
  return out;
}

}  // namespace fargate_lint::edit
