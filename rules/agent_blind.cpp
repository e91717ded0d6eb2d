#include <string>
#include <vector>

#include "list.hpp"
#include "support/agents.hpp"
#include "support/daemon_sets.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

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
  const auto& first = run.placements[agents.front()];
  auto of_first = out.about(first.object);
  of_first
      .add(first.where,
           say("{} nothing of {} on Fargate",
               agents.size() == 1 ? Words("this agent sees") : Words("these agents see"),
               seen(count(pods.size(), "workload"))))
      .note("agents: " + enumerate(names))
      .note("on Fargate: " + enumerate(run, pods))
      .placement(agents.front());
}

}  // namespace

constinit const Rule agent_blind = define(
    {
        .id = "FG604",
        .name = "agent-blind",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "an agent for logs or metrics does not see the pods on Fargate",
        .why =
            "Agents such as Fluent Bit, Datadog or Prometheus' node exporter run as DaemonSets, "
            "one pod on each node, and gather the logs and metrics of all pods there. Fargate "
            "gives each pod a node of its own and puts no DaemonSet's pod on it. What dashboards "
            "and alerts show is then only the part of the cluster that runs on EC2, and nothing "
            "says that the rest is missing. This is said once in a run, and names agents and "
            "pods.",
        .fix = "collect logs with Fargate's own log router (ConfigMap `aws-logging`), and metrics "
               "with a sidecar or a collector that asks the pods over the network",
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
