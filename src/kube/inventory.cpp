#include "kube/inventory.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <tuple>
#include <utility>

#include "base/result.hpp"
#include "kube/fields.hpp"
#include "kube/kind_table.hpp"
#include "kube/kinds.hpp"
#include "kube/opener.hpp"
#include "kube/resting.hpp"
#include "kube/volume_index.hpp"

namespace fargate_lint::kube {

void ObjectList::iterator::prefetch() const {
  constexpr std::ptrdiff_t kStep = 4;
  const auto ahead = end_ - at_;
  if (ahead > 3 * kStep) __builtin_prefetch(at_[3 * kStep]);
  if (ahead > 2 * kStep) __builtin_prefetch(at_[2 * kStep]->node.document());
  if (ahead > kStep && at_[kStep]->node) at_[kStep]->node.document()->prefetch();
}

Inventory::Inventory() = default;
Inventory::~Inventory() = default;
Inventory::Inventory(Inventory&&) noexcept = default;
Inventory& Inventory::operator=(Inventory&&) noexcept = default;

void Inventory::add(std::unique_ptr<const yaml::Document> document, std::vector<Object> objects) {
  std::vector<std::unique_ptr<const yaml::Document>> documents;
  documents.push_back(std::move(document));
  add(std::move(documents), std::move(objects));
}

void Inventory::add(std::vector<std::unique_ptr<const yaml::Document>> documents,
                    std::vector<Object> objects) {
  std::ranges::move(documents, std::back_inserter(documents_));
  add(std::move(objects));
}

void Inventory::add_shared(std::shared_ptr<const void> owner, std::vector<Object> objects) {
  owners_.push_back(std::move(owner));
  add(std::move(objects));
}

void Inventory::add(std::vector<Object> objects) {
  for (auto& object : objects) {
    object.order = static_cast<std::uint32_t>(objects_.size());
    objects_.push_back(&object);
    if (object.makes_pods()) ++count_with_pods_;
  }
  // Moved, its elements stay where they are.
  added_.push_back(std::move(objects));
}

void Inventory::keep(std::shared_ptr<const RestingPart> part) {
  resting_.push_back(std::move(part));
}

const WorkloadKinds& Inventory::workload_kinds() const {
  return workload_kinds_ ? *workload_kinds_ : WorkloadKinds::known();
}

void Inventory::index_workloads() {
  workloads_.reserve(count_with_pods_);
  for (const auto* object : objects_) {
    append_workloads(*object, workloads_);
    if (workload_reference(*object)) referring_.push_back(object);
  }
}

void Inventory::index_names() {
  // Names of known kinds are constants: their addresses tell most of them apart.
  struct Recent {
    std::string_view kind;
    OfKind* of_kind = nullptr;
  };
  std::array<Recent, 64> recent;
  for (const auto* object : objects_) {
    auto key = object->kind;
    if (object->is_namesake) {
      const auto* namesake = find_namesake(object->group(), object->kind);
      if (namesake == nullptr) continue;
      key = namesake->key;
    }
    const auto address = reinterpret_cast<std::uintptr_t>(key.data());
    auto& [kind, of_kind] = recent[(address ^ address >> 6U) % recent.size()];
    if (of_kind == nullptr || kind != key) {
      kind = key;
      of_kind = &kinds_[kind];
    }
    of_kind->objects.push_back(object);
    of_kind->by_name.emplace_back(object->name_key, *object);
  }
  const auto precedes = [this](const NameEntry& a, const NameEntry& b) {
    if (a.key() != b.key()) return a.key() < b.key();
    const auto& left = object_of(a);
    const auto& right = object_of(b);
    return std::tie(left.ns, left.name, left.order) < std::tie(right.ns, right.name, right.order);
  };
  for (auto& [name, entry] : kinds_) {
    std::ranges::sort(entry.by_name, precedes);
    entry.by_name.shrink_to_fit();
    entry.objects.shrink_to_fit();
  }
}

void Inventory::index_rest() {
  append_referring();
  number_workloads();
  index_autoscalers();
  volumes_ = std::make_unique<const VolumeIndex>(*this);
}

void Inventory::verify_files() const {
  const DocumentFile* verified = nullptr;
  for (const auto& part : resting_) {
    // The parts of a file follow each other.
    if (part->file == nullptr || part->file.get() == verified) continue;
    part->file->verify();
    verified = part->file.get();
  }
}

/// The workloads of objects whose pod template is that of another object, in their places.
void Inventory::append_referring() {
  for (const auto* object : referring_) {
    const auto reference = workload_reference(*object);
    const auto* target =
        reference ? find_referred(reference->kind, object->ns, reference->name) : nullptr;
    if (target == nullptr) continue;
    const auto pod = target->resting != nullptr ? wake(*target) : target->pod();
    if (!pod) continue;
    const auto& kind = *object->workload_kind;
    workloads_.push_back({object, &kind.paths.front(), pod});
  }
  if (referring_.empty()) return;
  std::ranges::stable_sort(workloads_, {},
                           [](const Workload& workload) { return workload.object->order; });
}

/// The pod of an object that rests, in a document that is kept from now on.
yaml::Node Inventory::wake(const Object& object) {
  Opener opener(*this);
  const auto pod = opener.open(object).pod();
  documents_.push_back(pod.document()->clone());
  return {documents_.back().get(), pod.index()};
}

void Inventory::number_workloads() {
  first_workload_.reserve(objects_.size() + 1);
  std::uint32_t number = 0;
  for (std::uint32_t order = 0; order <= objects_.size(); ++order) {
    first_workload_.push_back(number);
    while (number < workloads_.size() && workloads_[number].object->order == order) ++number;
  }
  require(number == workloads_.size(), "workloads stand in the order of their objects");
}

std::span<const Workload> Inventory::workloads_of(const Object& object) const {
  const auto first = first_workload_[object.order];
  return std::span(workloads_).subspan(first, first_workload_[object.order + 1] - first);
}

namespace {

/// Kind, namespace and name of what an autoscaler scales.
using Target = std::tuple<std::string_view, std::string_view, std::string_view>;
Target target_of(const Object& autoscaler) {
  const auto target = autoscaler.spec()["scaleTargetRef"];
  auto kind = text_of(target["kind"]);
  // https://keda.sh/docs/latest/reference/scaledobject-spec: a Deployment by default.
  if (kind.empty() && autoscaler.kind == kinds::scaled_object.name) kind = "Deployment";
  return {kind, autoscaler.ns, text_of(target["name"])};
}

}  // namespace

void Inventory::index_autoscalers() {
  const auto plain = of_kind(kinds::horizontal_pod_autoscaler);
  const auto of_keda = of_kind(kinds::scaled_object);
  autoscalers_.reserve(plain.size() + of_keda.size());
  for (const auto& autoscalers : {plain, of_keda})
    for (const auto* autoscaler : autoscalers)
      autoscalers_.emplace_back(name_key_of(autoscaler->ns, std::get<2>(target_of(*autoscaler))),
                                *autoscaler);
  std::ranges::sort(autoscalers_, [this](const NameEntry& a, const NameEntry& b) {
    if (a.key() != b.key()) return a.key() < b.key();
    const auto left = target_of(object_of(a));
    const auto right = target_of(object_of(b));
    return left != right ? left < right : a.order < b.order;
  });
}

const Object* Inventory::autoscaler_of(const Object& object) const {
  if (object.name.empty()) return nullptr;
  const Target wanted = {object.kind, object.ns, object.name};
  const auto is_after = [&](std::uint64_t key, const NameEntry& entry) {
    return key != entry.key() ? key < entry.key() : wanted < target_of(object_of(entry));
  };
  const auto after =
      std::upper_bound(autoscalers_.begin(), autoscalers_.end(), object.name_key, is_after);
  if (after == autoscalers_.begin() || std::prev(after)->key() != object.name_key) return nullptr;
  const auto& last = object_of(*std::prev(after));
  return target_of(last) == wanted ? &last : nullptr;
}

bool Inventory::holds_all(const Kind& kind, std::string_view ns) const {
  return complete_ || std::ranges::any_of(complete_kinds_, [&](const auto& whole) {
           return whole.first == &kind && (whole.second.empty() || whole.second == ns);
         });
}

void Inventory::set_complete(const Kind& kind, std::string ns) {
  complete_kinds_.emplace_back(&kind, std::move(ns));
}

const Inventory::OfKind* Inventory::look_up(std::string_view kind) const {
  const auto entry = kinds_.find(kind);
  return entry == kinds_.end() ? nullptr : &entry->second;
}

const Object* Inventory::find_referred(std::string_view kind, std::string_view ns,
                                       std::string_view name) const {
  const auto* of_kind = look_up(kind);
  if (of_kind == nullptr || name.empty()) return nullptr;
  const auto is_after = [&](std::uint64_t key, const NameEntry& entry) {
    if (key != entry.key()) return key < entry.key();
    const auto& object = object_of(entry);
    return std::tie(ns, name) < std::tie(object.ns, object.name);
  };
  const auto after = std::upper_bound(of_kind->by_name.begin(), of_kind->by_name.end(),
                                      name_key_of(ns, name), is_after);
  if (after == of_kind->by_name.begin()) return nullptr;
  const auto& last = object_of(*std::prev(after));
  return last.ns == ns && last.name == name ? &last : nullptr;
}

ObjectList Inventory::of_kind(const Kind& kind) const {
  const auto* of_kind = look_up(kind.key);
  return of_kind == nullptr ? ObjectList() : ObjectList(of_kind->objects);
}

bool Inventory::has_any(const Kind& kind, std::string_view ns) const {
  const auto* of_kind = look_up(kind.key);
  if (of_kind == nullptr) return false;
  const auto key = static_cast<std::uint32_t>(name_key_of(ns, "") >> 32U);
  const auto entries =
      std::ranges::equal_range(of_kind->by_name, key, {}, &NameEntry::key_of_namespace);
  return std::ranges::any_of(entries,
                             [&](const NameEntry& entry) { return object_of(entry).ns == ns; });
}

bool is_inventory_kind(std::string_view group, std::string_view kind) {
  return role_of(WorkloadKinds::known(), group, kind).is_wanted;
}

}  // namespace fargate_lint::kube
