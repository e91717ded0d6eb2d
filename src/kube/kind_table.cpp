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

}  // namespace

KindRole role_of(std::string_view group, std::string_view kind) {
  if (const auto* workload = find_workload_kind(group, kind)) return {workload->kind, true, false};
  const auto rows = std::ranges::equal_range(kWantedKinds, kind, {}, &WantedKind::kind);
  for (const auto& row : rows)
    if (row.group == group) return {row.kind, true, false};
  const bool is_namesake =
      !rows.empty() || std::ranges::any_of(workload_kinds(), [&](const WorkloadKind& workload) {
        return workload.kind == kind;
      });
  return {kind, false, is_namesake};
}

}  // namespace fargate_lint::kube
