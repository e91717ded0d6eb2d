#include "session/region.hpp"

#include "fargate/price.hpp"

namespace fargate_lint::session {
namespace {

/// The region of profiles. `all`: of those too that do not tell their cluster, and so count for
/// each.
Region region_of_profiles(const fargate::Fleet& fleet, bool all) {
  Region region;
  for (const auto& profile : fleet.profiles()) {
    if (!all && !profile.cluster.is_known()) continue;
    if (!fargate::is_region_name(profile.region) || profile.region == region.name) continue;
    if (!region.name.empty()) return {.is_ambiguous = true};
    region.name = profile.region;
  }
  return region;
}

}  // namespace

Region region_of(const system::Environment& environment, const Settings& settings,
                 const fargate::Fleet& fleet) {
  if (!settings.request.region.empty())
    return {.name = settings.request.region, .is_asked_for = !settings.given.region.empty()};
  for (const bool all : {false, true})
    if (auto region = region_of_profiles(fleet, all); !region.name.empty() || region.is_ambiguous)
      return region;
  Region region;
  const auto variable = environment.get("AWS_REGION");
  if (fargate::is_region_name(variable)) region.name = variable;
  return region;
}

}  // namespace fargate_lint::session
