#include "lint/selected_pods.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/parallel.hpp"
#include "kube/object.hpp"

// The labels of a namespace's pods are sorted by the hash of their key and value, so that the pods
// that carry a pair stand together; the labels themselves have the last word. A selector is held
// against the pods of its rarest pair, or against all of the namespace where it asks for no pair
// (`NotIn`, `Exists`, or nothing at all). What people write has a pair that is rare. A text that is
// made so that it has none could ask for every pod with every selector: such a run stops to compare
// after kMostCompared pods, and says so.

namespace fargate_lint::lint {
namespace {

using fargate::Tri;
using kube::LabelSelector;
using Operator = LabelSelector::Operator;

/// Those for Fargate first, those for other nodes last.
constexpr std::uint8_t kElsewhere = 2;
std::uint8_t rank_of(const fargate::Placement& placement) {
  switch (placement.verdict) {
    case fargate::Verdict::fargate:
    case fargate::Verdict::refused: return 0;
    // Undecided may be only whether Fargate can run it.
    case fargate::Verdict::undecided: return placement.selected ? 0 : 1;
    case fargate::Verdict::not_fargate: return kElsewhere;
  }
  return kElsewhere;
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

std::uint32_t digest_of(std::string_view key, std::string_view value) {
  const auto digest = kube::name_key_of(key, value);
  return static_cast<std::uint32_t>(digest ^ (digest >> 32U));
}

/// The hashes of what a requirement takes, each once: a selector may name a value twice.
std::vector<std::uint32_t> digests_of(const LabelSelector::Requirement& requirement) {
  std::vector<std::uint32_t> digests;
  digests.reserve(requirement.values.size());
  for (const std::string_view value : requirement.values)
    digests.push_back(digest_of(requirement.key, value));
  std::ranges::sort(digests);
  digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
  return digests;
}

/// False if the labels are sure to lack what the requirement asks for.
bool may_hold(const LabelSelector::Requirement& requirement, const kube::Labels& labels) {
  constexpr std::size_t kFewValues = 8;
  if (requirement.op != Operator::in || requirement.values.size() > kFewValues) return true;
  return std::ranges::any_of(labels, [&](const auto& label) {
    return label.key == requirement.key &&
           std::ranges::find(requirement.values, label.value) != requirement.values.end();
  });
}

}  // namespace

SelectedPods::SelectedPods(const kube::Inventory& inventory,
                           std::span<const PlacedWorkload> placements,
                           std::vector<kube::Labels> labels, unsigned threads)
    : workloads_(inventory.workloads()), own_(std::make_unique<Index>()), index_(*own_) {
  own_->labels = std::move(labels);
  own_->ranks.reserve(placements.size());
  for (const auto& placed : placements) own_->ranks.push_back(rank_of(*placed.placement));
  std::vector<Namespace*> spaces;
  auto space = own_->namespaces.end();
  for (std::uint32_t i = 0; i < workloads_.size(); ++i) {
    const std::string_view ns = workloads_[i].object->ns;
    if (space == own_->namespaces.end() || space->first != ns) {
      bool is_new = false;
      std::tie(space, is_new) = own_->namespaces.try_emplace(ns);
      if (is_new) spaces.push_back(&space->second);
    }
    space->second.pods.push_back(i);
  }
  for_each_index(
      spaces.size(), threads, [&](std::size_t i) { index(*spaces[i]); }, 1);
}

SelectedPods::SelectedPods(const SelectedPods& other, std::size_t most_compared)
    : workloads_(other.workloads_), index_(other.index_), most_compared_(most_compared) {}

const SelectedPods::Namespace* SelectedPods::look_up(std::string_view ns) const {
  const auto found = index_.namespaces.find(ns);
  return found == index_.namespaces.end() ? nullptr : &found->second;
}

void SelectedPods::index(Namespace& space) const {
  std::ranges::stable_sort(space.pods, {}, [this](std::uint32_t i) { return index_.ranks[i]; });
  std::size_t labels = 0;
  for (const auto pod : space.pods)
    labels += static_cast<std::size_t>(std::ranges::distance(index_.labels[pod]));
  space.labels.reserve(labels);
  for (std::uint32_t place = 0; place < space.pods.size(); ++place) {
    const auto pod = space.pods[place];
    for (const auto& label : index_.labels[pod])
      space.labels.push_back({digest_of(label.key, label.value), place});
    for (const std::string_view key : workloads_[pod].kind().added_labels) {
      if (std::ranges::find(space.added_labels, key) != space.added_labels.end()) continue;
      space.added_labels.push_back(key);
    }
  }
  std::ranges::sort(space.labels);
}

std::optional<std::vector<SelectedPods::Range>> SelectedPods::candidates(
    const Namespace& space, const LabelSelector& selector) const {
  std::optional<std::vector<Range>> fewest;
  auto size = space.pods.size();
  for (const auto& requirement : selector.requirements) {
    if (requirement.op != Operator::in || adds_any(space.added_labels, requirement.key)) continue;
    std::vector<Range> ranges;
    std::size_t total = 0;
    for (const auto digest : digests_of(requirement)) {
      const auto range = std::ranges::equal_range(space.labels, digest, {}, &Label::digest);
      ranges.emplace_back(range.begin(), range.end());
      total += range.size();
    }
    if (total >= size) continue;
    fewest = std::move(ranges);
    size = total;
  }
  return fewest;
}

bool SelectedPods::may_match(const LabelSelector& selector, std::uint32_t placement) const {
  return std::ranges::all_of(selector.requirements, [&](const auto& requirement) {
    return adds_any(workloads_[placement].kind().added_labels, requirement.key) ||
           may_hold(requirement, index_.labels[placement]);
  });
}

Tri SelectedPods::match(const LabelSelector& selector, std::uint32_t placement) const {
  const auto& workload = workloads_[placement];
  const auto& labels = index_.labels[placement];
  auto all = Tri::yes;
  for (const auto& requirement : selector.requirements) {
    const bool may_be_added = adds_any(workload.kind().added_labels, requirement.key);
    if (!may_be_added && !may_hold(requirement, labels)) return Tri::no;
    const auto value = labels.value(requirement.key);
    if (may_be_added && !value) {
      all = all & match_added(requirement, workload);
    } else if (!requirement.holds(value)) {
      return Tri::no;
    }
  }
  return all;
}

bool SelectedPods::may_go_on(std::size_t steps) {
  has_stopped_ = most_compared_ - compared_ < steps;
  compared_ = has_stopped_ ? most_compared_ : compared_ + steps;
  return !has_stopped_;
}

void SelectedPods::visit(const kube::Scope& scope, const LabelSelector& selector,
                         const std::function<bool(const SelectedPod&)>& visit) {
  visit_candidates(scope, selector, [&](std::uint32_t placement) {
    const SelectedPod pod = {placement, match(selector, placement)};
    return pod.certain == Tri::no || visit(pod);
  });
}

void SelectedPods::visit_likely(const kube::Scope& scope, const LabelSelector& selector,
                                const std::function<bool(std::uint32_t)>& visit) {
  visit_candidates(scope, selector, [&](std::uint32_t placement) {
    return !may_match(selector, placement) || visit(placement);
  });
}

void SelectedPods::visit_candidates(const kube::Scope& scope, const LabelSelector& selector,
                                    const std::function<bool(std::uint32_t)>& take_placement) {
  const auto* space = look_up(scope.ns);
  if (space == nullptr) return;
  const auto take = [&](std::uint32_t place) {
    const auto pod = space->pods[place];
    return may_go_on() && (!is_in(scope, pod) || take_placement(pod));
  };
  const auto ranges = candidates(*space, selector);
  if (!ranges) {
    for (std::uint32_t place = 0; place < space->pods.size(); ++place)
      if (!take(place)) return;
    return;
  }
  if (ranges->size() == 1) {
    for (const auto& label : ranges->front())
      if (!take(label.place)) return;
    return;
  }
  Places places;
  for (const auto range : *ranges)
    for (const auto& label : range) places.push_back(label.place);
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  for (const auto place : places)
    if (!take(place)) return;
}

std::size_t SelectedPods::count(std::string_view ns) const {
  const auto* space = look_up(ns);
  return space == nullptr ? 0 : space->pods.size();
}

bool SelectedPods::is_in(const kube::Scope& scope, std::uint32_t placement) const {
  return kube::can_meet(workloads_[placement].object->environment, scope.environment);
}

std::optional<std::uint32_t> SelectedPods::first_on_fargate(const kube::Scope& scope) const {
  const auto* space = look_up(scope.ns);
  if (space == nullptr) return std::nullopt;
  for (const auto pod : space->pods) {
    if (!is_on_fargate(pod)) break;
    if (is_in(scope, pod)) return pod;
  }
  return std::nullopt;
}

bool SelectedPods::is_on_fargate(std::uint32_t placement) const {
  return index_.ranks[placement] != kElsewhere;
}

std::optional<SelectedPod> SelectedPods::find_on_fargate(const kube::Object& object,
                                                         const LabelSelector& selector) {
  constexpr int kMostLookedAt = 16;
  std::optional<SelectedPod> best;
  int looked_at = 0;
  const SharedText& path = object.path();
  visit(object.scope(), selector, [&](const SelectedPod& pod) {
    if (!is_on_fargate(pod)) return false;
    if (!best || best->certain < pod.certain) best = pod;
    if (best->certain == Tri::yes && index_.ranks[best->placement] < index_.ranks[pod.placement]) {
      return false;
    }
    if (pod.certain != Tri::yes) return true;
    const bool same_file = workloads_[pod.placement].object->path() == path;
    if (same_file) best = pod;
    return !same_file && ++looked_at < kMostLookedAt;
  });
  return best;
}

}  // namespace fargate_lint::lint
