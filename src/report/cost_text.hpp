#pragma once

#include <string>

#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends what the workloads cost as a table for people, of lines no wider than the terminal.
void append_cost(const Bill& bill, const RenderOptions& options, std::string& out);

}  // namespace fargate_lint::report
