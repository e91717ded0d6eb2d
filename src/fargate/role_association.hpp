#pragma once

#include "fargate/profile.hpp"

namespace fargate_lint::fargate {

/// An EKS Pod Identity association as some file declares it: it gives the pods of a ServiceAccount
/// an IAM role, by an agent on their node, which Fargate nodes do not have
/// (https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html).
struct RoleAssociation {
  Value cluster;
  Value ns;
  Value service_account;
  Location where;
};

}  // namespace fargate_lint::fargate
