#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lint/rule.hpp"

/// DaemonSets beside pods on Fargate, where none of theirs run.
namespace fargate_lint::rules {

/// The pods of one DaemonSet, and the profile that is sure to select them.
struct DaemonSetPods {
  std::uint32_t index = 0;  ///< in the placements
  kube::PodTemplate pod;
  const fargate::Profile* profile = nullptr;  ///< null if none selects them
  std::uint32_t selector = 0;

  /// No profile is meant for them: it selects none of them, or they are kept off Fargate on
  /// purpose, as those of AWS's own add-ons are: by affinity, nodeSelector or annotation.
  bool is_left_to_others() const;
};

/// All DaemonSets of the run, in the order of the input.
std::vector<DaemonSetPods> daemon_sets(const lint::RunContext& run);

/// The placements that a profile puts on Fargate.
std::vector<std::uint32_t> pods_on_fargate(const lint::RunContext& run);

}  // namespace fargate_lint::rules
