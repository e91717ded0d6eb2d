#include "support/text.hpp"

#include <algorithm>

namespace fargate_lint::rules {

std::string enumerate(std::span<const std::string> names, std::size_t in_all) {
  std::string text;
  const auto shown = std::min(names.size(), kMostNamed);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + quote(names[i]);
  if (in_all > shown) text += " and " + std::to_string(in_all - shown) + " more";
  return text;
}

std::string count(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace fargate_lint::rules
