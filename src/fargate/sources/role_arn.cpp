#include "fargate/sources/role_arn.hpp"

#include <algorithm>
#include <array>

// The shape of ARNs: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
// EKS puts the pod execution role into the ConfigMap `aws-auth`, whose roles cannot have a path:
// https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html.

namespace fargate_lint::fargate::reading {
namespace {

constexpr const char* kHelp =
    "write `arn:aws:iam::ACCOUNT:role/NAME`, with the account's 12 digits";

std::string quoted(std::string_view text) {
  std::string all = "`";
  all += text;
  return all += '`';
}

/// "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE", the resource with all colons that it has.
std::array<std::string_view, 6> parts_of(std::string_view arn) {
  std::array<std::string_view, 6> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto end = i + 1 < parts.size() ? arn.find(':') : std::string_view::npos;
    parts[i] = arn.substr(0, end);
    if (end == std::string_view::npos) break;
    arn.remove_prefix(end + 1);
  }
  return parts;
}

bool is_account(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
bool is_role_name(std::string_view text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";
  return text.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::optional<RoleFault> fault_of_shape(std::string_view arn) {
  if (arn.empty()) return RoleFault{" is empty", kHelp};
  const auto [word, partition, service, region, account, resource] = parts_of(arn);
  if (word != "arn" || !partition.starts_with("aws"))
    return RoleFault{" is no ARN: " + quoted(arn), kHelp};
  const bool is_role =
      service == "iam" && resource.starts_with("role/") && !resource.ends_with('/');
  if (!is_role) return RoleFault{" is no ARN of an IAM role: " + quoted(arn), kHelp};
  if (!region.empty())
    return RoleFault{" has the region " + quoted(region) + ", which IAM roles do not have", kHelp};
  if (!is_account(account))
    return RoleFault{" has the account " + quoted(account) + ", which is not 12 digits", kHelp};
  const auto name = resource.substr(resource.rfind('/') + 1);
  if (!is_role_name(name))
    return RoleFault{" names the role " + quoted(name) + ", which IAM does not allow",
                     "names of roles have letters, digits and `_+=,.@-`, and no blanks"};
  return std::nullopt;
}

}  // namespace

std::optional<RoleFault> fault_of_role(std::string_view arn, bool exists) {
  if (!exists)
    if (auto fault = fault_of_shape(arn)) return fault;
  const std::string_view resource = parts_of(arn).back();
  const auto first = resource.find('/');
  const auto last = resource.rfind('/');
  if (first == last) return std::nullopt;
  return RoleFault{" has the path " + quoted(resource.substr(first, last + 1 - first)) +
                       ", which a role in the ConfigMap `aws-auth` must not have",
                   "use a role without a path, unless the cluster authenticates by access entries"};
}

}  // namespace fargate_lint::fargate::reading
