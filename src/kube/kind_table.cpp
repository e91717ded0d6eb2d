#include "kube/kind_table.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <span>
#include <unordered_map>

#include "base/hash.hpp"
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
    WantedKind{"ClusterRole", "rbac.authorization.k8s.io"},
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
    WantedKind{"Role", "rbac.authorization.k8s.io"},
    WantedKind{"RuntimeClass", "node.k8s.io"},
    WantedKind{kScaledObject, "keda.sh"},
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

/// All that the tables say of the kinds of one name.
struct Namesakes {
  std::span<const WantedKind> wanted;
  std::span<const WorkloadKind> workloads;
};

/// Every object of a run asks, and most of them are of kinds that no table names.
const Namesakes* look_up(std::string_view kind) {
  static const auto table = [] {
    std::unordered_map<std::string_view, Namesakes, TextHash> rows;
    for (const auto& row : kWantedKinds)
      rows[row.kind].wanted =
          std::ranges::equal_range(kWantedKinds, row.kind, {}, &WantedKind::kind);
    for (const auto& row : workload_kinds())
      rows[row.kind].workloads =
          std::ranges::equal_range(workload_kinds(), row.kind, {}, &WorkloadKind::kind);
    return rows;
  }();
  const auto row = table.find(kind);
  return row == table.end() ? nullptr : &row->second;
}

KindRole role_of(const Namesakes& namesakes, const WorkloadKind* declared, std::string_view group,
                 std::string_view kind) {
  const auto is_of_group = [group](const auto& row) { return row.group == group; };
  const auto* workload = declared;
  if (workload == nullptr) {
    const auto row = std::ranges::find_if(namesakes.workloads, is_of_group);
    if (row != namesakes.workloads.end()) workload = &*row;
  }
  if (workload != nullptr) {
    const bool is_only =
        namesakes.wanted.empty() && std::ranges::all_of(namesakes.workloads, is_of_group);
    return {workload->kind, workload, true, !is_of_kubernetes(group) && !is_only};
  }
  const auto row = std::ranges::find_if(namesakes.wanted, is_of_group);
  if (row != namesakes.wanted.end()) return {row->kind, nullptr, true, false};
  return {kind, nullptr, false, true};
}

}  // namespace

KindRole role_of(const WorkloadKinds& kinds, std::string_view group, std::string_view kind) {
  const auto* declared = kinds.find_declared(group, kind);
  if (const auto* namesakes = look_up(kind)) return role_of(*namesakes, declared, group, kind);
  if (declared != nullptr) return {declared->kind, declared, true, false};
  return {kind, nullptr, false, false};
}

bool is_asked_for(const Object& object) {
  if (object.kind == "ConfigMap")
    return object.name == kLogRouterConfig || object.ns == kLogRouterNamespace;
  if (object.kind == "ClusterRole" || object.kind == "Role")
    return bool{object.annotations()[kRoleArnKey]};
  return true;
}

}  // namespace fargate_lint::kube
