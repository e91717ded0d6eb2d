#include "session/region.hpp"

#include "fargate/price.hpp"

namespace fargate_lint::session {

Region region_of(const system::Environment& environment, const Settings& settings,
                 const fargate::Fleet& fleet) {
  if (!settings.request.region.empty())
    return {.name = settings.request.region, .is_asked_for = !settings.given.region.empty()};
  Region region;
  for (const auto& profile : fleet.profiles()) {
    if (!fargate::is_region_name(profile.region) || profile.region == region.name) continue;
    if (!region.name.empty()) return {.is_ambiguous = true};
    region.name = profile.region;
  }
  if (!region.name.empty()) return region;
  const auto variable = environment.get("AWS_REGION");
  if (fargate::is_region_name(variable)) region.name = variable;
  return region;
}

}  // namespace fargate_lint::session
