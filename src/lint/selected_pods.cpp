#include "lint/selected_pods.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kube/object.hpp"

// Each pair of label and value of a namespace has the list of the pods that carry it. A selector is
// held against the pods of its rarest pair, or against all of the namespace where it asks for no
// pair (`NotIn`, `Exists`, or nothing at all). What people write has a pair that is rare. A text
// that is made so that it has none could ask for every pod with every selector: such a run stops to
// compare after kMostCompared pods, a few seconds.

namespace fargate_lint::lint {
namespace {

using fargate::Tri;
using kube::LabelSelector;
using Operator = LabelSelector::Operator;

constexpr std::size_t kMostCompared = 50'000'000;

/// Those for Fargate first, those for other nodes last.
int rank_of(fargate::Verdict verdict) {
  switch (verdict) {
    case fargate::Verdict::fargate:
    case fargate::Verdict::refused: return 0;
    case fargate::Verdict::undecided: return 1;
    case fargate::Verdict::not_fargate: return 2;
  }
  return 2;
}

/// Whether a controller that adds labels of that pattern may be meant by a selector on this one. A
/// pattern that takes every label says only that an operator makes the pod, and by the common
/// labels of `app.kubernetes.io/` people select everything else.
bool adds(std::string_view pattern, std::string_view key) {
  if (!pattern.ends_with('*')) return pattern == key;
  pattern.remove_suffix(1);
  return !pattern.empty() && pattern != "app.kubernetes.io/" && key.starts_with(pattern);
}

bool adds_any(std::span<const std::string_view> patterns, std::string_view key) {
  return std::ranges::any_of(patterns,
                             [key](std::string_view pattern) { return adds(pattern, key); });
}

/// The pods of a StatefulSet carry their own names: the set's with an ordinal.
bool names_pod_of(std::string_view value, const kube::Object& set) {
  if (!value.starts_with(set.name)) return false;
  value.remove_prefix(set.name.size());
  return value.size() > 1 && value.front() == '-' &&
         value.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// Labels whose value the controller makes of its object's name: that of the Job or revision, say.
constexpr std::array<std::string_view, 4> kNamedAfterObject = {
    "app", "batch.kubernetes.io/job-name", "deploymentconfig", "job-name"};

/// What is known of a requirement on a label that the pod's controller adds.
Tri match_added(const LabelSelector::Requirement& requirement, const kube::Workload& workload) {
  if (std::ranges::find(kNamedAfterObject, requirement.key) != kNamedAfterObject.end() &&
      requirement.op == Operator::in) {
    const bool may_be = std::ranges::any_of(requirement.values, [&](std::string_view value) {
      return value.starts_with(workload.object->name);
    });
    return may_be ? Tri::maybe : Tri::no;
  }
  if (requirement.key != "statefulset.kubernetes.io/pod-name") return Tri::maybe;
  if (requirement.op == Operator::exists) return Tri::yes;
  if (requirement.op != Operator::in) return Tri::maybe;
  const bool named = std::ranges::any_of(requirement.values, [&](std::string_view value) {
    return names_pod_of(value, *workload.object);
  });
  return named ? Tri::yes : Tri::no;
}

/// A selector may name a value twice.
void drop_repeated(std::vector<std::span<const std::uint32_t>>& lists) {
  const auto place = [](std::span<const std::uint32_t> list) { return list.data(); };
  std::ranges::sort(lists, {}, place);
  const auto same = [&place](const auto& a, const auto& b) { return place(a) == place(b); };
  lists.erase(std::unique(lists.begin(), lists.end(), same), lists.end());
}

}  // namespace

SelectedPods::SelectedPods(const kube::Inventory& inventory,
                           std::span<const PlacedWorkload> placements)
    : workloads_(inventory.workloads()),
      placements_(placements),
      own_(std::make_unique<Index>()),
      index_(*own_) {}

SelectedPods::SelectedPods(const SelectedPods& other)
    : workloads_(other.workloads_), placements_(other.placements_), index_(other.index_) {}

int SelectedPods::rank(std::uint32_t placement) const {
  return rank_of(placements_[placement].placement.verdict);
}

const SelectedPods::Namespace* SelectedPods::look_up(std::string_view ns) {
  const std::lock_guard lock(index_.mutex);
  auto& namespaces = index_.namespaces;
  if (namespaces.empty()) {
    for (std::uint32_t i = 0; i < workloads_.size(); ++i) {
      namespaces[workloads_[i].object->ns].pods.push_back(i);
    }
  }
  const auto found = namespaces.find(ns);
  if (found == namespaces.end()) return nullptr;
  if (!found->second.indexed) index(found->second);
  return &found->second;
}

void SelectedPods::index(Namespace& space) const {
  std::ranges::stable_sort(space.pods, {}, [this](std::uint32_t i) { return rank(i); });
  for (const std::uint32_t i : space.pods) {
    for (const auto& [key, value] : workloads_[i].metadata()["labels"].entries()) {
      const auto text = value.is_null() ? std::string_view() : value.text();
      space.by_label[kube::name_key_of(key.text(), text)].push_back(i);
    }
    for (const std::string_view key : workloads_[i].kind->added_labels) {
      if (std::ranges::find(space.added_labels, key) != space.added_labels.end()) continue;
      space.added_labels.push_back(key);
    }
  }
  space.indexed = true;
}

std::vector<std::span<const std::uint32_t>> SelectedPods::candidates(
    const Namespace& space, const LabelSelector& selector) const {
  std::vector<std::span<const std::uint32_t>> fewest = {space.pods};
  std::size_t size = space.pods.size();
  for (const auto& requirement : selector.requirements) {
    if (requirement.op != Operator::in || adds_any(space.added_labels, requirement.key)) continue;
    std::vector<std::span<const std::uint32_t>> lists;
    for (const std::string_view value : requirement.values) {
      const auto list = space.by_label.find(kube::name_key_of(requirement.key, value));
      if (list != space.by_label.end()) lists.emplace_back(list->second);
    }
    drop_repeated(lists);
    std::size_t total = 0;
    for (const auto list : lists) total += list.size();
    if (total >= size) continue;
    fewest = std::move(lists);
    size = total;
  }
  return fewest;
}

Tri SelectedPods::match(const LabelSelector& selector, std::uint32_t placement) const {
  const kube::Workload& workload = workloads_[placement];
  const yaml::Node labels = workload.metadata()["labels"];
  Tri all = Tri::yes;
  for (const auto& requirement : selector.requirements) {
    const bool added = adds_any(workload.kind->added_labels, requirement.key) &&
                       !kube::label_value(labels, requirement.key);
    if (added) {
      all = all & match_added(requirement, workload);
    } else if (!requirement.holds(labels)) {
      return Tri::no;
    }
  }
  return all;
}

bool SelectedPods::may_go_on() {
  return ++compared_ < kMostCompared;
}

void SelectedPods::visit(std::string_view ns, const LabelSelector& selector,
                         const std::function<bool(const SelectedPod&)>& visit) {
  const Namespace* space = look_up(ns);
  if (space == nullptr) return;
  const auto lists = candidates(*space, selector);
  std::vector<SelectedPod> found;
  const auto take = [&](std::uint32_t placement) {
    if (!may_go_on()) return false;
    const SelectedPod pod = {placement, match(selector, placement)};
    if (pod.certain == Tri::no) return true;
    if (lists.size() == 1) return visit(pod);
    found.push_back(pod);
    return true;
  };
  for (const auto list : lists) {
    for (const std::uint32_t placement : list) {
      if (!take(placement)) return;
    }
  }
  // Of several lists, each is in order, and no pod is in two: a label has one value.
  std::ranges::sort(found, {}, [this](const SelectedPod& pod) {
    return std::pair(rank(pod.placement), pod.placement);
  });
  for (const SelectedPod& pod : found) {
    if (!visit(pod)) return;
  }
}

bool SelectedPods::is_on_fargate(const SelectedPod& pod) const {
  return placements_[pod.placement].placement.verdict != fargate::Verdict::not_fargate;
}

std::optional<SelectedPod> SelectedPods::find_on_fargate(const kube::Object& object,
                                                         const LabelSelector& selector) {
  constexpr int kMostLookedAt = 16;
  std::optional<SelectedPod> best;
  int looked_at = 0;
  visit(object.ns, selector, [&](const SelectedPod& pod) {
    if (!is_on_fargate(pod)) return false;
    const bool same_file = workloads_[pod.placement].object->source().path == object.source().path;
    if (!best || best->certain < pod.certain) best = pod;
    if (best->certain == Tri::yes && rank(best->placement) < rank(pod.placement)) return false;
    if (pod.certain != Tri::yes) return true;
    if (same_file) best = pod;
    return !same_file && ++looked_at < kMostLookedAt;
  });
  return best;
}

}  // namespace fargate_lint::lint
