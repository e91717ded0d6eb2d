#include "fargate/coverage.hpp"

#include "fargate/placement.hpp"

namespace fargate_lint::fargate {
namespace {

/// Counts the pod for each selector that takes it; true if one does.
bool count(const Profile& profile, const PodIdentity& pod, Coverage::OfProfile& coverage) {
  if (!profile.takes_new_pods()) return false;
  bool selected = profile.selectors_unknown.is_unknown();
  for (std::size_t i = 0; i < profile.selectors.size(); ++i) {
    if (distance(profile.selectors[i], pod, 1) != 0) continue;
    ++coverage.selectors[i];
    selected = true;
  }
  if (selected) ++coverage.pods;
  return selected;
}

}  // namespace

Coverage cover(const kube::Inventory& inventory, std::span<const Profile> profiles) {
  Coverage coverage;
  for (const auto& profile : profiles)
    coverage.profiles.push_back({0, std::vector<std::uint32_t>(profile.selectors.size())});
  const auto workloads = inventory.workloads();
  for (std::size_t number = 0; number < workloads.size(); ++number) {
    const auto& workload = workloads[number];
    if (workload.is_daemon_set()) continue;
    ++coverage.pods;
    const auto identity = identity_of(workload);
    bool selected = false;
    for (std::size_t i = 0; i < profiles.size(); ++i)
      selected = count(profiles[i], identity, coverage.profiles[i]) || selected;
    if (!selected) coverage.unselected.push_back(static_cast<std::uint32_t>(number));
  }
  return coverage;
}

}  // namespace fargate_lint::fargate
