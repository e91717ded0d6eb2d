#pragma once

#include <string>

#include "lint/rule.hpp"

/// How a suppression is written, for rules about suppressions.
namespace fargate_lint::rules {

/// What the user most likely meant, whole, to be pasted: "`# fargate-lint: ignore[FG101]
/// reason="…"`". A rule that does not exist becomes the nearest one, and FG101 stands in where none
/// is named.
std::string correct_form(const lint::Ignore& ignore, lint::RuleList known);

}  // namespace fargate_lint::rules
