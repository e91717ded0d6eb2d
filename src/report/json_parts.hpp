#pragma once

#include "fargate/profile.hpp"
#include "lint/report.hpp"
#include "report/json_writer.hpp"

/// The parts of the JSON report, version 1, that several formats write. Each writes the members of
/// an object that the caller has opened and closes.
namespace fargate_lint::report {

/// A line or a column; null where there is no text that has any: in an object of a cluster.
void write_number(JsonWriter& json, std::string_view key, const lint::Location& where,
                  std::uint32_t number);
void write_summary(JsonWriter& json, const lint::Report& report);
void write_profile(JsonWriter& json, const fargate::Profile& profile);
/// Which pod template it is and where.
void write_place(JsonWriter& json, const lint::PlacedWorkload& placed);
void write_placement(JsonWriter& json, const lint::Report& report,
                     const lint::PlacedWorkload& placed);
void write_diagnostic(JsonWriter& json, const lint::Finding& finding);
/// `program` is how we are called.
void write_not_linted(JsonWriter& json, const lint::NotLinted& entry, std::string_view program);
void write_unreadable(JsonWriter& json, const lint::Unreadable& unreadable);
void write_error(JsonWriter& json, const lint::InputError& error);

}  // namespace fargate_lint::report
