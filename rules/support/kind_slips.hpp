#pragma once

#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// Adds a finding if no API server has the object's kind in its group (kube::find_kind_slip).
void check_kind(const lint::ObjectContext& context, lint::FindingSink& out);

}  // namespace fargate_lint::rules
