#pragma once

#include <cstddef>
#include <vector>

#include "lint/judge.hpp"
#include "lint/secrets.hpp"

/// What becomes of findings when all are there.
namespace fargate_lint::lint {

/// What the pods of one object share is said once: a field that stands in for those of all. Their
/// findings are those from `first` on.
void drop_repeated(std::vector<Finding>& findings, std::size_t first);

/// Blots secrets out of the report's findings, puts them in order, takes out what is ignored, and
/// looks at the ignores themselves.
void finish(const Secrets& secrets, RuleList rules, const Options& options, Report& report);

}  // namespace fargate_lint::lint
