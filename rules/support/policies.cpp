#include "support/policies.hpp"

#include <algorithm>

#include "kube/fields.hpp"
#include "yaml/path.hpp"

namespace fargate_lint::rules {
namespace {

/// The keys and numbers on the way from a node down to another; nothing if it is not in it.
std::optional<std::vector<std::string>> path_between(yaml::Node from, yaml::Node to) {
  std::vector<std::string> path;
  while (from != to) {
    yaml::Node child;
    std::string part;
    std::size_t number = 0;
    for (const auto& [key, value] : from.entries())
      if (value.index() <= to.index()) {
        child = value;
        part = key.text();
      }
    for (const auto item : from.items()) {
      if (item.index() <= to.index()) {
        child = item;
        part = std::to_string(number);
      }
      ++number;
    }
    if (!child) return std::nullopt;
    path.push_back(std::move(part));
    from = child;
  }
  return path;
}

kube::Draft* descend(kube::Draft& draft, const std::vector<std::string>& path) {
  auto* at = &draft;
  for (const auto& part : path) {
    if (at->is_sequence()) {
      const auto number = static_cast<std::size_t>(std::stoul(part));
      if (number >= at->items.size()) return nullptr;
      at = &at->items[number];
      continue;
    }
    at = at->find(part);
    if (at == nullptr) return nullptr;
  }
  return at;
}

/// Whether the object holds the pod as a pod is written, and nothing is added to it later.
bool is_plain(const kube::Workload& workload) {
  const auto& path = *workload.path;
  return path.metadata == "metadata" && path.spec == "spec" && path.shared.empty() &&
         path.containers.empty() && !path.partial && path.complete == nullptr &&
         workload.pod["spec"].is_mapping();
}

/// A path without the numbers of list items, which differ from pod to pod.
std::string without_numbers(std::string_view path) {
  std::string plain;
  for (std::size_t i = 0; i < path.size(); ++i) {
    plain += path[i];
    if (path[i] != '[') continue;
    auto end = i + 1;
    while (end < path.size() && path[end] >= '0' && path[end] <= '9') ++end;
    if (end > i + 1 && end < path.size() && path[end] == ']') i = end - 1;
  }
  return plain;
}

}  // namespace

PatchedPod::PatchedPod(const lint::RunContext& run, const kube::Workload& workload,
                       kube::Draft draft)
    : run_(run), object_(*workload.object), draft_(std::move(draft)) {}

std::unique_ptr<PatchedPod> PatchedPod::make(const lint::RunContext& run,
                                             const kube::Workload& workload) {
  if (!is_plain(workload)) return nullptr;
  auto path = path_between(workload.object->node, workload.pod);
  auto draft = kube::Draft::copy(workload.object->node);
  if (!path || !draft) return nullptr;
  std::unique_ptr<PatchedPod> patched(new PatchedPod(run, workload, std::move(*draft)));
  patched->path_ = std::move(*path);
  std::vector<kube::Workload> all;
  kube::append_workloads(*workload.object, all);
  const auto own = std::ranges::find(all, workload.pod, &kube::Workload::pod);
  patched->number_ = static_cast<std::size_t>(own - all.begin());
  return patched;
}

kube::Applied PatchedPod::apply_to_pod(const kube::Change& change) {
  auto* pod = descend(draft_, path_);
  return pod == nullptr ? kube::Applied::no : kube::apply(change, *pod);
}

bool PatchedPod::judge() {
  workloads_.clear();
  objects_.clear();
  document_ = kube::make_document(draft_, {.path = object_.path()});
  if (document_.document == nullptr) return false;
  const auto& inventory = run_.inventory();
  kube::append_objects(*document_.document, object_.ns, inventory.workload_kinds(), objects_);
  if (objects_.size() != 1) return false;
  objects_.front().ns = object_.ns;
  objects_.front().ns_assumed = object_.ns_assumed;
  objects_.front().order = object_.order;
  objects_.front().environment = object_.environment;
  kube::append_workloads(objects_.front(), workloads_);
  if (number_ >= workloads_.size()) return false;
  const auto& workload = workloads_[number_];
  pod_ = kube::read_admitted_pod(inventory, workload);
  judgement_ =
      fargate::place(workload, pod_, run_.fleet.profiles(), inventory, run_.fleet.other_nodes());
  return true;
}

std::string PatchedPod::field_of(const fargate::Violation& violation) const {
  auto field = without_numbers(yaml::path_of(violation.field, workloads_[number_].pod));
  if (!violation.field.is_mapping() && !violation.field.is_sequence())
    field.append(": ").append(violation.field.text());
  return field;
}

const kube::Object* PolicyMeetings::space_of(const kube::Object& object) {
  const auto [entry, added] = spaces_.try_emplace(object.scope(), nullptr);
  if (added) {
    entry->second =
        run_.inventory().find(kube::kinds::name_space, "", object.ns, object.environment);
  }
  return entry->second;
}

kube::Admitted PolicyMeetings::admitted_object(const kube::Workload& workload) {
  const auto& object = *workload.object;
  kube::Admitted admitted;
  admitted.group = object.group();
  admitted.kind = object.kind;
  admitted.object = &object;
  admitted.space = space_of(object);
  admitted.labels = object.labels();
  admitted.name = object.name;
  return admitted;
}

kube::Admitted PolicyMeetings::admitted_pod(const kube::Workload& workload) {
  const auto& object = *workload.object;
  kube::Admitted admitted;
  admitted.kind = kube::kinds::pod.name;
  admitted.object = &object;
  admitted.space = space_of(object);
  admitted.labels = workload.metadata()["labels"];
  if (workload.pod == object.node && object.is_named) admitted.name = object.name;
  admitted.added_labels = workload.kind().added_labels;
  return admitted;
}

const std::vector<std::uint32_t>& PolicyMeetings::near(std::uint32_t placement, std::size_t count,
                                                       const MatchAt& match_at,
                                                       const PolicyAt& policy_at) {
  const auto& workload = run_.inventory().workloads()[placement];
  const auto& object = *workload.object;
  const Place place{object.scope(), object.kind, object.ns_assumed};
  const auto [entry, added] = near_.try_emplace(place);
  if (!added || !run_.pods.may_go_on(count)) return entry->second;
  kube::Admitted pod;
  pod.kind = kube::kinds::pod.name;
  pod.object = &object;
  kube::Admitted maker;
  maker.group = object.group();
  maker.kind = object.kind;
  maker.object = &object;
  for (std::size_t i = 0; i < count; ++i) {
    if (!can_meet(policy_at(i), object)) continue;
    const auto& match = match_at(i);
    if (either(match.matches_place(pod), match.matches_place(maker)) != kube::Answer::no)
      entry->second.push_back(static_cast<std::uint32_t>(i));
  }
  return entry->second;
}

Meeting PolicyMeetings::meet(const kube::PolicyMatch& match, const kube::Workload& workload) {
  if (!run_.pods.may_go_on()) return {};
  Meeting meeting;
  meeting.pod = match.matches(admitted_pod(workload));
  if (workload.pod != workload.object->node)
    meeting.object = match.matches(admitted_object(workload));
  return meeting;
}

}  // namespace fargate_lint::rules
