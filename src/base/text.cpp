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

}  // namespace fargate_lint
