#include "base/message.hpp"

#include <algorithm>

namespace fargate_lint {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The longest prefix of at most `limit` bytes that does not cut a UTF-8 sequence.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && is_continuation(text[limit])) --limit;
  return text.substr(0, limit);
}

bool holds_line(std::string_view lines, std::string_view line) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    if (lines.substr(0, end) == line) return true;
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return false;
}

/// Appends those lines that are not there.
void unite(std::string_view more, std::string& lines) {
  while (!more.empty()) {
    const auto end = std::min(more.find('\n'), more.size());
    const auto line = more.substr(0, end);
    if (!line.empty() && !holds_line(lines, line))
      lines.append(lines.empty() ? "" : "\n").append(line);
    more.remove_prefix(std::min(end + 1, more.size()));
  }
}

}  // namespace

std::string operator+(std::string_view before, const Quoted& quoted) {
  std::string text(before);
  return text += quoted.text_;
}

std::string operator+(const Quoted& quoted, std::string_view after) {
  return std::string(quoted.text_).append(after);
}

Quoted quote(std::string_view text, std::size_t max_bytes) {
  const auto shown = cut(text, max_bytes);
  Quoted quoted;
  quoted.text_.reserve(shown.size() + 5);
  quoted.text_ += '`';
  for (const char c : shown) {
    const bool control = static_cast<unsigned char>(c) < 0x20U || c == '\x7F';
    quoted.text_ += control || c == '`' ? ' ' : c;
  }
  if (shown.size() < text.size()) quoted.text_ += "…";
  quoted.text_ += '`';
  return quoted;
}

Message::Message(std::string_view sentence, const Part* parts, std::size_t count) {
  std::string text;
  std::string facts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = sentence.find("{}");
    text.append(sentence.substr(0, place)).append(parts[i].text);
    sentence.remove_prefix(place + 2);
    unite(parts[i].facts, facts);
  }
  text_ = text.append(sentence);
  facts_ = facts;
}

}  // namespace fargate_lint
