#pragma once

#include <string>

#include "lint/report.hpp"
#include "report/palette.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends every finding: message, place, the guilty line, the lines elsewhere that matter, the
/// event that the cluster would show, help. The first finding of each rule says where to read more.
void append_findings(const lint::Report& report, const RenderOptions& options,
                     const Palette& palette, const Output& output);

}  // namespace fargate_lint::report
