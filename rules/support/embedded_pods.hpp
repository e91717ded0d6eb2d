#pragma once

#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// Reports what makes pods in the texts of a ConfigMap, each at its own line; nothing for other
/// objects. Which namespace and labels those pods get, a ConfigMap does not say: they are not
/// placed.
void report_embedded_pods(const lint::ObjectContext& context, lint::FindingSink& out);

}  // namespace fargate_lint::rules
