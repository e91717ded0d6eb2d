#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "list.hpp"
#include "support/agents.hpp"
#include "support/daemon_sets.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// What EKS has built into Fargate nodes: nobody misses it there.
bool is_built_in(std::string_view name) {
  return name == "aws-node" || name == "kube-proxy";
}

/// The first profile that takes a pod of the run.
const fargate::Profile* find_busy_profile(const RunContext& run,
                                          const std::vector<std::uint32_t>& pods) {
  std::vector<bool> busy(run.fleet.profiles().size());
  for (const auto pod : pods)
    for (const auto candidate : run.placements[pod].placement->candidates) busy[candidate] = true;
  const auto first = std::ranges::find(busy, true) - busy.begin();
  const auto index = static_cast<std::size_t>(first);
  return index == busy.size() ? nullptr : &run.fleet.profiles()[index];
}

/// Once per run: the Fargate pods of this run beside which no DaemonSet's pod runs. It is about the
/// profile, so that one DaemonSet more does not make it another finding.
void report_left_without(const RunContext& run, const std::vector<std::uint32_t>& left,
                         FindingSink& out) {
  const auto pods = pods_on_fargate(run);
  const auto* profile = left.empty() ? nullptr : find_busy_profile(run, pods);
  if (profile == nullptr) return;
  std::vector<std::string> names;
  for (const auto index : left) names.push_back(run.placements[index].object.name.str());
  const auto& first = run.placements[left.front()];
  out.add(profile->where,
          say("{} on Fargate without {} of this input",
              seen(count(pods.size(), "workload") + (pods.size() == 1 ? " runs" : " run")),
              seen(count(names.size(), "DaemonSet"))))
      .of_whole_input(quote(profile->display_name()))
      .severity(Severity::info)
      .note("on Fargate: " + enumerate(run, pods))
      .note("not there: " + enumerate(names))
      .help(
          "if the pods need one of them, run it as a sidecar container, or use what Fargate has "
          "built in, such as its log router")
      .related("the first of the DaemonSets", first.where);
}

/// One finding a profile, at the first of its selectors that selects a DaemonSet.
void report_selected(const RunContext& run, const std::vector<DaemonSetPods>& sets,
                     FindingSink& out) {
  std::map<const fargate::Profile*, std::vector<const DaemonSetPods*>> by_profile;
  for (const auto& set : sets) by_profile[set.profile].push_back(&set);
  for (const auto& [profile, selected] : by_profile) {
    const auto first = std::ranges::min(selected, {}, &DaemonSetPods::selector)->selector;
    std::vector<std::string> names;
    for (const auto* set : selected) names.push_back(run.placements[set->index].object.name.str());
    out.add(profile->selectors[first].where,
            say("profile {} selects {}, whose pods never run on Fargate",
                seen(std::string(quote(profile->display_name()))),
                seen(count(names.size(), "DaemonSet"))))
        .of_whole_input(quote(profile->display_name()))
        .note("selected: " + enumerate(names))
        .related("the first of them", run.placements[selected.front()->index].where);
  }
}

void check(const RunContext& run, FindingSink& out) {
  std::vector<std::uint32_t> left;
  std::vector<DaemonSetPods> selected;
  for (auto& set : daemon_sets(run)) {
    if (is_built_in(run.placements[set.index].object.name)) continue;
    if (!set.is_left_to_others()) {
      selected.push_back(std::move(set));
    } else if (find_observer(set.pod) == nullptr) {
      // Of agents for logs and metrics FG604 says the same, and what to do.
      left.push_back(set.index);
    }
  }
  report_selected(run, selected, out);
  report_left_without(run, left, out);
}

}  // namespace

constinit const Rule daemonset = define(
    {
        .id = "FG108",
        .name = "daemonset",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "DaemonSet pods never run on Fargate",
        .why = "A Fargate node runs one pod and nothing else. EKS leaves DaemonSet pods to the "
               "default scheduler, whatever profile matches them, so they run on EC2 nodes or "
               "nowhere. A profile that selects a DaemonSet has no effect on it, and agents "
               "that run as DaemonSets (logs, metrics, networking, security) see nothing of the "
               "pods on Fargate. `kube-proxy` and `aws-node` are not missed there: Fargate has "
               "both built in.",
        .fix = "run it as a sidecar container of the pods that need it; if it is meant for EC2 "
               "nodes, keep it off Fargate with node affinity `eks.amazonaws.com/compute-type "
               "NotIn [fargate]`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .symptoms = "Pod not supported: DaemonSet not supported",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: monitoring
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: fluent-bit
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: shop
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: fluent-bit
)",
    },
    check);

}  // namespace fargate_lint::rules
