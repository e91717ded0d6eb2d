#pragma once

#include <string_view>

#include "lint/rule.hpp"
#include "report/json_writer.hpp"

namespace fargate_lint::report {

/// "error", "warning", "note"
std::string_view sarif_level(lint::Severity severity);

/// Writes a rule as a reportingDescriptor of SARIF, with all that GitHub shows of it.
void write_sarif_rule(JsonWriter& json, const lint::RuleInfo& rule, std::string_view homepage);

}  // namespace fargate_lint::report
