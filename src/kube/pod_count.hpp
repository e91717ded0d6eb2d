#pragma once

#include <cstdint>
#include <optional>

#include "base/shared_text.hpp"
#include "kube/inventory.hpp"

namespace fargate_lint::kube {

/// How many pods a workload runs at once, and what says so.
struct PodCount {
  std::uint32_t least = 1;
  std::uint32_t most = 1;
  /// "spec.replicas", "spec.parallelism", "HorizontalPodAutoscaler/api", "Pod"; "default" where
  /// the manifest leaves the number out.
  SharedText from = {};
  bool operator==(const PodCount&) const = default;
};

/// Nothing if the manifest does not tell: of a DaemonSet, of most custom resources.
std::optional<PodCount> pod_count_of(const Inventory& inventory, const Workload& workload);

}  // namespace fargate_lint::kube
