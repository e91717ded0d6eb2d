#include "kube/fields.hpp"
#include "kube/selector.hpp"
#include "list.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

void check(const RunContext& run, FindingSink& out) {
  for (const auto* policy : run.inventory().of_kind(kube::kinds::network_policy)) {
    const auto field = policy->spec()["podSelector"];
    // A policy without a selector means all pods of its namespace.
    const auto selector =
        kube::is_absent(field) ? kube::LabelSelector() : kube::LabelSelector::parse(field);
    if (!selector || !policy->spec().is_mapping()) continue;
    const auto pod = run.pods.find_on_fargate(*policy, *selector);
    if (!pod) continue;
    auto of_this = out.about(*policy);
    auto finding = of_this.add(place_of(*policy, field),
                               say("this policy is not enforced on pods that run on Fargate"));
    show(finding, run, *pod);
  }
}

}  // namespace

constinit const Rule network_policy = define(
    {
        .id = "FG405",
        .name = "network-policy",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a NetworkPolicy selects Fargate pods, where nothing enforces it",
        .why = "Network policies are enforced by an agent on each node: that of the Amazon VPC "
               "CNI, of Calico or of Cilium. The VPC CNI's works on EC2 Linux nodes only, the "
               "others are DaemonSets, which Fargate does not run. The policy is accepted and "
               "does nothing for these pods: what it forbids is allowed.",
        .fix = "use security groups for pods (SecurityGroupPolicy), which work on Fargate, or run "
               "the pods on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html",
        .fires = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: only-api
spec:
  podSelector:
    matchLabels: {app: db}
  ingress:
    - from:
        - podSelector:
            matchLabels: {app: api}
---
apiVersion: v1
kind: Pod
metadata:
  name: db
  labels: {app: db}
spec:
  containers:
    - name: app
      image: postgres
)",
        .silent = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: only-api
spec:
  podSelector:
    matchLabels: {app: db}
  ingress:
    - from:
        - podSelector:
            matchLabels: {app: api}
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  labels: {app: api}
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
