#pragma once

#include <string>

#include "command.hpp"
#include "input/reach.hpp"
#include "lint/report.hpp"

namespace fargate_lint::cmd {

/// Writes a comment above the field of every finding of the report, so that it is suppressed, and
/// says how many. Nothing else in the files is touched; a file that would not hold the same
/// documents is left alone, and so is one that has changed since it was linted. A file that a link
/// leads to out of `reach` is refused. Returns the exit code: kExitFindings if some have no place,
/// kExitTrouble if a file could not be written.
int write_ignores(const lint::Report& report, const std::string& reason, const input::Reach& reach,
                  const Context& context);

}  // namespace fargate_lint::cmd
