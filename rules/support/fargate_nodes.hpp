#pragma once

#include <optional>
#include <string>

#include "lint/rule.hpp"
#include "yaml/document.hpp"

/// Pods that Fargate does not claim and that the default scheduler may still put on a Fargate node:
/// they tolerate its taint. The kubelet there runs no pod but its own.
namespace fargate_lint::rules {

/// Reports the toleration that covers Fargate's taint, unless the pod's node selection keeps it off
/// Fargate nodes. Where that rests on what is not known of Fargate nodes it is no more than advice.
/// The fix adds the affinity that AWS's own add-ons carry.
void report_toleration(const lint::PodContext& pod, lint::FindingSink& out, const Message& message,
                       lint::FixKind fix = lint::FixKind::safe);

/// A sign that the author wants the pod on Fargate, where only a profile puts it.
struct FargateRequest {
  yaml::Node node;  ///< the field
  Words what;
};
/// The first one: an annotation, a toleration of Fargate's taint by key and value, a node selection
/// of Fargate's nodes alone, or Fargate's scheduler. Nothing if there is none.
std::optional<FargateRequest> find_fargate_request(const kube::PodTemplate& pod);

/// Says of a pod that no profile selects which selector is nearest, and what it lacks.
void note_nearest(lint::FindingBuilder& finding, const lint::PodContext& pod);

}  // namespace fargate_lint::rules
