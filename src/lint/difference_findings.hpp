#pragma once

#include "lint/difference.hpp"
#include "lint/difference_sides.hpp"

/// Which findings two sides do not share: for src/lint only.
namespace fargate_lint::lint {

/// Adds the new and the fixed ones. What one side has in a file that the other cannot read is
/// neither. `keeps`: what is missing on the new side stays as it is on the old one.
void compare_findings(const Side& before, const Side& after, bool keeps, Difference& difference);

}  // namespace fargate_lint::lint
