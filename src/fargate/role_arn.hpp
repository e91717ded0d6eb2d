#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// What the ARN of an IAM role is
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). Two ask: who
/// reads the role of a ServiceAccount's pods, and who reads the pod execution role of a profile.
/// Faults view the text.
namespace fargate_lint::fargate {

/// Annotation of a ServiceAccount that gives its pods an IAM role
/// (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html).
inline constexpr std::string_view kRoleArnKey = "eks.amazonaws.com/role-arn";

/// "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE", the resource with all colons that it has. What
/// the text lacks is empty.
struct Arn {
  std::string_view word;  ///< "arn"
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;
};
Arn parse_arn(std::string_view text);

/// Why no pod gets the role that an annotation names.
enum class RoleFault : std::uint8_t {
  placeholder,       ///< nobody has filled it in
  blank_or_quote,    ///< more than the ARN
  session,           ///< of an assumed role
  instance_profile,  ///< the ARN of one
  policy,
  user,
  group,
  bad_account,     ///< not 12 digits
  other_resource,  ///< some other ARN, or a name that IAM does not allow
  no_arn,
};
/// Nothing if the text is the ARN of a role.
std::optional<RoleFault> find_role_fault(std::string_view text);

/// What keeps a pod execution role from working.
struct ExecutionRoleFault {
  enum class Kind : std::uint8_t {
    empty,
    no_arn,       ///< what: the text
    no_role,      ///< what: the ARN
    with_region,  ///< what: the region
    bad_account,  ///< what: the account
    bad_name,     ///< what: the name
    /// what: the path. EKS puts the role into the ConfigMap `aws-auth`, whose roles cannot have one
    /// (https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html).
    with_path,
  };
  Kind kind = Kind::empty;
  std::string_view what = {};
};
/// `exists`: AWS has accepted the ARN, so only what comes later can be wrong with it.
std::optional<ExecutionRoleFault> find_execution_role_fault(std::string_view arn, bool exists);

}  // namespace fargate_lint::fargate
