#pragma once

#include <string>

#include "report/cost.hpp"

namespace fargate_lint::report {

/// Appends the page of a bill.
void append_cost_html(const Bill& bill, const RenderOptions& options, std::string& out);

}  // namespace fargate_lint::report
