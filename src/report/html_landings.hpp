#pragma once

#include "report/cost.hpp"
#include "report/html.hpp"

/// Where Pods land, as a picture and as the table that says the same in words.
namespace fargate_lint::report {

/// What the ribbons of the picture are as thick as.
enum class Thickness : std::uint8_t { workloads, cost };

/// Appends both: from the namespaces to the profiles, and to the other places where Pods go or do
/// not. The bill is of the report's workloads, with prices or without. `id`: of the table, unique
/// on the page. Nothing without workloads.
void append_landings(const Bill& bill, Thickness thickness, std::string_view id, HtmlWriter& html);

}  // namespace fargate_lint::report
