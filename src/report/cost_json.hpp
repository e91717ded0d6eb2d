#pragma once

#include <string>

#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends the bill as JSON, version 1: schema/cost-v1.schema.json.
void append_cost_json(const Bill& bill, const RenderOptions& options, std::string& out);

}  // namespace fargate_lint::report
