#include "kube/inventory.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "kube/fields.hpp"
#include "kube/kind_table.hpp"
#include "kube/kinds.hpp"
#include "kube/nearest.hpp"
#include "kube/opener.hpp"
#include "kube/resting.hpp"
#include "kube/volume_index.hpp"
#include "yaml/value_hash.hpp"

namespace fargate_lint::kube {

void ObjectList::iterator::prefetch() const {
  constexpr std::ptrdiff_t kStep = 4;
  const auto ahead = end_ - at_;
  if (ahead > 3 * kStep) __builtin_prefetch(at_[3 * kStep]);
  if (ahead > 2 * kStep) __builtin_prefetch(at_[2 * kStep]->node.document());
  if (ahead > kStep && at_[kStep]->node) at_[kStep]->node.document()->prefetch();
}

namespace {

ScaleTarget scaled_by(const Object& autoscaler) {
  const auto target = autoscaler.spec()["scaleTargetRef"];
  auto kind = text_of(target["kind"]);
  // https://keda.sh/docs/latest/reference/scaledobject-spec: a Deployment by default.
  if (kind.empty() && autoscaler.kind == kinds::scaled_object.name) kind = "Deployment";
  return {kind, autoscaler.ns, text_of(target["name"])};
}

ScaleTarget resized_by(const Object& autoscaler) {
  const auto target = autoscaler.spec()["targetRef"];
  return {text_of(target["kind"]), autoscaler.ns, text_of(target["name"])};
}

}  // namespace

Inventory::Inventory() : autoscalers_(scaled_by), vertical_autoscalers_(resized_by) {}
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
  index_owned();
  workloads_.reserve(count_with_pods_ - owned_.size());
  auto owned = owned_.begin();
  for (const auto* object : objects_) {
    if (owned != owned_.end() && owned->object == object) {
      ++owned;
      continue;
    }
    append_workloads(*object, workloads_);
    if (workload_reference(*object)) referring_.push_back(object);
  }
}

namespace {

/// An object is owned by one of a higher rank only, so that no circle of owners hides them all.
int rank_of(const Object& object) {
  if (object.kind == kinds::pod.name) return 0;
  constexpr std::string_view kOfOthers[] = {"ReplicaSet", "ReplicationController", "Job"};
  const bool is_made = std::ranges::find(kOfOthers, object.kind) != std::end(kOfOthers) ||
                       object.kind == kinds::stateful_set.name ||
                       object.kind == kinds::daemon_set.name;
  return is_made ? 1 : 2;
}

/// Of what an operator completes, the input shows less than of what it makes.
bool shows_its_pods(const Object& object) {
  return object.workload_kind != nullptr && object.makes_pods() &&
         std::ranges::none_of(object.workload_kind->paths, &PodPath::partial);
}

}  // namespace

void Inventory::index_owned() {
  const auto is_made = [](const Object* object) {
    return object->controller_key != 0 && object->makes_pods();
  };
  if (std::ranges::none_of(objects_, is_made)) return;
  std::vector<const Object*> owners;
  for (const auto* object : objects_)
    if (object->identity_key != 0 && shows_its_pods(*object)) owners.push_back(object);
  std::ranges::sort(
      owners, {}, [](const Object* owner) { return std::pair(owner->identity_key, owner->order); });
  for (const auto* object : objects_) {
    if (!is_made(object)) continue;
    const auto same =
        std::ranges::equal_range(owners, object->controller_key, {}, &Object::identity_key);
    if (same.empty() || rank_of(*same.front()) <= rank_of(*object)) continue;
    if (same.front()->ns == object->ns) owned_.push_back({object, same.front()});
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
    if (std::tie(left.ns, left.name) != std::tie(right.ns, right.name))
      return std::tie(left.ns, left.name) < std::tie(right.ns, right.name);
    return std::tuple(left.environment, left.path().view(), left.order) <
           std::tuple(right.environment, right.path().view(), right.order);
  };
  for (auto& [name, entry] : kinds_) {
    std::ranges::sort(entry.by_name, precedes);
    entry.by_name.shrink_to_fit();
    entry.objects.shrink_to_fit();
    index_unlike(entry);
  }
}

