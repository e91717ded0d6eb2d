#pragma once

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string_view>
#include <vector>

namespace fargate_lint {

/// Edits (insert, delete, replace) between two texts, without regard to case.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

/// The candidate that `text` is most likely a slip for; empty if none is close.
inline std::string_view nearest(std::string_view text,
                                const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLongest = 64;  // what is longer is no slip, and costs time
  if (text.size() > kLongest) return {};
  std::string_view best;
  auto best_distance = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (const auto candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const auto edits = edit_distance(text, candidate);
    if (edits < best_distance) {
      best = candidate;
      best_distance = edits;
    }
  }
  return best;
}

}  // namespace fargate_lint
