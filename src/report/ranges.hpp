#pragma once

#include <algorithm>
#include <array>
#include <iterator>

namespace fargate_lint::report {

/// Characters from `first` to `last`, both among them.
struct Range {
  char32_t first;
  char32_t last;
};

/// Whether `c` is in one of the ranges, which are sorted.
template <std::size_t N>
bool in_ranges(const std::array<Range, N>& ranges, char32_t c) {
  const auto* range = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return range != ranges.begin() && c <= std::prev(range)->last;
}

}  // namespace fargate_lint::report
