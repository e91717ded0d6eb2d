#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "lint/report.hpp"

namespace fargate_lint::session {

/// Whether a text is JSON that some linter or scanner has written: neither an object of Kubernetes
/// nor anything that declares profiles.
bool is_report(std::string_view text);

/// A report of `check -o json` as it was judged: profiles, placements and findings, without the
/// objects behind them. `name` is the file's, `version` that of this program. An error for a
/// report of another tool, of another version, or of another command.
Result<lint::Report> read_report(std::string_view text, const std::string& name,
                                 std::string_view version);

}  // namespace fargate_lint::session
