#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Variables of a container that keep the role from it: the webhook skips containers with either of
/// the first two (aws/amazon-eks-pod-identity-webhook, pkg/handler), and SDKs prefer the key.
/// AWS_CONTAINER_CREDENTIALS_FULL_URI does not stop the webhook.
constexpr std::array<std::string_view, 3> kBlocking = {
    "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ACCESS_KEY_ID"};

constexpr std::string_view kSkipKey = "eks.amazonaws.com/skip-containers";

yaml::Node find_variable(const kube::Container& container, std::string_view name) {
  for (const auto variable : container.node["env"].items()) {
    if (variable["name"].text() == name) return variable;
  }
  return {};
}

bool holds_token(const kube::PodTemplate& pod, std::string_view volume_name) {
  for (const auto& volume : pod.volumes) {
    if (volume.name != volume_name) continue;
    for (const auto source : volume.source["sources"].items()) {
      if (source["serviceAccountToken"].is_mapping()) return true;
    }
  }
  return false;
}

/// Few containers set any AWS variable: one pass rules the others out.
bool sets_aws(const kube::Container& container) {
  for (const auto variable : container.node["env"].items())
    if (variable["name"].text().starts_with("AWS_")) return true;
  return false;
}

/// Everything that the webhook would add is there: written by hand, or added by the webhook in a
/// Pod that was read from a cluster.
bool is_complete(const kube::PodTemplate& pod, const kube::Container& container) {
  const std::string_view file =
      find_variable(container, "AWS_WEB_IDENTITY_TOKEN_FILE")["value"].text();
  if (file.empty() || !find_variable(container, "AWS_ROLE_ARN")) return false;
  for (const auto mount : container.node["volumeMounts"].items()) {
    const std::string_view path = mount["mountPath"].text();
    if (!path.empty() && file.starts_with(path) && holds_token(pod, mount["name"].text())) {
      return true;
    }
  }
  return false;
}

/// A variable that is there and not empty.
yaml::Node find_blocking(const kube::PodTemplate& pod, const kube::Container& container) {
  if (!sets_aws(container)) return {};
  const bool complete = is_complete(pod, container);
  for (const std::string_view name : kBlocking) {
    if (complete && name != "AWS_ACCESS_KEY_ID") continue;
    const auto variable = find_variable(container, name);
    const bool is_set =
        !kube::is_absent(variable["valueFrom"]) || !variable["value"].text().empty();
    if (variable && is_set) return variable["name"];
  }
  return {};
}

/// Whether a list `a, b` names it.
bool lists(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    std::string_view entry = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    while (entry.ends_with(' ')) entry.remove_suffix(1);
    if (entry == name) return true;
  }
  return false;
}

void check(const PodContext& pod, FindingSink& out) {
  const auto* account = find_service_account(pod);
  const auto role = account != nullptr ? role_arn_of(*account) : yaml::Node();
  if (!role) return;
  // With an assumed namespace the ServiceAccount may be another one of the same name.
  const bool certain = pod.object.ns_assumed == account->ns_assumed;
  const auto report = [&](const kube::Container& container, yaml::Node where, const Message& how) {
    auto finding = out.add(where, say("container {} cannot use the role of its ServiceAccount: {}",
                                      quote(container.name), how));
    finding.container(container.name)
        .related("ServiceAccount " + quote(account->name) + " sets its role here", role);
    if (certain) return;
    finding.severity(Severity::info)
        .note("undecided: whether the Pod and the ServiceAccount are in the same namespace");
  };
  const auto skipped = pod.pod.annotations()[kSkipKey];
  for (const auto& container : pod.pod.containers) {
    if (container.role == kube::ContainerRole::ephemeral) continue;
    if (!container.name.empty() && lists(skipped.text(), container.name)) {
      report(container, skipped, say("`skip-containers` lists it"));
    } else if (const auto name = find_blocking(pod.pod, container)) {
      report(container, name, say("{} is set", quote(name.text())));
    }
  }
}

}  // namespace

constinit const Rule irsa_blocked = define(
    {
        .id = "FG308",
        .name = "irsa-blocked",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "container cannot use the IAM role of its ServiceAccount",
        .why = "EKS gives the IAM role of a ServiceAccount to the containers of its Pods as two "
               "environment variables and a token. It skips a container that already sets "
               "`AWS_ROLE_ARN` or `AWS_WEB_IDENTITY_TOKEN_FILE`, and containers listed in the Pod "
               "annotation `eks.amazonaws.com/skip-containers`. If `AWS_ACCESS_KEY_ID` is set, the "
               "AWS SDK uses that key instead of the role. The container then runs with other "
               "permissions, or none.",
        .fix = "remove the variable, or remove the container from `skip-containers`",
        .page =
            "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html",
        .fires = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: report
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop-report
---
apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  serviceAccountName: report
  containers:
    - name: app
      image: report
      env:
        - name: AWS_ACCESS_KEY_ID
          valueFrom:
            secretKeyRef: {name: report, key: id}
)",
        .silent = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: report
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop-report
---
apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  serviceAccountName: report
  containers:
    - name: app
      image: report
      env:
        - name: AWS_REGION
          value: eu-central-1
)",
    },
    check);

}  // namespace fargate_lint::rules
