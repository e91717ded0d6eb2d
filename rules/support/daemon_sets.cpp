#include "support/daemon_sets.hpp"

#include "fargate/match.hpp"
#include "fargate/node_selection.hpp"
#include "lint/selected_pods.hpp"

namespace fargate_lint::rules {
namespace {

void find_profile(const lint::RunContext& run, DaemonSetPods& set) {
  const auto& object = *run.inventory().workloads()[set.index].object;
  const fargate::PodIdentity identity = {object.ns, object.ns_assumed, set.pod.labels(),
                                         set.pod.added_labels};
  for (const auto index : run.placements[set.index].placement->candidates) {
    const auto& profile = run.fleet.profiles()[index];
    if (fargate::matches(profile, identity) != fargate::Tri::yes) continue;
    set.profile = &profile;
    set.selector = fargate::first_match(profile, identity).value_or(0);
    return;
  }
}

/// By one of those that are declared, even if it is not known which.
bool is_selected_by_profile(const fargate::Placement& placement) {
  return placement.profile || (placement.selected && !placement.candidates.empty());
}

}  // namespace

bool DaemonSetPods::is_left_to_others() const {
  return profile == nullptr ||
         fargate::evaluate_node_selection(pod, profile->region).satisfied == fargate::Tri::no ||
         pod.annotations()[fargate::kComputeTypeKey].text() == "ec2";
}

std::vector<DaemonSetPods> daemon_sets(const lint::RunContext& run) {
  const auto workloads = run.inventory().workloads();
  std::vector<DaemonSetPods> sets;
  for (std::uint32_t i = 0; i < workloads.size(); ++i) {
    if (!workloads[i].is_daemon_set()) continue;
    sets.push_back({i, kube::read_pod_template(workloads[i])});
    find_profile(run, sets.back());
  }
  return sets;
}

std::vector<std::uint32_t> pods_on_fargate(const lint::RunContext& run) {
  std::vector<std::uint32_t> pods;
  for (std::uint32_t i = 0; i < run.placements.size(); ++i)
    if (run.pods.is_on_fargate(i) && is_selected_by_profile(*run.placements[i].placement))
      pods.push_back(i);
  return pods;
}

}  // namespace fargate_lint::rules
