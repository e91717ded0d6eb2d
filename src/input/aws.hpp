#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "input/eks_cluster.hpp"
#include "input/kubectl.hpp"
#include "input/rendered.hpp"
#include "system/system.hpp"

/// The Fargate profiles of a cluster, asked of AWS through the user's own aws CLI, which knows how
/// to log in. It lists and describes profiles, and does nothing else.
namespace fargate_lint::input {

/// `--profiles aws[:CLUSTER]`: the cluster, empty if it names none; nothing if the text is a path.
/// CLUSTER may be a name, an ARN or a name of eksctl.
std::optional<EksCluster> parse_aws_profiles(std::string_view text);

/// The EKS cluster that a kubeconfig's context is of, as far as it tells; an error if kubectl says
/// nothing. Asks no cluster.
Result<EksCluster> eks_cluster_of_context(const system::System& system,
                                          const Connection& connection);

/// Reads the profiles of a cluster; without a region aws takes its own. What could not be read is
/// an error of profiles: without it no Pod can be placed.
Rendered read_aws_profiles(const system::System& system, const EksCluster& cluster,
                           unsigned at_once = 4);

}  // namespace fargate_lint::input
