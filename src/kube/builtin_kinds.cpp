#include "kube/builtin_kinds.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/nearest.hpp"
#include "base/text.hpp"

namespace fargate_lint::kube {
namespace {

struct BuiltinKind {
  std::string_view kind;
  std::string_view api_version;  ///< the latest, of Kubernetes 1.34
};

// `kubectl api-resources` of Kubernetes 1.34, and what `extensions` and `policy` once had. Of a
// kind in several groups the one to write comes first.
constexpr std::array kBuiltinKinds = {
    BuiltinKind{"APIService", "apiregistration.k8s.io/v1"},
    BuiltinKind{"Binding", "v1"},
    BuiltinKind{"CSIDriver", "storage.k8s.io/v1"},
    BuiltinKind{"CSINode", "storage.k8s.io/v1"},
    BuiltinKind{"CSIStorageCapacity", "storage.k8s.io/v1"},
    BuiltinKind{"CertificateSigningRequest", "certificates.k8s.io/v1"},
    BuiltinKind{"ClusterRole", "rbac.authorization.k8s.io/v1"},
    BuiltinKind{"ClusterRoleBinding", "rbac.authorization.k8s.io/v1"},
    BuiltinKind{"ClusterTrustBundle", "certificates.k8s.io/v1beta1"},
    BuiltinKind{"ComponentStatus", "v1"},
    BuiltinKind{"ConfigMap", "v1"},
    BuiltinKind{"ControllerRevision", "apps/v1"},
    BuiltinKind{"CronJob", "batch/v1"},
    BuiltinKind{"CustomResourceDefinition", "apiextensions.k8s.io/v1"},
    BuiltinKind{"DaemonSet", "apps/v1"},
    BuiltinKind{"DaemonSet", "extensions/v1beta1"},
    BuiltinKind{"Deployment", "apps/v1"},
    BuiltinKind{"Deployment", "extensions/v1beta1"},
    BuiltinKind{"DeviceClass", "resource.k8s.io/v1"},
    BuiltinKind{"EndpointSlice", "discovery.k8s.io/v1"},
    BuiltinKind{"Endpoints", "v1"},
    BuiltinKind{"Event", "v1"},
    BuiltinKind{"Event", "events.k8s.io/v1"},
    BuiltinKind{"Eviction", "policy/v1"},
    BuiltinKind{"FlowSchema", "flowcontrol.apiserver.k8s.io/v1"},
    BuiltinKind{"HorizontalPodAutoscaler", "autoscaling/v2"},
    BuiltinKind{"HorizontalPodAutoscaler", "extensions/v1beta1"},
    BuiltinKind{"IPAddress", "networking.k8s.io/v1"},
    BuiltinKind{"Ingress", "networking.k8s.io/v1"},
    BuiltinKind{"Ingress", "extensions/v1beta1"},
    BuiltinKind{"IngressClass", "networking.k8s.io/v1"},
    BuiltinKind{"Job", "batch/v1"},
    BuiltinKind{"Job", "extensions/v1beta1"},
    BuiltinKind{"Lease", "coordination.k8s.io/v1"},
    BuiltinKind{"LeaseCandidate", "coordination.k8s.io/v1beta1"},
    BuiltinKind{"LimitRange", "v1"},
    BuiltinKind{"LocalSubjectAccessReview", "authorization.k8s.io/v1"},
    BuiltinKind{"MutatingAdmissionPolicy", "admissionregistration.k8s.io/v1beta1"},
    BuiltinKind{"MutatingAdmissionPolicyBinding", "admissionregistration.k8s.io/v1beta1"},
    BuiltinKind{"MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1"},
    BuiltinKind{"Namespace", "v1"},
    BuiltinKind{"NetworkPolicy", "networking.k8s.io/v1"},
    BuiltinKind{"NetworkPolicy", "extensions/v1beta1"},
    BuiltinKind{"Node", "v1"},
    BuiltinKind{"PersistentVolume", "v1"},
    BuiltinKind{"PersistentVolumeClaim", "v1"},
    BuiltinKind{"Pod", "v1"},
    BuiltinKind{"PodDisruptionBudget", "policy/v1"},
    BuiltinKind{"PodSecurityPolicy", "extensions/v1beta1"},
    BuiltinKind{"PodSecurityPolicy", "policy/v1beta1"},
    BuiltinKind{"PodTemplate", "v1"},
    BuiltinKind{"PriorityClass", "scheduling.k8s.io/v1"},
    BuiltinKind{"PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1"},
    BuiltinKind{"ReplicaSet", "apps/v1"},
    BuiltinKind{"ReplicaSet", "extensions/v1beta1"},
    BuiltinKind{"ReplicationController", "v1"},
    BuiltinKind{"ResourceClaim", "resource.k8s.io/v1"},
    BuiltinKind{"ResourceClaimTemplate", "resource.k8s.io/v1"},
    BuiltinKind{"ResourceQuota", "v1"},
    BuiltinKind{"ResourceSlice", "resource.k8s.io/v1"},
    BuiltinKind{"Role", "rbac.authorization.k8s.io/v1"},
    BuiltinKind{"RoleBinding", "rbac.authorization.k8s.io/v1"},
    BuiltinKind{"RuntimeClass", "node.k8s.io/v1"},
    BuiltinKind{"Scale", "autoscaling/v1"},
    BuiltinKind{"Secret", "v1"},
    BuiltinKind{"SelfSubjectAccessReview", "authorization.k8s.io/v1"},
    BuiltinKind{"SelfSubjectReview", "authentication.k8s.io/v1"},
    BuiltinKind{"SelfSubjectRulesReview", "authorization.k8s.io/v1"},
    BuiltinKind{"Service", "v1"},
    BuiltinKind{"ServiceAccount", "v1"},
    BuiltinKind{"ServiceCIDR", "networking.k8s.io/v1"},
    BuiltinKind{"StatefulSet", "apps/v1"},
    BuiltinKind{"StorageClass", "storage.k8s.io/v1"},
    BuiltinKind{"SubjectAccessReview", "authorization.k8s.io/v1"},
    BuiltinKind{"TokenReview", "authentication.k8s.io/v1"},
    BuiltinKind{"ValidatingAdmissionPolicy", "admissionregistration.k8s.io/v1"},
    BuiltinKind{"ValidatingAdmissionPolicyBinding", "admissionregistration.k8s.io/v1"},
    BuiltinKind{"ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1"},
    BuiltinKind{"VolumeAttachment", "storage.k8s.io/v1"},
    BuiltinKind{"VolumeAttributesClass", "storage.k8s.io/v1"},
};
static_assert(std::ranges::is_sorted(kBuiltinKinds, {}, &BuiltinKind::kind));

struct GroupVersion {
  std::string_view group;
  std::string_view version;
};
constexpr GroupVersion split(std::string_view api_version) {
  const auto slash = api_version.find('/');
  if (slash == std::string_view::npos) return {{}, api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
}

std::span<const BuiltinKind> rows_of(std::string_view kind) {
  return std::ranges::equal_range(kBuiltinKinds, kind, {}, &BuiltinKind::kind);
}

bool has_kind(std::string_view group, std::string_view kind) {
  return std::ranges::any_of(rows_of(kind), [group](const BuiltinKind& row) {
    return split(row.api_version).group == group;
  });
}

bool is_builtin_group(std::string_view group) {
  return std::ranges::any_of(kBuiltinKinds, [group](const BuiltinKind& row) {
    return split(row.api_version).group == group;
  });
}

/// `v1`, `v1beta1`: whatever is written where a version belongs is none, unless it looks like one.
bool is_version(std::string_view text) {
  return text.size() >= 2 && text[0] == 'v' && text[1] >= '0' && text[1] <= '9' &&
         std::ranges::all_of(
             text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); });
}

bool is_word(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (lowered(c) >= 'a' && lowered(c) <= 'z');
  });
}

