#pragma once

#include <string>

#include "lint/report.hpp"
#include "report/causes.hpp"
#include "report/palette.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends what a run comes to: how many workloads land on Fargate, the name and rule of each that
/// never runs or that nobody can tell of, how many findings there are of which rules.
void append_answer(const lint::Report& report, const Causes& causes, const RenderOptions& options,
                   const Palette& palette, std::string& out);

}  // namespace fargate_lint::report
