#include "support/templates.hpp"

#include <algorithm>
#include <array>

namespace fargate_lint::rules {

bool holds_template(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kOpenings = {"{{", "{%", "<%", "${", "$("};
  return std::ranges::any_of(kOpenings, [&](std::string_view opening) {
    return text.find(opening) != std::string_view::npos;
  });
}

}  // namespace fargate_lint::rules
