#pragma once

#include <string>

#include "fargate/coverage.hpp"
#include "report/renderer.hpp"

/// What `profiles` shows: the profiles of a report, whose findings are about profiles alone.
namespace fargate_lint::report {

/// Appends the table of profiles, each with its selectors under it, then the pods that no profile
/// selects.
void append_profile_table(const lint::Report& report, const fargate::Coverage& coverage,
                          const RenderOptions& options, std::string& out);

}  // namespace fargate_lint::report
