#pragma once

#include <string>

#include "lint/report.hpp"
#include "report/causes.hpp"
#include "report/palette.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends the table of placements under a line that counts them: what never runs first, then what
/// is undecided, on Fargate, elsewhere. WHY is what a row's columns do not say. Workloads
/// elsewhere, in namespaces that no profile names, are counted in one row unless the options want
/// all. When the terminal is narrow, WHY goes under the row, then SIZE, then NAMESPACE; unwrapped,
/// a row is a line.
void append_placement_table(const lint::Report& report, const Causes& causes,
                            const RenderOptions& options, const Palette& palette, std::string& out);

/// "0.25 vCPU 0.5 GB"; empty if no size is known.
std::string size_text(const fargate::Placement& placement);
/// "Deployment/api", "KafkaCluster/events (broker)"; sanitised.
std::string title_text(const lint::PlacedWorkload& placed);

}  // namespace fargate_lint::report
