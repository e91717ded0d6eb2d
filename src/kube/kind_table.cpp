#include "kube/kind_table.hpp"

#include <algorithm>
#include <array>
#include <compare>

#include "kube/workload.hpp"

namespace fargate_lint::kube {
namespace {

struct WantedKind {
  std::string_view kind;
  std::string_view group;
  constexpr auto operator<=>(const WantedKind&) const = default;
};

/// Kinds that rules look up, besides workloads.
constexpr std::array kWantedKinds = {
    WantedKind{"ConfigMap", ""},
    WantedKind{"GRPCRoute", "gateway.networking.k8s.io"},
    WantedKind{"Gateway", "gateway.networking.k8s.io"},
    WantedKind{"GatewayClass", "gateway.networking.k8s.io"},
    WantedKind{"HTTPRoute", "gateway.networking.k8s.io"},
    WantedKind{"HorizontalPodAutoscaler", "autoscaling"},
    WantedKind{"Ingress", "extensions"},
    WantedKind{"Ingress", "networking.k8s.io"},
    WantedKind{"IngressClass", "networking.k8s.io"},
    WantedKind{"IngressClassParams", "eks.amazonaws.com"},
    WantedKind{"IngressClassParams", "elbv2.k8s.aws"},
    WantedKind{"LoadBalancerConfiguration", "gateway.k8s.aws"},
    WantedKind{"MutatingWebhookConfiguration", "admissionregistration.k8s.io"},
    WantedKind{"Namespace", ""},
    WantedKind{"NetworkPolicy", "extensions"},
    WantedKind{"NetworkPolicy", "networking.k8s.io"},
    WantedKind{"PersistentVolume", ""},
    WantedKind{"PersistentVolumeClaim", ""},
    WantedKind{"PodDisruptionBudget", "policy"},
    WantedKind{"PodIdentityAssociation", "eks.services.k8s.aws"},
    WantedKind{"SecurityGroupPolicy", "vpcresources.k8s.aws"},
    WantedKind{"Service", ""},
    WantedKind{"ServiceAccount", ""},
    WantedKind{"StorageClass", "storage.k8s.io"},
    WantedKind{"TCPRoute", "gateway.networking.k8s.io"},
    WantedKind{"TLSRoute", "gateway.networking.k8s.io"},
    WantedKind{"TargetGroupBinding", "eks.amazonaws.com"},
    WantedKind{"TargetGroupBinding", "elbv2.k8s.aws"},
    WantedKind{"TargetGroupConfiguration", "gateway.k8s.aws"},
    WantedKind{"UDPRoute", "gateway.networking.k8s.io"},
    WantedKind{"VerticalPodAutoscaler", "autoscaling.k8s.io"},
};
static_assert(std::ranges::is_sorted(kWantedKinds));

/// Kinds that Kubernetes itself defines have groups without a dot, or of its own domain. Of several
/// kinds of one name, look-ups by kind mean that one.
bool is_of_kubernetes(std::string_view group) {
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

}  // namespace

KindRole role_of(const WorkloadKinds& kinds, std::string_view group, std::string_view kind) {
  const auto wanted = std::ranges::equal_range(kWantedKinds, kind, {}, &WantedKind::kind);
  if (const auto* workload = kinds.find(group, kind)) {
    const auto is_another = [&](const WorkloadKind& row) { return row.group != group; };
    const auto others = std::ranges::equal_range(workload_kinds(), kind, {}, &WorkloadKind::kind);
    const bool is_namesake =
        !is_of_kubernetes(group) && (!wanted.empty() || std::ranges::any_of(others, is_another));
    return {workload->kind, workload, true, is_namesake};
  }
  for (const auto& row : wanted)
    if (row.group == group) return {row.kind, nullptr, true, false};
  const bool is_namesake =
      !wanted.empty() ||
      !std::ranges::equal_range(workload_kinds(), kind, {}, &WorkloadKind::kind).empty();
  return {kind, nullptr, false, is_namesake};
}

bool is_asked_for(const Object& object) {
  return object.kind != "ConfigMap" || object.name == kLogRouterConfig ||
         object.ns == kLogRouterNamespace;
}

}  // namespace fargate_lint::kube
