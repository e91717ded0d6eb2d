#pragma once

#include <string>

#include "lint/report.hpp"
#include "report/palette.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends the findings that the options show, worst first, those that say the same as one:
/// message, place, the guilty line, the lines elsewhere that matter, the event that the cluster
/// would show, help, the places of the others.
void append_findings(const lint::Report& report, const RenderOptions& options,
                     const Palette& palette, const Output& output);

/// Appends a line for each rule whose findings the options do not show, with their number.
void append_folded(const lint::Report& report, const RenderOptions& options, const Palette& palette,
                   std::string& out);

}  // namespace fargate_lint::report
