#pragma once

#include <string_view>

namespace fargate_lint::kube {

/// A kind of object that look-ups of the inventory may ask for. Each is a constant of `kinds`, and
/// nothing else is one: who asks for a kind that is not declared there does not compile. Objects of
/// other kinds are not kept.
class Kind {
 public:
  Kind(const Kind&) = delete;
  Kind& operator=(const Kind&) = delete;

  std::string_view name;
  std::string_view group;        ///< "" for the core group
  std::string_view other_group;  ///< a second home of the same kind; else `group`
  std::string_view key;          ///< what look-ups know it by: its name, unless another has that

  constexpr bool is_of(std::string_view some_group) const {
    return some_group == group || some_group == other_group;
  }

 private:
  friend struct Declarer;
  constexpr Kind(std::string_view kind, std::string_view of_group, std::string_view of_other_group,
                 std::string_view known_by)
      : name(kind), group(of_group), other_group(of_other_group), key(known_by) {}
};

struct Declarer {
  static consteval Kind declare(std::string_view kind, std::string_view group) {
    return {kind, group, group, kind};
  }
  static consteval Kind declare(std::string_view kind, std::string_view group,
                                std::string_view other_group) {
    return {kind, group, other_group, kind};
  }
  /// A kind whose name another one has as well.
  static consteval Kind declare(std::string_view kind, std::string_view group,
                                std::string_view other_group, std::string_view key) {
    return {kind, group, other_group, key};
  }
};

// Kinds that rules look up, besides workloads: constant, kind, its group, and another group that
// has the same kind. The list is the table: to ask for a further kind is to add its row.
#define FARGATE_LINT_ASKED_KINDS(X)                                                             \
  X(admin_network_policy, "AdminNetworkPolicy", "policy.networking.k8s.io")                     \
  X(application_network_policy, "ApplicationNetworkPolicy", "networking.k8s.aws")               \
  X(assign, "Assign", "mutations.gatekeeper.sh")                                                \
  X(assign_metadata, "AssignMetadata", "mutations.gatekeeper.sh")                               \
  X(baseline_admin_network_policy, "BaselineAdminNetworkPolicy", "policy.networking.k8s.io")    \
  X(cilium_clusterwide_network_policy, "CiliumClusterwideNetworkPolicy", "cilium.io")           \
  X(cilium_network_policy, "CiliumNetworkPolicy", "cilium.io")                                  \
  X(cluster_policy, "ClusterPolicy", "kyverno.io")                                              \
  X(cluster_role, "ClusterRole", "rbac.authorization.k8s.io")                                   \
  X(config_map, "ConfigMap", "")                                                                \
  X(grpc_route, "GRPCRoute", "gateway.networking.k8s.io")                                       \
  X(gateway, "Gateway", "gateway.networking.k8s.io")                                            \
  X(gateway_class, "GatewayClass", "gateway.networking.k8s.io")                                 \
  X(global_network_policy, "GlobalNetworkPolicy", "projectcalico.org", "crd.projectcalico.org") \
  X(http_route, "HTTPRoute", "gateway.networking.k8s.io")                                       \
  X(horizontal_pod_autoscaler, "HorizontalPodAutoscaler", "autoscaling")                        \
  X(ingress, "Ingress", "networking.k8s.io", "extensions")                                      \
  X(ingress_class, "IngressClass", "networking.k8s.io")                                         \
  X(ingress_class_params, "IngressClassParams", "elbv2.k8s.aws", "eks.amazonaws.com")           \
  X(limit_range, "LimitRange", "")                                                              \
  X(load_balancer_configuration, "LoadBalancerConfiguration", "gateway.k8s.aws")                \
  X(modify_set, "ModifySet", "mutations.gatekeeper.sh")                                         \
  X(mutating_admission_policy, "MutatingAdmissionPolicy", "admissionregistration.k8s.io")       \
  X(mutating_admission_policy_binding, "MutatingAdmissionPolicyBinding",                        \
    "admissionregistration.k8s.io")                                                             \
  X(mutating_policy, "MutatingPolicy", "policies.kyverno.io")                                   \
  X(mutating_webhook_configuration, "MutatingWebhookConfiguration",                             \
    "admissionregistration.k8s.io")                                                             \
  X(name_space, "Namespace", "")                                                                \
  X(namespaced_mutating_policy, "NamespacedMutatingPolicy", "policies.kyverno.io")              \
  X(network_policy, "NetworkPolicy", "networking.k8s.io", "extensions")                         \
  X(persistent_volume, "PersistentVolume", "")                                                  \
  X(persistent_volume_claim, "PersistentVolumeClaim", "")                                       \
  X(pod_disruption_budget, "PodDisruptionBudget", "policy")                                     \
  X(pod_identity_association, "PodIdentityAssociation", "eks.services.k8s.aws")                 \
  X(policy, "Policy", "kyverno.io")                                                             \
  X(role, "Role", "rbac.authorization.k8s.io")                                                  \
  X(runtime_class, "RuntimeClass", "node.k8s.io")                                               \
  X(scaled_object, "ScaledObject", "keda.sh")                                                   \
  X(security_group_policy, "SecurityGroupPolicy", "vpcresources.k8s.aws")                       \
  X(service, "Service", "")                                                                     \
  X(service_account, "ServiceAccount", "")                                                      \
  X(storage_class, "StorageClass", "storage.k8s.io")                                            \
  X(tcp_route, "TCPRoute", "gateway.networking.k8s.io")                                         \
  X(tls_route, "TLSRoute", "gateway.networking.k8s.io")                                         \
  X(target_group_binding, "TargetGroupBinding", "elbv2.k8s.aws", "eks.amazonaws.com")           \
  X(target_group_configuration, "TargetGroupConfiguration", "gateway.k8s.aws")                  \
  X(udp_route, "UDPRoute", "gateway.networking.k8s.io")                                         \
  X(validating_admission_policy, "ValidatingAdmissionPolicy", "admissionregistration.k8s.io")   \
  X(validating_admission_policy_binding, "ValidatingAdmissionPolicyBinding",                    \
    "admissionregistration.k8s.io")                                                             \
  X(vertical_pod_autoscaler, "VerticalPodAutoscaler", "autoscaling.k8s.io")                     \
  X(virtual_node, "VirtualNode", "appmesh.k8s.aws")

// Kinds of other groups that share their name with a kind above. A look-up for that one never finds
// them: they have a key of their own, which comes last.
#define FARGATE_LINT_ASKED_NAMESAKES(X)                                                   \
  X(calico_network_policy, "NetworkPolicy", "projectcalico.org", "crd.projectcalico.org", \
    "NetworkPolicy.projectcalico.org")

// Workloads that are looked up by their kind; what they are is said in workload_kinds.cpp, which
// checks that it knows each of them.
#define FARGATE_LINT_ASKED_WORKLOADS(X)             \
  X(daemon_set, "DaemonSet", "apps", "extensions")  \
  X(deployment, "Deployment", "apps", "extensions") \
  X(job, "Job", "batch")                            \
  X(pod, "Pod", "")                                 \
  X(stateful_set, "StatefulSet", "apps")

namespace kinds {

#define FARGATE_LINT_DECLARE(constant, ...) \
  inline constexpr Kind constant = Declarer::declare(__VA_ARGS__);
FARGATE_LINT_ASKED_KINDS(FARGATE_LINT_DECLARE)
FARGATE_LINT_ASKED_NAMESAKES(FARGATE_LINT_DECLARE)
FARGATE_LINT_ASKED_WORKLOADS(FARGATE_LINT_DECLARE)
#undef FARGATE_LINT_DECLARE

}  // namespace kinds
}  // namespace fargate_lint::kube
