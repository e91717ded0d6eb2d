#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "fargate/role_arn.hpp"
#include "kube/workload.hpp"
#include "lint/rule.hpp"
#include "yaml/document.hpp"

/// How pods come to AWS credentials on Fargate: IAM roles for service accounts (IRSA). There is no
/// instance metadata to ask and EKS Pod Identity is not offered
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate.html).
namespace fargate_lint::rules {

using fargate::kRoleArnKey;

/// What the pod identity webhook reads from a ServiceAccount
/// (aws/amazon-eks-pod-identity-webhook, pkg/cache/cache.go).
inline constexpr std::array<std::string_view, 4> kServiceAccountKeys = {
    kRoleArnKey, "eks.amazonaws.com/audience", "eks.amazonaws.com/sts-regional-endpoints",
    "eks.amazonaws.com/token-expiration"};

/// Why a text is no IAM role ARN; nothing if it is one. `help` says what to write.
struct ArnFault {
  std::string message;  ///< "is an instance profile, not a role"
  std::string help;
};
std::optional<ArnFault> find_role_arn_fault(std::string_view text);

/// Something in a pod that shows that it calls AWS.
struct AwsEvidence {
  yaml::Node node;
  std::string text;                            ///< "`aws-load-balancer-controller` calls AWS"
  const kube::Container* container = nullptr;  ///< null: of the pod as a whole
  /// Credentials may come from a Secret whose content is not in the manifest.
  bool may_have_credentials = false;
};
/// The strongest evidence, or nothing. Containers that are given credentials in another way are no
/// evidence, nor are SDK settings such as AWS_REGION alone.
std::optional<AwsEvidence> find_aws_evidence(const kube::PodTemplate& pod);

/// The value of a ConfigMap that names something in AWS, which its readers then call; missing if
/// none does, or if the ConfigMap names credentials or a server other than AWS as well. Looks at
/// all of its data: to be asked once for each ConfigMap.
yaml::Node find_aws_address(const kube::Object& config_map);
/// Whether a container of the pod is given credentials, or may be, other than by a ServiceAccount.
bool may_have_own_credentials(const kube::PodTemplate& pod);

/// "registry/path/name" of "registry/path/name:tag@digest".
std::string_view repository_of(std::string_view image);

/// Whether the container's image is of that program: the end of its repository.
bool runs_program(const kube::Container& container, std::string_view name);
bool is_of_program(std::string_view repository, std::string_view name);
/// Whether the command line has `--flag=value` or `--flag value`, in a shell script too.
bool has_argument(const kube::Container& container, std::string_view flag, std::string_view value);

/// What tells a program that serves several clouds to serve AWS: a flag, or a variable instead of
/// it. Without a flag, the program serves nothing else.
struct AwsSwitch {
  std::string_view flag = {};
  std::string_view variable = {};
};
bool serves_aws(const kube::Container& container, const AwsSwitch& by);
/// ExternalDNS takes each flag from a variable as well (kubernetes-sigs/external-dns
/// pkg/apis/externaldns/types.go, DefaultEnvars).
inline constexpr AwsSwitch kExternalDnsSwitch = {"--provider", "EXTERNAL_DNS_PROVIDER"};
inline constexpr AwsSwitch kClusterAutoscalerSwitch = {"--cloud-provider"};

/// The literal values of a container: its command line, without a name, and its environment.
template <typename Visit>
void each_value(const kube::Container& container, Visit visit) {
  for (const std::string_view part : {"command", "args"}) {
    for (const auto item : container.node[part].items()) visit(std::string_view(), item);
  }
  for (const auto variable : container.node["env"].items()) {
    if (const auto value = variable["value"]) visit(variable["name"].text(), value);
  }
}

/// The name of the pod's ServiceAccount, and where it is written; `default` and a missing node if
/// the pod names none.
struct ServiceAccountName {
  std::string_view name;
  yaml::Node field;
};
ServiceAccountName service_account_of(const kube::PodTemplate& pod);

/// The ServiceAccount of the pod, if the input holds it.
const kube::Object* find_service_account(const lint::PodContext& pod);

/// Its `role-arn` annotation; missing if there is none, or an empty one.
yaml::Node role_arn_of(const kube::Object& service_account);

}  // namespace fargate_lint::rules
