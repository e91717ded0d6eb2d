#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fargate_lint::fargate::reading {

/// What is wrong with the ARN of a pod execution role.
struct RoleFault {
  std::string what;  ///< goes on after "`podExecutionRoleArn` of profile `web`"
  std::string help;
};

/// `exists`: AWS has accepted the ARN, so only what comes later can be wrong with it.
std::optional<RoleFault> fault_of_role(std::string_view arn, bool exists);

}  // namespace fargate_lint::fargate::reading
