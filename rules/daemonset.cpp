#include <string>
#include <vector>

#include "list.hpp"
#include "support/agents.hpp"
#include "support/daemon_sets.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Once per run: the Fargate pods of this run beside which no DaemonSet's pod runs.
void report_left_without(const RunContext& run, const std::vector<std::uint32_t>& left,
                         FindingSink& out) {
  const auto pods = pods_on_fargate(run);
  if (pods.empty() || left.empty()) return;
  std::vector<std::string> names;
  for (const auto index : left) names.push_back(run.placements[index].object.name.str());
  const auto& first = run.placements[left.front()];
  auto of_first = out.about(first.object);
  of_first
      .add(first.where,
           say("no Fargate node runs DaemonSet pods: {} here without {}",
               seen(count(pods.size(), "workload")), seen(count(names.size(), "DaemonSet"))))
      .severity(Severity::info)
      .note("on Fargate: " + enumerate(run, pods))
      .note("without: " + enumerate(names))
      .help(
          "give what they need to the pods themselves, as a sidecar container, or use what "
          "Fargate has built in (a log router)")
      .placement(left.front());
}

void check(const RunContext& run, FindingSink& out) {
  std::vector<std::uint32_t> left;
  for (const auto& set : daemon_sets(run)) {
    if (set.is_left_to_others()) {
      // Of agents for logs and metrics FG604 says the same, and what to do.
      if (find_observer(set.pod) == nullptr) left.push_back(set.index);
      continue;
    }
    const auto profile = quote(set.profile->display_name());
    const auto& placed = run.placements[set.index];
    auto of_this = out.about(placed.object);
    of_this
        .add(placed.where,
             say("profile {} selects this DaemonSet, whose pods Fargate does not run", profile))
        .related("selected by profile " + profile + ", selector " + std::to_string(set.selector),
                 set.profile->selectors[set.selector].where)
        .placement(set.index);
  }
  report_left_without(run, left, out);
}

}  // namespace

constinit const Rule daemonset = define(
    {
        .id = "FG108",
        .name = "daemonset",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "a DaemonSet's pods never run on Fargate",
        .why = "A Fargate node takes one pod and nothing else, so EKS leaves the pods of "
               "DaemonSets to the default scheduler, whatever profile matches them. The profile "
               "promises something that does not happen, and agents that run as DaemonSets (logs, "
               "metrics, networking) see nothing of the pods that do run on Fargate.",
        .fix = "run it as a sidecar container of the pods that need it; or, if it is meant for EC2 "
               "nodes, say so with node affinity `eks.amazonaws.com/compute-type NotIn [fargate]`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
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
