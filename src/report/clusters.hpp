#pragma once

#include <string>

#include "report/renderer.hpp"

/// What tells the reports of several clusters apart. All is empty where there is only one report.
namespace fargate_lint::report {

/// The name of the report's cluster, sanitised.
std::string cluster_name(Reports reports, const lint::Report& report);
/// " [cluster east]", for the end of a line.
std::string cluster_mark(Reports reports, const lint::Report& report);
/// "cluster east: ", for its beginning.
std::string cluster_label(Reports reports, const lint::Report& report);

}  // namespace fargate_lint::report
