#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "lint/input.hpp"
#include "options.hpp"

namespace fargate_lint::cmd {

/// The clusters that the profiles name, sorted.
std::vector<std::string> clusters_of(const std::vector<fargate::Profile>& profiles);

/// The profiles that count in a cluster: its own, and those whose cluster is not known.
std::vector<fargate::Profile> profiles_of(const std::vector<fargate::Profile>& profiles,
                                          const std::string& cluster);

/// Which clusters to judge the input by, each in turn. With `--cluster` that one; without it the
/// only one, or an empty name if no profile names any. It is an error if that leaves the choice
/// open, or if no profile is of the cluster that is asked for.
Result<std::vector<std::string>> choose_clusters(const lint::Input& input, const Options& options);

}  // namespace fargate_lint::cmd
