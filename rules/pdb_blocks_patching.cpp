#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/budgets.hpp"
#include "support/scaling.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// What a budget demands: a number of pods, or a share of all in percent.
struct Demand {
  yaml::Node field;
  std::int64_t number = 0;
  bool percent = false;
};

std::optional<Demand> read_demand(yaml::Node field) {
  if (const auto number = field.integer(); number && *number >= 0) return Demand{field, *number};
  std::string_view text = kube::text_of(field);
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  if (text.empty() || text.size() > 3) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return Demand{field, number, true};
}

/// Pods that must be there, of so many: shares are rounded up
/// (k8s.io/kubernetes pkg/controller/disruption, getExpectedPodCount).
std::int64_t least_of(const Demand& demand, std::int64_t pods) {
  return demand.percent ? (demand.number * pods + 99) / 100 : demand.number;
}

/// The pods that a budget selects, counted as far as the input tells.
struct Count {
  std::int64_t least = 0;
  std::int64_t most = 0;
  bool assumed = false;
  bool known = true;
};

/// Stops as soon as there are more than the budget demands.
Count count_pods(const RunContext& run, const ReplicaNotes& notes, const kube::Object& budget,
                 const kube::LabelSelector& selector, const Demand& demand) {
  constexpr std::int64_t kMany = 1'000'000;  // keeps sums small, whatever is written
  Count count;
  run.pods.visit(budget.scope(), selector, [&](const lint::SelectedPod& pod) {
    const auto range = noted_replicas(run, notes, pod.placement);
    if (!range || pod.certain != fargate::Tri::yes) return count.known = false;
    count.least += std::min(range->least, kMany);
    count.most += std::min(range->most, kMany);
    count.assumed = count.assumed || range->assumed;
    return least_of(demand, count.least) >= count.least && count.least < kMany;
  });
  return count;
}

Quoted describe(std::string_view name, const Demand& demand) {
  return quote(std::string(name) + ": " + std::string(demand.field.text()));
}

class Check {
 public:
  Check(const RunContext& run, const ReplicaNotes& notes) : run_(run), notes_(notes) {}

  void check(const kube::Object& budget, FindingSink& out) const {
    const auto spec = budget.spec();
    const auto most = read_demand(spec["maxUnavailable"]);
    const auto least = most ? std::nullopt : read_demand(spec["minAvailable"]);
    // What the budget says is at hand; its pods have to be looked for.
    const bool may_block = most ? most->number == 0 : least && least->number != 0;
    if (!may_block) return;
    const auto selector = selector_of(budget);
    if (!selector) return;
    const auto pod = run_.pods.find_on_fargate(budget, *selector);
    if (!pod || pod->certain != fargate::Tri::yes) return;
    if (most)
      report(out, *most, say("{}", describe("maxUnavailable", *most)), *pod);
    else if (least)
      check_least(budget, *selector, *least, *pod, out);
  }

 private:
  lint::FindingBuilder report(FindingSink& out, const Demand& demand, const Message& what,
                              const lint::SelectedPod& pod) const {
    auto finding =
        out.add(demand.field, say("{} allows no eviction, so AWS cannot patch gracefully", what));
    show(finding, run_, pod);
    return finding;
  }

  void check_least(const kube::Object& budget, const kube::LabelSelector& selector,
                   const Demand& demand, const lint::SelectedPod& pod, FindingSink& out) const {
    const auto what = describe("minAvailable", demand);
    if (demand.percent && demand.number >= 100) {
      report(out, demand, say("{}", what), pod);
      return;
    }
    const auto count = count_pods(run_, notes_, budget, selector, demand);
    if (!count.known || count.least <= 0 || least_of(demand, count.least) < count.least) return;
    // An autoscaler may raise the number to one of which some can be evicted.
    if (least_of(demand, count.most) < count.most) return;
    auto finding = report(out, demand,
                          say("{} of {} {}", what, seen(count.least),
                              count.least == 1 ? Words("replica") : Words("replicas")),
                          pod);
    if (count.assumed && !kube::holds_all_autoscalers(run_.inventory(), budget.ns)) {
      finding.severity(Severity::info)
          .note("undecided: `replicas` is not set, and nothing in the input scales the workload");
    }
  }

  const RunContext& run_;
  ReplicaNotes notes_;
};

void check(const RunContext& run, const ReplicaNotes& notes, FindingSink& out) {
  const Check check(run, notes);
  for (const auto* budget : run.inventory().of_kind(kube::kinds::pod_disruption_budget)) {
    auto of_this = out.about(*budget);
    check.check(*budget, of_this);
  }
}

}  // namespace

constinit const Rule pdb_blocks_patching = define(
    {
        .id = "FG702",
        .name = "pdb-blocks-patching",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "PodDisruptionBudget blocks Fargate OS patching",
        .why = "AWS patches the nodes of Fargate Pods by evicting the Pods, which then start on "
               "patched nodes. Evictions respect PodDisruptionBudgets. If a budget allows no "
               "disruption, the eviction fails, and AWS later deletes the Pod regardless of the "
               "budget.",
        .fix = "allow one disruption at a time (`maxUnavailable: 1`) and run at least two replicas",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-patching.html",
        .fires = R"(apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  minAvailable: 2
  selector:
    matchLabels: {app: web}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
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
  minAvailable: 1
  selector:
    matchLabels: {app: web}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
    },
    lint::noted<note_replicas, check>, lint::Sees::all_pods);

}  // namespace fargate_lint::rules