/// Objects of kinds that may rest are not opened for it, and count as unlike whether they rest or
/// not.
void Inventory::index_unlike(OfKind& of_kind) const {
  const auto& entries = of_kind.by_name;
  const auto have_one_name = [this](const NameEntry& a, const NameEntry& b) {
    const auto& left = object_of(a);
    const auto& right = object_of(b);
    return a.key() == b.key() && left.ns == right.ns && left.name == right.name;
  };
  struct Hash {
    bool is_known = false;  ///< not of an object that rests
    std::uint64_t value = 0;
  };
  const auto hash_of = [this](const NameEntry& entry) -> Hash {
    const auto& object = object_of(entry);
    const auto* kind = object.workload_kind;
    if (object.resting != nullptr || (kind != nullptr && may_rest(*kind))) return {};
    return {true, yaml::hash_value(object.node, HashKey{}, object.metadata()["namespace"])};
  };
  Hash before;  // of the entry before, if that has the same name
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (!have_one_name(entries[i - 1], entries[i])) {
      before = {};
      continue;
    }
    if (!before.is_known) before = hash_of(entries[i - 1]);
    const auto here = hash_of(entries[i]);
    if (!here.is_known || !before.is_known || here.value != before.value)
      of_kind.unlike.push_back(i);
    before = here;
  }
}

void Inventory::index_rest() {
  append_referring();
  number_workloads();
  index_autoscalers();
  auto environments = Environment::shared;
  for (const auto* object : objects_) environments = std::max(environments, object->environment);
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(environments); ++i)
    volumes_.push_back(std::make_unique<const VolumeIndex>(*this, Environment{i}));
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
        reference ? find_referred(reference->kind, object->ns, reference->name, object) : nullptr;
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

void Inventory::index_autoscalers() {
  for (const auto* kind : {&kinds::horizontal_pod_autoscaler, &kinds::scaled_object})
    for (const auto* autoscaler : of_kind(*kind)) autoscalers_.add(*autoscaler);
  autoscalers_.sort(objects_);
  for (const auto* autoscaler : of_kind(kinds::vertical_pod_autoscaler))
    vertical_autoscalers_.add(*autoscaler);
  vertical_autoscalers_.sort(objects_);
  for (const auto* limit_range : of_kind(kinds::limit_range)) limit_ranges_.add(*limit_range);
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

const Object* Inventory::find_meant(std::string_view kind, std::string_view ns,
                                    std::string_view name, const Asker& asker) const {
  const auto* of_kind = look_up(kind);
  if (of_kind == nullptr || name.empty()) return nullptr;
  const auto range = meant(*of_kind, ns, name, asker);
  return range.empty() || !are_alike(*of_kind, range) ? nullptr : &object_of(range.back());
}

bool Inventory::may_mean_several(std::string_view kind, std::string_view ns, std::string_view name,
                                 const Asker& asker) const {
  const auto* of_kind = look_up(kind);
  return of_kind != nullptr && !name.empty() &&
         !are_alike(*of_kind, meant(*of_kind, ns, name, asker));
}

Inventory::NameRange Inventory::meant(const OfKind& of_kind, std::string_view ns,
                                      std::string_view name, const Asker& asker) const {
  const auto same_key =
      std::ranges::equal_range(of_kind.by_name, name_key_of(ns, name), {}, &NameEntry::key);
  const auto range =
      std::ranges::equal_range(same_key, std::pair(ns, name), {}, [this](const NameEntry& entry) {
        return std::pair(object_of(entry).ns, object_of(entry).name);
      });
  const auto seen =
      of_environment(NameRange(range.begin(), range.end()), asker.environment,
                     [this](const NameEntry& entry) { return object_of(entry).environment; });
  if (seen.size() < 2 || asker.path.empty()) return seen;
  // Of several environments none is nearer to what they share.
  if (object_of(seen.front()).environment != object_of(seen.back()).environment) return seen;
  return nearest(seen, asker.path,
                 [this](const NameEntry& entry) { return object_of(entry).path().view(); });
}

bool Inventory::are_alike(const OfKind& of_kind, NameRange range) {
  if (range.size() < 2) return true;
  const auto first = static_cast<std::size_t>(range.data() - of_kind.by_name.data());
  const auto next = std::ranges::upper_bound(of_kind.unlike, first);
  return next == of_kind.unlike.end() || *next >= first + range.size();
}

ObjectList Inventory::of_kind(const Kind& kind) const {
  const auto* of_kind = look_up(kind.key);
  return of_kind == nullptr ? ObjectList() : ObjectList(of_kind->objects);
}

bool Inventory::has_any(const Kind& kind, const Scope& scope) const {
  const auto* of_kind = look_up(kind.key);
  if (of_kind == nullptr) return false;
  const auto key = static_cast<std::uint32_t>(name_key_of(scope.ns, "") >> 32U);
  const auto entries =
      std::ranges::equal_range(of_kind->by_name, key, {}, &NameEntry::key_of_namespace);
  return std::ranges::any_of(entries, [&](const NameEntry& entry) {
    const auto& object = object_of(entry);
    return object.ns == scope.ns && can_meet(object.environment, scope.environment);
  });
}

bool is_inventory_kind(std::string_view group, std::string_view kind) {
  return role_of(WorkloadKinds::known(), group, kind).is_wanted;
}

}  // namespace fargate_lint::kube
