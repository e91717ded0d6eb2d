#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lint/rule.hpp"

/// How many pods a workload keeps, and who changes that.
namespace fargate_lint::rules {

/// The placement of the workload that an autoscaler names (`kind` and `name`); nothing if it is not
/// in the input. Of a workload with several kinds of pods, that of the first.
std::optional<std::uint32_t> find_target(const lint::RunContext& run, std::string_view ns,
                                         yaml::Node reference, std::string_view default_kind = {});

/// How many replicas there may be.
struct ReplicaRange {
  std::int64_t least = 1;
  std::int64_t most = 1;
  /// The manifest leaves the number to its default, and nothing in the input scales it.
  bool assumed = false;
};
/// What a HorizontalPodAutoscaler or ScaledObject allows.
ReplicaRange range_of(const kube::Object& autoscaler);

/// The replicas of a workload, by what scales it or its own word. Nothing where the
/// kind has no replicas, or the manifest says no number.
std::optional<ReplicaRange> replicas_of(const kube::Inventory& inventory,
                                        const kube::Workload& workload);

/// Whether what the input does not scale in a namespace is scaled by nothing.
bool holds_all_autoscalers(const kube::Inventory& inventory, std::string_view ns);

/// For rules that ask of many pods how many replicas there are: what the manifest says of it. A
/// number that fits stands behind those that have names.
enum class Replicas : std::uint8_t { no_number, absent, other, first_number };
using ReplicaNotes = lint::Notes<Replicas>;
Replicas note_replicas(const lint::PodContext& pod);
/// replicas_of() a pod of a rule that notes note_replicas().
std::optional<ReplicaRange> noted_replicas(const lint::RunContext& run, const ReplicaNotes& notes,
                                           std::uint32_t placement);

}  // namespace fargate_lint::rules
