#pragma once

#include <string>

#include "lint/report.hpp"
#include "report/palette.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends the table of placements under a line that counts them: refused first, then undecided,
/// on Fargate, elsewhere. When the terminal is narrow, WHY goes under the row, then SIZE, then
/// NAMESPACE.
void append_placement_table(const lint::Report& report, const RenderOptions& options,
                            const Palette& palette, std::string& out);

/// "2 pods on Fargate, 1 refused, 2 elsewhere"
std::string count_verdicts(const lint::Report& report);
/// "0.25 vCPU 0.5 GB"; empty if no size is known.
std::string size_text(const fargate::Placement& placement);

}  // namespace fargate_lint::report
