#pragma once

#include <string>

#include "lint/rule.hpp"
#include "yaml/document.hpp"

/// Pods that Fargate does not claim and that the default scheduler may still put on a Fargate node:
/// they tolerate its taint. The kubelet there runs no pod but its own.
namespace fargate_lint::rules {

/// The first toleration that covers the taint of Fargate nodes,
/// `eks.amazonaws.com/compute-type=fargate:NoSchedule`; missing if none does.
yaml::Node find_fargate_toleration(const kube::PodTemplate& pod);

/// Reports the toleration, unless the pod's node selection keeps it off Fargate nodes. Where that
/// rests on what is not known of Fargate nodes it is no more than advice. The fix adds the affinity
/// that AWS's own add-ons carry.
void report_toleration(const lint::PodContext& pod, lint::FindingSink& out, const Message& message);

}  // namespace fargate_lint::rules
