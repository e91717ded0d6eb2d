#include "report/clusters.hpp"

#include "report/text.hpp"

namespace fargate_lint::report {

std::string cluster_name(Reports reports, const lint::Report& report) {
  return reports.size() < 2 ? std::string() : sanitise(report.fleet.cluster());
}

std::string cluster_mark(Reports reports, const lint::Report& report) {
  return reports.size() < 2 ? std::string() : " [cluster " + cluster_name(reports, report) + "]";
}

std::string cluster_label(Reports reports, const lint::Report& report) {
  return reports.size() < 2 ? std::string() : "cluster " + cluster_name(reports, report) + ": ";
}

}  // namespace fargate_lint::report
