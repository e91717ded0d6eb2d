#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lint/finding.hpp"

namespace fargate_lint::cmd {

/// Nothing for what is no severity.
std::optional<lint::Severity> parse_severity(std::string_view text);

/// The mildest severity that makes the run fail, none for "never". `text` is one of the choices of
/// `--fail-on`, or empty.
std::optional<lint::Severity> parse_fail_on(const std::string& text);

}  // namespace fargate_lint::cmd
