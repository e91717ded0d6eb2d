#include "support/text.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>
#include <vector>

namespace fargate_lint::rules {
namespace {

constexpr std::size_t kMaxComparedBytes = 128;

}  // namespace

std::string enumerate(std::span<const std::string> names, std::size_t in_all) {
  std::string text;
  const std::size_t shown = std::min(names.size(), kMostNamed);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + quote(names[i]);
  if (in_all > shown) text += " and " + std::to_string(in_all - shown) + " more";
  return text;
}

std::string count(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  const std::size_t apart = a.size() < b.size() ? b.size() - a.size() : a.size() - b.size();
  if (a.size() > kMaxComparedBytes || b.size() > kMaxComparedBytes || apart > most) return most + 1;
  std::array<std::size_t, kMaxComparedBytes + 1> row{};
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
      least = std::min(least, row[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min(row[b.size()], most + 1);
}

}  // namespace fargate_lint::rules
