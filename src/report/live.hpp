#pragma once

#include <string>

#include "fargate/live.hpp"
#include "lint/report.hpp"
#include "report/json_writer.hpp"
#include "report/palette.hpp"
#include "report/renderer.hpp"

/// What a running cluster shows beside what its objects say.
namespace fargate_lint::report {

/// Whether the place is an object of a cluster, so that no line of a file has it.
bool is_of_cluster(const lint::Location& where);

/// "LIVE  prod-eu, all namespaces, 2026-11-30 12:40:11Z: 412 workloads, 10,000 pods", and which
/// lists could not be read; nothing for a report of files.
void append_live_heading(const lint::Report& report, const RenderOptions& options,
                         const Palette& palette, std::string& out);
/// "3 of 3", "0 of 2", "2 on EC2": where the pods of a workload run; "" if that is not known.
std::string running_text(const lint::PlacedWorkload& placed);
/// How the cluster differs from what the placement says, and why; "" if it does not.
std::string difference_text(const lint::Report& report, const lint::PlacedWorkload& placed);

/// The member "live" of a placement; nothing for one of files.
void write_live(JsonWriter& json, const lint::PlacedWorkload& placed);
/// The member "live" of the report; likewise.
void write_live_cluster(JsonWriter& json, const lint::Report& report);

}  // namespace fargate_lint::report
