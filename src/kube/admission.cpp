#include "kube/admission.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "kube/fields.hpp"
#include "kube/kinds.hpp"

namespace fargate_lint::kube {
namespace {

using Entry = AdmittedResources::Entry;
using Entries = std::vector<Entry>;

bool names(const Entries& entries, std::string_view resource) {
  return std::ranges::find(entries, resource, &Entry::resource) != entries.end();
}

bool is_same(const Entries& a, const Entries& b) {
  return std::ranges::all_of(a, [&](const Entry& entry) {
    const auto other = std::ranges::find(b, entry.resource, &Entry::resource);
    return other == b.end() || read_quantity(entry.amount) == read_quantity(other->amount);
  });
}

/// Takes from a further LimitRange what is not there yet. False if it gives another amount of
/// something: Kubernetes does not define which of them wins
/// (https://kubernetes.io/docs/concepts/policy/limit-range/).
bool add_defaults(const AdmittedResources& further, AdmittedResources& defaults) {
  const bool agree =
      is_same(further.requests, defaults.requests) && is_same(further.limits, defaults.limits);
  for (const auto& [from, to] : {std::pair(&further.requests, &defaults.requests),
                                 std::pair(&further.limits, &defaults.limits)})
    for (const auto& entry : *from)
      if (!names(*to, entry.resource)) to->push_back(entry);
  return agree;
}

/// Whether a container leaves out something that the defaults give.
bool lacks_any(const Container& container, const AdmittedResources& defaults) {
  const auto lacks = [](const Entries& entries, auto field) {
    return std::ranges::any_of(entries, [&](const Entry& entry) { return !field(entry.resource); });
  };
  return lacks(defaults.requests,
               [&](std::string_view name) { return container.request_field(name); }) ||
         lacks(defaults.limits, [&](std::string_view name) { return container.limits[name]; });
}

/// Objects that name no namespace have only their directories in common: in a tree of unrelated
/// manifests all count as one namespace, and a LimitRange is not for all of them.
bool share_namespace(const Object& range, const Object& object) {
  if (!range.ns_assumed && !object.ns_assumed) return true;
  const auto path = range.path().view();
  const auto slash = path.rfind('/');
  const auto directory = path.substr(0, slash == std::string_view::npos ? 0 : slash + 1);
  return object.path().view().starts_with(directory);
}

bool leaves_out_requests(const Container& container) {
  return !container.request_field("cpu") || !container.request_field("memory");
}

void apply_limit_ranges(const Inventory& inventory, const Object& object, PodTemplate& pod) {
  // No namespace has so many; who writes that many must not make each pod wait for all of them.
  constexpr std::size_t kMost = 16;
  const auto ranges = inventory.limit_ranges().of(object.scope(), kMost + 1);
  if (ranges.empty()) return;
  auto& admission = pod.admission;
  auto defaults = std::make_shared<AdmittedResources>();
  for (std::size_t i = 0; i < std::min(kMost, ranges.size()); ++i) {
    const auto& [range, resources] = *ranges[i];
    if (!share_namespace(*range, object)) continue;
    const auto* meant = inventory.find(kinds::limit_range, object.ns, range->name, object);
    if (meant == nullptr) admission.limit_ranges_differ = true;
    if (meant != range) continue;
    if (admission.limit_range == nullptr) admission.limit_range = range;
    if (!add_defaults(resources, *defaults)) admission.limit_ranges_differ = true;
  }
  if (ranges.size() > kMost) admission.limit_ranges_differ = true;
  bool is_used = false;
  bool is_open = false;
  for (auto& container : pod.containers) {
    if (container.role == ContainerRole::ephemeral) continue;
    is_open = is_open || leaves_out_requests(container);
    if (!lacks_any(container, *defaults)) continue;
    container.admitted = defaults.get();
    is_used = true;
  }
  admission.limit_ranges_differ = admission.limit_ranges_differ && is_open;
  if (is_used)
    admission.resources.push_back(std::move(defaults));
  else
    admission.limit_range = nullptr;
}

/// Whether the autoscaler changes pods when they are created. `Auto` is the default
/// (https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/).
bool writes_requests(const Object& autoscaler) {
  const auto mode = autoscaler.spec()["updatePolicy"]["updateMode"];
  // `Off` without quotes is false in YAML; what was meant is plain.
  return mode.text() != "Off";
}

/// A list of the autoscaler by the containers that its entries are for, `*` for all others.
class ByContainer {
 public:
  explicit ByContainer(yaml::Node list) {
    for (const auto item : list.items()) entries_.emplace(text_of(item["containerName"]), item);
  }
  yaml::Node operator[](std::string_view name) const {
    auto entry = entries_.find(name);
    if (entry == entries_.end()) entry = entries_.find("*");
    return entry == entries_.end() ? yaml::Node() : entry->second;
  }

 private:
  std::map<std::string_view, yaml::Node> entries_;
};

void apply_vertical_autoscaler(const Object& autoscaler, PodTemplate& pod) {
  const ByContainer policies(autoscaler.spec()["resourcePolicy"]["containerPolicies"]);
  const ByContainer recommendations(
      autoscaler.node["status"]["recommendation"]["containerRecommendations"]);
  for (auto& container : pod.containers) {
    if (container.role != ContainerRole::app) continue;
    const auto policy = policies[container.name];
    if (policy["mode"].text() == "Off") continue;
    pod.admission.autoscaler = &autoscaler;
    auto changed = container.admitted == nullptr
                       ? std::make_shared<AdmittedResources>()
                       : std::make_shared<AdmittedResources>(*container.admitted);
    changed->recommended = recommendations[container.name]["target"];
    changed->least = policy["minAllowed"];
    container.admitted = changed.get();
    pod.admission.resources.push_back(std::move(changed));
  }
}

void apply_runtime_class(const Inventory& inventory, const Object& object, PodTemplate& pod) {
  const auto name = pod.field("runtimeClassName");
  if (!name.is_string() || name.text().empty()) return;
  auto& admission = pod.admission;
  admission.runtime_class = inventory.find(kinds::runtime_class, {}, name.text(), object);
  admission.runtime_class_absent = admission.runtime_class == nullptr;
}

}  // namespace

bool is_own(const Container& container, yaml::Node field) {
  if (!field || container.admitted == nullptr) return bool{field};
  const auto is_field = [field](const Entry& entry) { return entry.amount == field; };
  return std::ranges::none_of(container.admitted->requests, is_field) &&
         std::ranges::none_of(container.admitted->limits, is_field);
}

PodTemplate read_admitted_pod(const Inventory& inventory, const Workload& workload) {
  auto pod = read_pod_template(workload);
  const auto& object = *workload.object;
  apply_limit_ranges(inventory, object, pod);
  const auto* autoscaler = inventory.vertical_autoscaler_of(object);
  if (autoscaler != nullptr && writes_requests(*autoscaler))
    apply_vertical_autoscaler(*autoscaler, pod);
  apply_runtime_class(inventory, object, pod);
  return pod;
}

}  // namespace fargate_lint::kube
