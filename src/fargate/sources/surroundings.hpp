#pragma once

#include <array>
#include <string_view>

/// What profiles need of the subnets and roles around them.
namespace fargate_lint::fargate::sources {

/// Who takes the pod execution role, and the policy that it needs
/// (https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html).
inline constexpr std::string_view kFargateService = "eks-fargate-pods.amazonaws.com";
inline constexpr std::string_view kExecutionPolicy = "AmazonEKSFargatePodExecutionRolePolicy";

/// Whether Fargate is not available in the zone of that id
/// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html).
constexpr bool lacks_fargate(std::string_view zone) {
  constexpr std::array<std::string_view, 5> kZones = {"usw1-az1", "usw1-az3", "apne1-az1",
                                                      "apne1-az2", "apne1-az4"};
  if (!zone.starts_with("usw1-az") && !zone.starts_with("apne1-az")) return false;
  for (const auto known : kZones)
    if (known == zone) return false;
  return true;
}

}  // namespace fargate_lint::fargate::sources
