#include <cstdint>
#include <string>
#include <vector>

#include "list.hpp"
#include "support/agents.hpp"
#include "support/daemon_sets.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"
#include "support/whole_input.hpp"

namespace fargate_lint::rules {
namespace {

void check(const RunContext& run, FindingSink& out) {
  const auto pods = pods_on_fargate(run);
  if (pods.empty()) return;
  std::vector<std::uint32_t> agents;
  for (const auto& set : daemon_sets(run))
    if (set.is_left_to_others() && find_observer(set.pod) != nullptr) agents.push_back(set.index);
  if (agents.empty()) return;
  std::vector<std::string> names;
  names.reserve(agents.size());
  for (const auto index : agents) names.push_back(run.placements[index].object.name.str());
  add_at_profiles(run, out,
                  say("agents in {} do not see {}", seen(count(agents.size(), "DaemonSet")),
                      seen(count(pods.size(), "Fargate workload"))))
      .note("agents: " + enumerate(names))
      .note("on Fargate: " + enumerate(run, pods));
}

}  // namespace

constinit const Rule agent_blind = define(
    {
        .id = "FG604",
        .name = "agent-blind",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "log or metrics agents in DaemonSets do not see Fargate pods",
        .why = "Agents such as Fluent Bit, Datadog or the Prometheus node exporter run as "
               "DaemonSets, one pod per node, and collect the logs and metrics of all pods on that "
               "node. Fargate gives each pod its own node and runs no DaemonSet pods there. "
               "Dashboards and alerts then cover only the pods on EC2, and nothing tells you that "
               "the rest is missing. This rule reports once per run, at the first profile.",
        .fix = "collect logs with Fargate's log router (ConfigMap `aws-logging`), and metrics "
               "with a sidecar or with a collector that scrapes the pods over the network",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: app
      image: nginx
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: fluent-bit
  namespace: logging
spec:
  selector:
    matchLabels: {app: fluent-bit}
  template:
    metadata:
      labels: {app: fluent-bit}
    spec:
      containers:
        - name: fluent-bit
          image: fluent/fluent-bit:3.1
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: web
spec:
  containers:
    - name: app
      image: nginx
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: fluent-bit
  namespace: logging
spec:
  selector:
    matchLabels: {app: fluent-bit}
  template:
    metadata:
      labels: {app: fluent-bit}
    spec:
      containers:
        - name: fluent-bit
          image: fluent/fluent-bit:3.1
)",
    },
    check);

}  // namespace fargate_lint::rules
