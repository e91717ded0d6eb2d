#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lint/ignore.hpp"
#include "lint/report.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::lint {

/// Takes from `findings`, sorted by path and line, what the ignores are for; each goes to
/// `suppressed` with its reason. Says of every ignore what came of it. `ran`: the rules of this
/// run; `known`: all there are; `today`: "2026-12-31", or empty if nothing is to expire.
std::vector<IgnoreUse> suppress(std::span<const Ignore> ignores, RuleList ran, RuleList known,
                                std::string_view today, std::span<const PlacedWorkload> placements,
                                std::vector<Finding>& findings, std::vector<Finding>& suppressed);

}  // namespace fargate_lint::lint
