#pragma once

#include <string_view>

#include "kube/object.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {

/// How look-ups by kind alone see a kind of some group.
struct KindRole {
  std::string_view kind;  ///< its name, as constant text if we know it, else as given
  const WorkloadKind* workload = nullptr;  ///< its row, if it makes pods
  bool is_wanted = false;                  ///< a rule may ask for it
  bool is_namesake = false;  ///< a wanted kind of another group has its name: Knative's Service
};
KindRole role_of(const WorkloadKinds& kinds, std::string_view group, std::string_view kind);

/// Where Fargate's log router looks for its configuration, if anywhere
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html).
inline constexpr std::string_view kLogRouterNamespace = "aws-observability";
inline constexpr std::string_view kLogRouterConfig = "aws-logging";

/// The kind by which KEDA scales workloads.
inline constexpr std::string_view kScaledObject = "ScaledObject";

/// Annotation of a ServiceAccount that gives its pods an IAM role
/// (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html).
inline constexpr std::string_view kRoleArnKey = "eks.amazonaws.com/role-arn";

/// False for an object of a wanted kind that no rule asks for all the same: ConfigMaps are many,
/// and one of them is the log router's; of the roles of Kubernetes, those that name an IAM role by
/// mistake are asked for.
bool is_asked_for(const Object& object);

}  // namespace fargate_lint::kube
