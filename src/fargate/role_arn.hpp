#pragma once

#include <string_view>

namespace fargate_lint::fargate {

/// Annotation of a ServiceAccount that gives its pods an IAM role
/// (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html).
inline constexpr std::string_view kRoleArnKey = "eks.amazonaws.com/role-arn";

}  // namespace fargate_lint::fargate