bool is_plural_of(std::string_view text, std::string_view kind) {
  return text.size() > kind.size() && text.starts_with(kind) &&
         (text.substr(kind.size()) == "s" || text.substr(kind.size()) == "es");
}

/// The kind that a word of one of Kubernetes' own groups is a slip for. Short words have too many
/// neighbours to guess.
const BuiltinKind* find_meant(std::string_view kind) {
  const auto word = lowered(kind);
  const auto same = std::ranges::find_if(kBuiltinKinds, [&word](const BuiltinKind& row) {
    const auto name = lowered(row.kind);
    return name == word || is_plural_of(word, name);
  });
  if (same != kBuiltinKinds.end()) return &*same;
  constexpr std::size_t kShort = 6;
  constexpr std::size_t kLettersPerSlip = 4;
  if (kind.size() < kShort) return nullptr;
  const auto most = kind.size() / kLettersPerSlip;
  const BuiltinKind* nearest = nullptr;
  auto least = most + 1;
  for (const auto& row : kBuiltinKinds) {
    const auto distance = edit_distance(kind, row.kind, Letters::any_case, most);
    if (distance >= least) continue;
    least = distance;
    nearest = &row;
  }
  return nearest;
}

}  // namespace

bool is_builtin_kind(std::string_view group, std::string_view kind) {
  return has_kind(group, kind);
}

std::optional<KindSlip> find_kind_slip(std::string_view api_version, std::string_view kind) {
  const auto [group, version] = split(api_version);
  const auto rows = rows_of(kind);
  const bool is_dotless = group.find('.') == std::string_view::npos;
  if (!is_version(version)) return std::nullopt;
  if (!rows.empty()) {
    const bool is_ours = is_dotless ? is_word(group) : is_builtin_group(group);
    if (!is_ours || has_kind(group, kind)) return std::nullopt;
    return KindSlip{rows.front().kind, rows.front().api_version};
  }
  if (!is_builtin_group(group) || !is_word(kind)) return std::nullopt;
  const auto* meant = find_meant(kind);
  if (meant == nullptr) return std::nullopt;
  return KindSlip{meant->kind, meant->api_version};
}

}  // namespace fargate_lint::kube
