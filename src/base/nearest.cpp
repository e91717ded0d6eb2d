#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "base/text.hpp"

namespace fargate_lint {

std::size_t edit_distance(std::string_view a, std::string_view b, Letters letters,
                          std::size_t most) {
  constexpr std::size_t kLongest = 128;
  const auto apart = a.size() < b.size() ? b.size() - a.size() : a.size() - b.size();
  if (a.size() > kLongest || b.size() > kLongest || apart > most) return most + 1;
  const auto is_same = [letters](char left, char right) {
    return letters == Letters::any_case ? lowered(left) == lowered(right) : left == right;
  };
  std::array<std::size_t, kLongest + 1> row{};
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i);
    auto least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (is_same(a[i - 1], b[j - 1]) ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
      least = std::min(least, row[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min(row[b.size()], most + 1);
}

std::string_view nearest(std::string_view text, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLongest = 64;  // what is longer is no slip, and costs time
  if (text.size() > kLongest) return {};
  std::string_view best;
  auto best_distance = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (const auto candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const auto edits = edit_distance(text, candidate, Letters::any_case);
    if (edits < best_distance) {
      best = candidate;
      best_distance = edits;
    }
  }
  return best;
}

}  // namespace fargate_lint
