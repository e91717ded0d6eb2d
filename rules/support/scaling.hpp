#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kube/replicas.hpp"
#include "lint/rule.hpp"

/// What rules ask of replicas (kube/replicas.hpp) and autoscalers.
namespace fargate_lint::rules {

using kube::ReplicaRange;

/// The placement of the workload that `reference` of an autoscaler names (`kind` and `name`);
/// nothing if it is not in the input. Of a workload with several kinds of pods, that of the first.
std::optional<std::uint32_t> find_target(const lint::RunContext& run,
                                         const kube::Object& autoscaler, yaml::Node reference,
                                         std::string_view default_kind = {});

/// For rules that ask of many pods how many replicas there are: what the manifest says of it. A
/// number that fits stands behind those that have names.
enum class Replicas : std::uint8_t { no_number, absent, other, first_number };
using ReplicaNotes = lint::Notes<Replicas>;
Replicas note_replicas(const lint::PodContext& pod);
/// kube::replicas_of() a pod of a rule that notes note_replicas(). Nothing for what another object
/// made that is not in the input: its owner decides how many there are.
std::optional<ReplicaRange> noted_replicas(const lint::RunContext& run, const ReplicaNotes& notes,
                                           std::uint32_t placement);

}  // namespace fargate_lint::rules
