#include <algorithm>
#include <string_view>

#include "kube/claim_templates.hpp"
#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr const auto& kClaim = kube::kinds::persistent_volume_claim;
constexpr std::size_t kMaxNameBytes = 253;  // Kubernetes' limit for names

/// Whether a StatefulSet of the input makes the claim: TEMPLATE-STATEFULSET-ORDINAL. Where the
/// template's name ends is not written, so every dash is tried.
bool is_made_by_stateful_set(const kube::Inventory& inventory, std::string_view ns,
                             std::string_view claim) {
  if (claim.size() > kMaxNameBytes) return false;
  const auto ordinal = claim.find_last_not_of("0123456789");
  if (ordinal == std::string_view::npos || ordinal + 1 == claim.size()) return false;
  if (claim[ordinal] != '-') return false;
  const std::string_view base = claim.substr(0, ordinal);
  for (auto dash = base.find('-'); dash != std::string_view::npos;
       dash = base.find('-', dash + 1)) {
    const auto* set = inventory.find(kube::kinds::stateful_set, ns, base.substr(dash + 1));
    if (set == nullptr) continue;
    const auto workload = kube::as_workload(*set);
    if (!workload) continue;
    const auto templates = kube::claim_templates(*workload);
    if (std::ranges::find(templates, base.substr(0, dash), &kube::ClaimTemplate::volume) !=
        templates.end()) {
      return true;
    }
  }
  return false;
}

/// Whether a claim of that name is there, only in another namespace than the pod, and one of the
/// two namespaces was assumed: then it may well be the one.
bool is_elsewhere(const PodContext& pod, std::string_view claim) {
  return std::ranges::any_of(pod.inventory().of_kind(kClaim), [&](const kube::Object* object) {
    return object->name == claim && (pod.object.ns_assumed || object->ns_assumed);
  });
}

std::string_view folder_of(const kube::Object& object) {
  const std::string_view path = object.path();
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// Whether the input seems to hold the claims of the pod's namespace. Objects that name none have
/// only the folder in common: a tree of unrelated manifests all counts as one namespace.
bool holds_others(const PodContext& pod) {
  const auto& inventory = pod.inventory();
  if (inventory.holds_all(kClaim, pod.object.ns)) return true;
  if (!inventory.has_any(kClaim, pod.object.ns)) return false;
  if (!pod.object.ns_assumed) return true;
  return std::ranges::any_of(inventory.of_kind(kClaim), [&](const kube::Object* object) {
    return object->ns == pod.object.ns && folder_of(*object) == folder_of(pod.object);
  });
}

/// What a claim may be called, as far as the characters go; anything else is a placeholder.
bool is_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool is_expected(const PodContext& pod, std::string_view claim) {
  return is_name(claim) && holds_others(pod) &&
         !is_made_by_stateful_set(pod.inventory(), pod.object.ns, claim) &&
         !is_elsewhere(pod, claim) && !pod.inventory().is_ambiguous(kClaim, pod.object.ns, claim);
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::missing)) {
    if (!is_expected(pod, use.claim())) continue;
    auto finding = out.add(
        use.field(),
        say("claim {} is not in the input; without it the pod is refused", quote(use.claim())));
    if (!pod.inventory().holds_all(kClaim, pod.object.ns))
      finding.note("undecided: whether the cluster has it already");
  }
}

}  // namespace

constinit const Rule claim_missing = define(
    {
        .id = "FG208",
        .name = "claim-missing",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "the pod mounts a claim that the input does not hold",
        .why = "The Fargate scheduler looks at a pod once. If a claim that it mounts does not "
               "exist at that moment, the pod is refused and stays Pending, even when the claim "
               "is made a second later. This is reported where the input is declared complete, or "
               "holds other claims of the pod's namespace; a claim that a StatefulSet of the "
               "input makes counts as present.",
        .fix = "correct the name, or add the PersistentVolumeClaim and apply it before the pod",
        .page = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "persistentvolumeclaim \"CLAIM\" not found",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: catalogue
  namespace: shop
spec:
  containers:
    - name: app
      image: example.com/catalogue:1
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: picture
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pictures
  namespace: shop
spec:
  storageClassName: shared
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 5Gi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: catalogue
  namespace: shop
spec:
  containers:
    - name: app
      image: example.com/catalogue:1
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: pictures
)",
    },
    check);

}  // namespace fargate_lint::rules
