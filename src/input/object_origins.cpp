#include "input/object_origins.hpp"

#include <algorithm>

namespace fargate_lint::input {

std::optional<yaml::Location> ObjectOrigins::find(const yaml::Location& rendered,
                                                  std::string_view /*field*/) const {
  const auto after = std::ranges::upper_bound(first_lines_, rendered.span.begin.line);
  if (after == first_lines_.begin()) return std::nullopt;
  const auto number = static_cast<std::size_t>(after - first_lines_.begin()) - 1;
  yaml::Location where;
  where.path = file_ + "/" + names_[number];
  yaml::Origin origin;
  origin.kind = yaml::Origin::Kind::cluster_object;
  origin.path = file_;
  where.origin = std::move(origin);
  return where;
}

}  // namespace fargate_lint::input
