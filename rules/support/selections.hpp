#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lint/rule.hpp"
#include "lint/selected_pods.hpp"

/// Objects that choose pods by their labels, or workloads by their names, in findings.
namespace fargate_lint::rules {

using lint::ref;

/// Shows the pod that a finding rests on and where it is placed, and says what is not known: that
/// it lands on Fargate, or that it is selected.
void show(lint::FindingBuilder& finding, const lint::RunContext& run, const lint::SelectedPod& pod);

/// The first pod on Fargate behind a Service. A Service without a selector has none that the input
/// shows.
std::optional<lint::SelectedPod> pod_behind(const lint::RunContext& run,
                                            const kube::Object& service);

/// The workloads of those placements, as enumerate() names things: "`Deployment/api`, `Job/load`".
std::string enumerate(const lint::RunContext& run, std::span<const std::uint32_t> pods);

/// The place of an object's field, else of the object's kind.
yaml::Node place_of(const kube::Object& object, yaml::Node field);

}  // namespace fargate_lint::rules
