#pragma once

#include <string_view>

#include "fargate/match.hpp"
#include "fargate/profile.hpp"

namespace fargate_lint::fargate {

/// CoreDNS, which EKS installs in every cluster and which is in nobody's manifests: where its pods
/// are, and what they carry that a selector may ask for
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html).
inline constexpr std::string_view kCoreDnsNamespace = "kube-system";

/// Whether the selector takes the pods of CoreDNS.
Tri selects_core_dns(const Selector& selector);
/// Likewise; a profile that takes no new pods does not.
Tri selects_core_dns(const Profile& profile);

}  // namespace fargate_lint::fargate
