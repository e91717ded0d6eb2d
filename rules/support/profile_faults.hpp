#pragma once

#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// Reports what the reader of a profile source found wrong with the declaration itself, as far as
/// it is this rule's. The readers know the formats; a rule knows why it matters.
void report_profile_faults(const lint::RunContext& run, lint::FindingSink& out);

}  // namespace fargate_lint::rules
