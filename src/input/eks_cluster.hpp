#pragma once

#include <string>
#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::input {

/// An EKS cluster as AWS knows it; empty where that is not known.
struct EksCluster {
  std::string name;
  std::string region;
};

/// What the name of a context or a cluster in a kubeconfig tells: `aws eks update-kubeconfig` names
/// them by the cluster's ARN (`arn:aws:eks:REGION:ACCOUNT:cluster/NAME`), eksctl
/// `USER@NAME.REGION.eksctl.io`. Nothing of any other name.
EksCluster parse_eks_cluster(std::string_view name);

/// What a kubeconfig tells of the cluster of its first context: the names above, or the arguments
/// of `aws eks get-token` with which it logs in.
EksCluster find_eks_cluster(yaml::Node kubeconfig);

}  // namespace fargate_lint::input
