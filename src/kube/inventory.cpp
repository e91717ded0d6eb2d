#include "kube/inventory.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>
#include <utility>

#include "kube/volume_index.hpp"

namespace fargate_lint::kube {
namespace {

struct InventoryKind {
  std::string_view kind;
  std::string_view group;
  constexpr auto operator<=>(const InventoryKind&) const = default;
};

/// Kinds that rules look up, besides workloads.
constexpr std::array kInventoryKinds = {
    InventoryKind{"GRPCRoute", "gateway.networking.k8s.io"},
    InventoryKind{"Gateway", "gateway.networking.k8s.io"},
    InventoryKind{"GatewayClass", "gateway.networking.k8s.io"},
    InventoryKind{"HTTPRoute", "gateway.networking.k8s.io"},
    InventoryKind{"HorizontalPodAutoscaler", "autoscaling"},
    InventoryKind{"Ingress", "extensions"},
    InventoryKind{"Ingress", "networking.k8s.io"},
    InventoryKind{"IngressClass", "networking.k8s.io"},
    InventoryKind{"IngressClassParams", "eks.amazonaws.com"},
    InventoryKind{"IngressClassParams", "elbv2.k8s.aws"},
    InventoryKind{"LoadBalancerConfiguration", "gateway.k8s.aws"},
    InventoryKind{"MutatingWebhookConfiguration", "admissionregistration.k8s.io"},
    InventoryKind{"Namespace", ""},
    InventoryKind{"NetworkPolicy", "extensions"},
    InventoryKind{"NetworkPolicy", "networking.k8s.io"},
    InventoryKind{"PersistentVolume", ""},
    InventoryKind{"PersistentVolumeClaim", ""},
    InventoryKind{"PodDisruptionBudget", "policy"},
    InventoryKind{"PodIdentityAssociation", "eks.services.k8s.aws"},
    InventoryKind{"SecurityGroupPolicy", "vpcresources.k8s.aws"},
    InventoryKind{"Service", ""},
    InventoryKind{"ServiceAccount", ""},
    InventoryKind{"StorageClass", "storage.k8s.io"},
    InventoryKind{"TCPRoute", "gateway.networking.k8s.io"},
    InventoryKind{"TLSRoute", "gateway.networking.k8s.io"},
    InventoryKind{"TargetGroupBinding", "eks.amazonaws.com"},
    InventoryKind{"TargetGroupBinding", "elbv2.k8s.aws"},
    InventoryKind{"TargetGroupConfiguration", "gateway.k8s.aws"},
    InventoryKind{"UDPRoute", "gateway.networking.k8s.io"},
    InventoryKind{"VerticalPodAutoscaler", "autoscaling.k8s.io"},
};
static_assert(std::ranges::is_sorted(kInventoryKinds));

bool is_listed(std::string_view group, std::string_view kind) {
  return std::ranges::binary_search(kInventoryKinds, InventoryKind{kind, group});
}

/// Of another group than the kind that rules mean by the name, such as Knative's Service.
bool is_namesake(std::string_view group, std::string_view kind) {
  const auto row = std::ranges::lower_bound(kInventoryKinds, kind, {}, &InventoryKind::kind);
  const bool name_listed = row != kInventoryKinds.end() && row->kind == kind;
  if (name_listed) return !is_listed(group, kind);
  const auto rows = workload_kinds();
  return std::ranges::find(rows, kind, &WorkloadKind::kind) != rows.end() &&
         find_workload_kind(group, kind) == nullptr;
}

std::size_t hash_of(std::string_view ns, std::string_view name) {
  const std::hash<std::string_view> hash;
  // Mixed so that a name and a namespace that are equal do not cancel out.
  return hash(ns) * 31 + hash(name);
}

}  // namespace

Inventory::Inventory() = default;
Inventory::~Inventory() = default;
Inventory::Inventory(Inventory&&) noexcept = default;
Inventory& Inventory::operator=(Inventory&&) noexcept = default;

void Inventory::add(std::unique_ptr<const yaml::Document> document, std::vector<Object> objects) {
  documents_.push_back(std::move(document));
  for (auto& object : objects) {
    object.order = static_cast<std::uint32_t>(objects_.size());
    objects_.push_back(object);
  }
}

void Inventory::index() {
  for (const auto& object : objects_) {
    if (const auto workload = as_workload(object)) workloads_.push_back(*workload);
    if (is_namesake(object.group(), object.kind)) continue;
    auto& entry = kinds_[object.kind];
    entry.objects.push_back(&object);
    entry.by_name.push_back({hash_of(object.ns, object.name), &object});
    entry.namespaces.insert(object.ns);
  }
  const auto precedes = [](const NameEntry& a, const NameEntry& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return std::tie(a.object->ns, a.object->name, a.object->order) <
           std::tie(b.object->ns, b.object->name, b.object->order);
  };
  for (auto& [kind, entry] : kinds_) std::ranges::sort(entry.by_name, precedes);
  volumes_ = std::make_unique<const VolumeIndex>(*this);
}

const Inventory::OfKind* Inventory::look_up(std::string_view kind) const {
  const auto entry = kinds_.find(kind);
  return entry == kinds_.end() ? nullptr : &entry->second;
}

const Object* Inventory::find(std::string_view kind, std::string_view ns,
                              std::string_view name) const {
  const auto* of_kind = look_up(kind);
  if (of_kind == nullptr) return nullptr;
  const auto wanted = hash_of(ns, name);
  const auto is_after = [&](std::size_t hash, const NameEntry& entry) {
    if (hash != entry.hash) return hash < entry.hash;
    return std::tie(ns, name) < std::tie(entry.object->ns, entry.object->name);
  };
  const auto after =
      std::upper_bound(of_kind->by_name.begin(), of_kind->by_name.end(), wanted, is_after);
  if (after == of_kind->by_name.begin()) return nullptr;
  const auto* last = std::prev(after)->object;
  return last->ns == ns && last->name == name ? last : nullptr;
}

std::span<const Object* const> Inventory::of_kind(std::string_view kind) const {
  const auto* of_kind = look_up(kind);
  if (of_kind == nullptr) return {};
  return of_kind->objects;
}

bool Inventory::has_any(std::string_view kind, std::string_view ns) const {
  const auto* of_kind = look_up(kind);
  return of_kind != nullptr && of_kind->namespaces.contains(ns);
}

bool is_inventory_kind(std::string_view group, std::string_view kind) {
  return is_listed(group, kind) || find_workload_kind(group, kind) != nullptr;
}

}  // namespace fargate_lint::kube
