#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kube/inventory.hpp"

/// How many pods a workload keeps, and who changes that.
namespace fargate_lint::kube {

/// How many replicas there may be.
struct ReplicaRange {
  std::int64_t least = 1;
  std::int64_t most = 1;
  /// The manifest leaves the number to its default, and nothing in the input scales it.
  bool assumed = false;
};

/// What a HorizontalPodAutoscaler or ScaledObject allows.
ReplicaRange range_of(const Object& autoscaler);

/// What `spec.replicas` says: its number, nothing where it is none, the default where it is absent.
std::optional<ReplicaRange> read_replicas(yaml::Node written);

/// The replicas of a workload, by what scales it or its own word. Nothing where the kind has no
/// replicas, or the manifest says no number.
std::optional<ReplicaRange> replicas_of(const Inventory& inventory, const Workload& workload);

/// Whether what the input does not scale in a namespace is scaled by nothing.
bool holds_all_autoscalers(const Inventory& inventory, std::string_view ns);

}  // namespace fargate_lint::kube
