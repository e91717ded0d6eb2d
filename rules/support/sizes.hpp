#pragma once

#include <optional>
#include <string_view>

#include "fargate/size.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// Whether the pod requests resources as a whole, or has an `overhead` of its own: whether Fargate
/// counts those is not documented.
bool requests_as_a_whole(const lint::PodContext& pod);

/// The size of a pod that has one and whose requests tell it. Nothing for a pod that is larger than
/// the largest size, or requests nothing (both have rules of their own), or requests as a whole, or
/// has by its RuntimeClass an `overhead` that makes a difference.
std::optional<fargate::Size> decided_size(const lint::PodContext& pod);

/// What a limit on the pod's requests holds for: " at most in sum", and by init containers.
std::string_view counted_together(const lint::PodContext& pod);

}  // namespace fargate_lint::rules
