#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "list.hpp"
#include "support/budgets.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// The same object written twice is one budget (FG005 reports it).
bool is_same(const kube::Object& a, const kube::Object& b) {
  return a.ns == b.ns && a.name == b.name;
}

void report(const RunContext& run, const kube::Object& budget, const kube::Object& other,
            const lint::SelectedPod& pod, FindingSink& out) {
  auto of_this = out.about(budget);
  auto finding = of_this.add(
      budget.spec()["selector"],
      say("selects Pods that another PodDisruptionBudget selects, so their eviction fails"));
  finding.related("PodDisruptionBudget " + quote(other.name), other.spec()["selector"]);
  show(finding, run, pod);
}

/// Which budget was the first to select each pod, and how many pods of each namespace have one:
/// once all have, a budget that was reported has nothing more to say.
class Firsts {
 public:
  explicit Firsts(const RunContext& run) : run_(run), first_of_(run.placements.size()) {}

  /// The budget that selected the pod before; null if this is the first.
  const kube::Object* take(std::uint32_t pod, const kube::Object& budget) {
    const auto*& first = first_of_[pod];
    if (first != nullptr) return first;
    first = &budget;
    ++with_[budget.ns];
    return nullptr;
  }

  bool have_all(std::string_view ns) { return with_[ns] == run_.pods.count(ns); }

 private:
  const RunContext& run_;
  std::vector<const kube::Object*> first_of_;
  std::map<std::string_view, std::size_t> with_;
};

void check_budget(const RunContext& run, const kube::Object& budget,
                  const kube::LabelSelector& selector, Firsts& firsts, FindingSink& out) {
  bool reported = false;
  run.pods.visit(budget.scope(), selector, [&](const lint::SelectedPod& pod) {
    if (!run.pods.is_on_fargate(pod)) return false;
    if (pod.certain != fargate::Tri::yes) return true;
    const auto* first = firsts.take(pod.placement, budget);
    if (first != nullptr && !reported && !is_same(*first, budget)) {
      report(run, budget, *first, pod, out);
      reported = true;
    }
    return !reported || !firsts.have_all(budget.ns);
  });
}

struct Budget {
  const kube::Object* object;
  kube::LabelSelector selector;
};

/// Those that may share a pod with another. Most share none, and that is seen from the hashes of
/// labels, without coming back to the document of each pod.
std::unordered_set<const kube::Object*> likely_rivals(const RunContext& run,
                                                      const std::vector<Budget>& budgets) {
  std::unordered_set<const kube::Object*> rivals;
  Firsts firsts(run);
  for (const auto& [budget, selector] : budgets) {
    bool is_rival = false;
    run.pods.visit_likely(budget->scope(), selector, [&, budget = budget](std::uint32_t pod) {
      if (!run.pods.is_on_fargate(pod)) return false;
      if (const auto* first = firsts.take(pod, *budget)) {
        rivals.insert({first, budget});
        is_rival = true;
      }
      return !is_rival || !firsts.have_all(budget->ns);
    });
  }
  return rivals;
}

void check(const RunContext& run, FindingSink& out) {
  const auto objects = run.inventory().of_kind(kube::kinds::pod_disruption_budget);
  if (objects.size() < 2) return;
  std::vector<Budget> budgets;
  for (const auto* object : objects) {
    auto selector = selector_of(*object);
    if (selector) budgets.push_back({object, std::move(*selector)});
  }
  const auto rivals = likely_rivals(run, budgets);
  Firsts firsts(run);
  for (const auto& [budget, selector] : budgets)
    if (rivals.contains(budget)) check_budget(run, *budget, selector, firsts, out);
}

}  // namespace

constinit const Rule several_pdbs = define(
    {
        .id = "FG703",
        .name = "several-pdbs",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "more than one PodDisruptionBudget selects a Fargate pod",
        .why = "AWS patches the nodes of Fargate Pods by evicting the Pods. Kubernetes does not "
               "evict a Pod that several PodDisruptionBudgets select: each eviction fails, and "
               "AWS later deletes the Pod regardless of any budget.",
        .fix = "narrow the selectors so that one PodDisruptionBudget selects the Pods, or remove "
               "the others",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-patching.html",
        .event = "This pod has multiple PodDisruptionBudget, which the eviction subresource does "
                 "not support",
        .fires = R"(apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: web}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: everything
spec:
  maxUnavailable: 1
  selector: {}
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: web}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: others
spec:
  maxUnavailable: 1
  selector:
    matchExpressions:
      - {key: app, operator: NotIn, values: [web]}
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
