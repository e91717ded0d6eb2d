#pragma once

#include <optional>

#include "kube/selector.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// What a PodDisruptionBudget selects; nothing if it selects no pods: without a selector, and in
/// policy/v1beta1 also with an empty one (k8s.io/api policy/v1 and v1beta1).
std::optional<kube::LabelSelector> selector_of(const kube::Object& budget);

}  // namespace fargate_lint::rules
