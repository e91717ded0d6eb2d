#include "fargate/sources/region.hpp"

#include <algorithm>

#include "fargate/price.hpp"
#include "fargate/role_arn.hpp"

namespace fargate_lint::fargate::reading {

std::string region_of(yaml::Node region, yaml::Node arn) {
  if (region.is_string() && is_region_name(region.text())) return std::string(region.text());
  const auto of_arn = arn.is_string() ? std::string(parse_arn(arn.text()).region) : std::string();
  return is_region_name(of_arn) ? of_arn : std::string();
}

std::string region_of_zone(yaml::Node zone) {
  std::string region(zone.is_string() ? zone.text() : std::string_view());
  if (region.size() < 2) return {};
  const char letter = region.back();
  region.pop_back();
  const bool is_zone =
      letter >= 'a' && letter <= 'z' && region.back() >= '0' && region.back() <= '9';
  // us-gov-west-1a has three hyphens, us-west-2-lax-1a, a Local Zone, has four.
  constexpr auto kMostHyphens = 3;
  return is_zone && is_region_name(region) && std::ranges::count(region, '-') <= kMostHyphens
             ? region
             : std::string();
}

}  // namespace fargate_lint::fargate::reading
