#pragma once

#include <string>

#include "report/difference.hpp"

/// A difference in each format that has a form for it.
namespace fargate_lint::report {

/// For people, in lines no wider than the terminal: what changes by harm, why, and what it costs.
void append_difference(const Comparison& comparison, const RenderOptions& options,
                       std::string& out);
/// schema/diff-v1.schema.json
void append_difference_json(const Comparison& comparison, const RenderOptions& options,
                            std::string& out);

}  // namespace fargate_lint::report
