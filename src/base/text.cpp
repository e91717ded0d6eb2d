#include "base/text.hpp"

#include <algorithm>

namespace fargate_lint {

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return lowered(c); });
  return lower;
}

std::string in_backticks(std::string_view text) {
  std::string all;
  all.reserve(text.size() + 2);
  return all.append(1, '`').append(text).append(1, '`');
}

std::string listed(std::span<const std::string> shown, std::size_t in_all) {
  std::string text;
  for (const auto& each : shown) text.append(&each == shown.data() ? "" : ", ").append(each);
  if (in_all > shown.size())
    text.append(" and ").append(std::to_string(in_all - shown.size())).append(" more");
  return text;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace fargate_lint
