#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "fargate/fleet.hpp"

namespace fargate_lint::session {

/// By which profiles to judge, of all that are declared: those of each cluster in turn. If a
/// cluster is asked for, of that one; else of the only one, or all if no profile names any. It is
/// an error if that leaves the choice open, or if no profile is of the cluster that is asked for.
Result<std::vector<fargate::Fleet>> choose_fleets(const fargate::Fleet& declared,
                                                  const std::string& cluster, bool all_clusters);

}  // namespace fargate_lint::session
