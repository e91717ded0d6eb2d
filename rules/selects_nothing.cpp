#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fargate/clue.hpp"
#include "lint/selected_pods.hpp"
#include "list.hpp"
#include "support/profiles.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// What came closest to a profile that no pod matches.
struct Nearest {
  std::size_t profile = 0;
  bool selects = false;  ///< a pod after all, though it goes elsewhere
  std::uint32_t workload = 0;
  std::uint32_t selector = 0;
  std::uint32_t distance = UINT32_MAX;
};

/// Profiles that are known to take pods, and that no placement names.
std::vector<Nearest> idle_profiles(const RunContext& run) {
  const auto& profiles = run.fleet.profiles();
  std::vector<bool> busy(profiles.size());
  for (const auto& placed : run.placements)
    for (const auto candidate : placed.placement->candidates) busy[candidate] = true;
  std::vector<Nearest> idle;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const bool takes = profiles[i].takes_new_pods() && !profiles[i].selectors_unknown.is_unknown();
    if (takes && !busy[i]) idle.push_back({i});
  }
  return idle;
}

/// Whether the selector is meant for pods of the namespace: it matches, or misses by a slip.
bool is_meant_for(const fargate::Selector& selector, std::string_view ns) {
  return selector.ns.is_known() &&
         (fargate::wildcard_match(selector.ns.text, ns) || fargate::is_slip(selector.ns.text, ns));
}

fargate::PodIdentity identity_of(const RunContext& run, std::uint32_t number) {
  const auto& workload = run.inventory().workloads()[number];
  return {workload.object->ns, workload.object->ns_assumed, run.pods.labels(number),
          workload.kind().added_labels, workload.object};
}

void hold(const RunContext& run, std::uint32_t number, Nearest& nearest) {
  const auto& selectors = run.fleet.profiles()[nearest.profile].selectors;
  const auto identity = identity_of(run, number);
  for (std::uint32_t i = 0; i < selectors.size(); ++i) {
    if (!is_meant_for(selectors[i], identity.ns)) continue;
    const auto distance = fargate::distance(selectors[i], identity, nearest.distance);
    if (distance == 0) nearest.selects = true;
    if (distance >= nearest.distance) continue;
    nearest.workload = number;
    nearest.selector = i;
    nearest.distance = distance;
  }
}

/// The idle profiles that are meant for pods of a namespace, found once for each of the namespaces.
class IdleOf {
 public:
  IdleOf(const RunContext& run, std::vector<Nearest>& idle) : run_(run), idle_(idle) {}

  const std::vector<Nearest*>& operator()(std::string_view ns) {
    const auto [entry, added] = by_namespace_.try_emplace(ns);
    if (!added) return entry->second;
    for (auto& nearest : idle_) {
      const auto& selectors = run_.fleet.profiles()[nearest.profile].selectors;
      const auto takes = [ns](const auto& selector) { return is_meant_for(selector, ns); };
      if (std::ranges::any_of(selectors, takes)) entry->second.push_back(&nearest);
    }
    return entry->second;
  }

 private:
  const RunContext& run_;
  std::vector<Nearest>& idle_;
  std::unordered_map<std::string_view, std::vector<Nearest*>> by_namespace_;
};

void report(const RunContext& run, const Nearest& nearest, FindingSink& out) {
  const auto& profile = run.fleet.profiles()[nearest.profile];
  const auto& placed = run.placements[nearest.workload];
  auto finding = out.add(profile.where, say("profile {} selects none of the pods in its namespaces",
                                            quote(profile.display_name())));
  const auto trace = fargate::match_selector(profile.selectors[nearest.selector], nearest.selector,
                                             identity_of(run, nearest.workload));
  for (const auto& term : trace.terms) {
    if (term.matched == fargate::Tri::no)
      finding.note("selector " + std::to_string(nearest.selector) + ": " + describe(term).text());
  }
  finding.related("closest match: " + quote(placed.object.kind + "/" + placed.object.name),
                  placed.where);
}

void check(const RunContext& run, FindingSink& out) {
  auto idle = idle_profiles(run);
  if (idle.empty()) return;
  IdleOf idle_of(run, idle);
  const auto workloads = run.inventory().workloads();
  for (std::uint32_t number = 0; number < workloads.size(); ++number) {
    const auto& object = *workloads[number].object;
    // Pods of a DaemonSet never are for Fargate: no label makes them.
    if (object.ns_assumed || workloads[number].is_daemon_set()) continue;
    for (auto* nearest : idle_of(object.ns))
      if (!nearest->selects) hold(run, number, *nearest);
  }
  for (const auto& nearest : idle) {
    if (nearest.selects) continue;
    if (nearest.distance != UINT32_MAX) {
      report(run, nearest, out);
    } else if (run.inventory().holds_all(kube::kinds::pod) && !workloads.empty()) {
      const auto& profile = run.fleet.profiles()[nearest.profile];
      out.add(profile.where,
              say("profile {} selects no pod of the input, which has none in its namespaces",
                  quote(profile.display_name())));
    }
  }
}

}  // namespace

constinit const Rule selects_nothing = define(
    {
        .id = "FG805",
        .name = "selects-nothing",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "profile selects none of the pods in its namespaces",
        .why = "The input has pods in a namespace that the profile is meant for, but none of "
               "them matches its selectors. A selector matches only if the namespace and all of "
               "its labels match exactly, on the pod itself. These pods are left to the default "
               "scheduler.",
        .fix = "make the selector agree with the namespace and labels of the pod template",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {tier: web}
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: shop
  labels: {tier: api}
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: office
        labels: {tier: web}
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: shop
  labels: {tier: api}
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
