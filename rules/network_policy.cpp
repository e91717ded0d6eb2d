#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "list.hpp"
#include "support/network_policies.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::Tri;

/// A pod on Fargate that a policy selects, as far as its namespace's labels tell.
struct Selected {
  lint::SelectedPod pod;
  std::string_view open_namespace = {};  ///< whose labels decide, and are not in the input
};

/// What it takes to hold a namespace against a policy, in comparisons of a pod.
constexpr std::size_t kStepsOfNamespace = 10;

class Check {
 public:
  explicit Check(const RunContext& run) : run_(run) {
    for (const auto& workload : run.inventory().workloads()) {
      const auto scope = workload.object->scope();
      if (namespaces_.contains(scope) || !run.pods.first_on_fargate(scope)) continue;
      namespaces_.emplace(
          scope, run.inventory().find(kube::kinds::name_space, "", scope.ns, scope.environment));
    }
  }

  void check(const kube::Kind& kind, const kube::Object& policy, FindingSink& out) {
    for (const auto& scope : read_policy(kind, policy)) {
      const auto selected = find(policy, scope);
      if (!selected) continue;
      auto finding = out.add(place_of(policy, scope.where),
                             say("policy is not enforced on pods that run on Fargate"));
      show(finding, run_, selected->pod);
      if (selected->open_namespace.empty()) return;
      finding.severity(Severity::info)
          .note("undecided: Namespace " + quote(selected->open_namespace) +
                ", whose labels decide, is not in the input");
      return;
    }
  }

 private:
  /// One that is certain before one that is not.
  std::optional<Selected> find(const kube::Object& policy, const PolicyScope& scope) {
    if (!scope.namespaces) {
      const auto pod = run_.pods.find_on_fargate(policy, scope.pods);
      return pod ? std::optional(Selected{*pod}) : std::nullopt;
    }
    std::optional<Selected> best;
    for (const auto& [space, object] : namespaces_) {
      if (!run_.pods.may_go_on(kStepsOfNamespace)) break;
      if (!can_meet(space.environment, policy.environment)) continue;
      const auto takes = takes_namespace(*scope.namespaces, space.ns, object);
      if (takes == Tri::no || (best && takes == Tri::maybe)) continue;
      const bool is_shared = policy.environment == kube::Environment::shared;
      const auto pod =
          first_of({space.ns, is_shared ? space.environment : policy.environment}, scope.pods);
      if (!pod) continue;
      best = Selected{*pod, takes == Tri::maybe ? space.ns : std::string_view()};
      if (takes == Tri::yes) break;
    }
    return best;
  }

  std::optional<lint::SelectedPod> first_of(const kube::Scope& scope,
                                            const kube::LabelSelector& selector) {
    std::optional<lint::SelectedPod> first;
    run_.pods.visit(scope, selector, [&](const lint::SelectedPod& pod) {
      if (run_.pods.is_on_fargate(pod)) first = pod;
      return false;  // those on Fargate come first
    });
    return first;
  }

  /// `space`: null if the Namespace is not in the input.
  static Tri takes_namespace(const NamespaceScope& scope, std::string_view ns,
                             const kube::Object* space) {
    for (const auto& requirement : scope.by_name.requirements)
      if (!requirement.holds(ns)) return Tri::no;
    if (scope.by_label.requirements.empty()) return Tri::yes;
    auto all = Tri::yes;
    for (const auto& requirement : scope.by_label.requirements) {
      // The API server labels each namespace with its name.
      const bool by_name = requirement.key == "kubernetes.io/metadata.name";
      if (by_name ? !requirement.holds(ns)
                  : space != nullptr && !requirement.holds(space->labels()))
        return Tri::no;
      if (!by_name && space == nullptr) all = Tri::maybe;
    }
    return all;
  }

  const RunContext& run_;
  /// Those that have pods on Fargate.
  std::map<kube::Scope, const kube::Object*> namespaces_;
};

void check(const RunContext& run, FindingSink& out) {
  Check check(run);
  for (const auto* kind : network_policy_kinds()) {
    for (const auto* policy : run.inventory().of_kind(*kind)) {
      auto of_this = out.about(*policy);
      check.check(*kind, *policy, of_this);
    }
  }
}

}  // namespace

constinit const Rule network_policy = define(
    {
        .id = "FG405",
        .name = "network-policy",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "a network policy selects Fargate pods, where nothing enforces it",
        .why = "Network policies are enforced by an agent on each node: that of the Amazon VPC "
               "CNI, Calico or Cilium. The VPC CNI enforces them on EC2 Linux nodes only, and the "
               "others are DaemonSets, which Fargate does not run. The API server accepts the "
               "policy, but for these pods it does nothing: traffic that it forbids is allowed. "
               "The same holds for CiliumNetworkPolicy, for the policies of Calico, for "
               "AdminNetworkPolicy and for ApplicationNetworkPolicy. A policy that allows "
               "everything is not reported.",
        .fix = "use security groups for Pods (SecurityGroupPolicy), which work on Fargate, or run "
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
