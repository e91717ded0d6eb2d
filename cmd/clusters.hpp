#pragma once

#include <vector>

#include "base/result.hpp"
#include "fargate/fleet.hpp"
#include "options.hpp"

namespace fargate_lint::cmd {

/// By which profiles to judge, of all that are declared: those of each cluster in turn. With
/// `--cluster` of that one; without it of the only one, or all if no profile names any. It is an
/// error if that leaves the choice open, or if no profile is of the cluster that is asked for.
Result<std::vector<fargate::Fleet>> choose_fleets(const fargate::Fleet& declared,
                                                  const Options& options);

}  // namespace fargate_lint::cmd
