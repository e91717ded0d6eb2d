#pragma once

#include <string>

#include "report/difference.hpp"

namespace fargate_lint::report {

/// Appends the page of a difference.
void append_difference_html(const Comparison& comparison, const RenderOptions& options,
                            std::string& out);

}  // namespace fargate_lint::report
