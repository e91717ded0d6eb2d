#include "severities.hpp"

#include "base/result.hpp"

namespace fargate_lint::cmd {

using lint::Severity;

std::optional<Severity> parse_severity(std::string_view text) {
  for (const auto severity : {Severity::error, Severity::warning, Severity::info})
    if (text == lint::to_string(severity)) return severity;
  return std::nullopt;
}

std::optional<Severity> parse_fail_on(const std::string& text) {
  if (text.empty()) return Severity::error;
  const auto severity = parse_severity(text);
  require(severity || text == "never", "--fail-on is a severity or never");
  return severity;
}

}  // namespace fargate_lint::cmd
