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
/// replicas, the manifest says no number, or one of several autoscalers may be meant.
std::optional<ReplicaRange> replicas_of(const Inventory& inventory, const Workload& workload);

/// Why a workload makes no pod now, though it may at any time: an error in it breaks nothing yet.
enum class Idle : std::uint8_t {
  no,             ///< it makes some
  no_replicas,    ///< `replicas: 0`, as the ReplicaSets of a Deployment's history
  suspended,      ///< a Job or CronJob with `suspend: true`
  template_only,  ///< a PodTemplate, which others take their pods from
};
/// Who has no replicas but an autoscaler in the input is not idle. The workload must be at hand.
Idle idleness_of(const Inventory& inventory, const Workload& workload);

/// Whether what the input does not scale in a namespace is scaled by nothing.
bool holds_all_autoscalers(const Inventory& inventory, std::string_view ns);

}  // namespace fargate_lint::kube
