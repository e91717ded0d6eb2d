#pragma once

#include <cstddef>
#include <string>

#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Appends what the format `markdown` is. Rows that would make `out` longer than `most_bytes` are
/// counted only.
void append_markdown(Reports reports, const RenderOptions& options, std::size_t most_bytes,
                     std::string& out);
/// Likewise what it is of a bill.
void append_cost_markdown(const Bill& bill, std::size_t most_bytes, std::string& out);

}  // namespace fargate_lint::report
