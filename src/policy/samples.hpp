#pragma once

#include <span>
#include <string>
#include <vector>

#include "policy/policy.hpp"

namespace fargate_lint::policy {

/// A file for a directory of samples.
struct Sample {
  std::string file;  ///< "deny-pod-fg101-host-network.yaml"
  std::string text;
};

/// Objects that the policies must deny and admit, and a shell script that tries each of them with
/// `kubectl apply --dry-run=server`: the user's own proof. One Pod, and one Deployment, for each
/// rule and form of a refusal.
std::vector<Sample> samples(const Request& request, std::span<const fargate::Profile> profiles);

}  // namespace fargate_lint::policy
