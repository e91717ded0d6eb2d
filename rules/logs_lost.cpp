#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "fargate/log_router.hpp"
#include "list.hpp"
#include "support/agents.hpp"
#include "support/log_router.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

bool has_log_router(const kube::Inventory& inventory) {
  return std::ranges::any_of(
      inventory.of_kind(kube::kinds::config_map),
      [](const kube::Object* object) { return is_log_router_config(*object); });
}

/// Whether the cluster has no configuration of the router but what the input holds.
bool knows_log_router(const kube::Inventory& inventory) {
  return inventory.holds_all(kube::kinds::config_map, fargate::kLogRouterNamespace);
}

enum class Logs : std::uint8_t { not_concerned, shipped, lost };
/// Whether the pod is sure to run on Fargate, and nothing in it takes its logs elsewhere.
Logs note_logs(const PodContext& context) {
  if (context.placement.verdict != fargate::Verdict::fargate) return Logs::not_concerned;
  const auto& pod = context.pod;
  const bool lost = find_log_shipper(pod) == nullptr && !is_given_log_shipper(pod);
  return lost ? Logs::lost : Logs::shipped;
}

void check(const RunContext& run, const lint::Notes<Logs>& notes, FindingSink& out) {
  // Without any profile nobody has said yet that Fargate is used.
  if (run.fleet.profiles().empty() && !knows_log_router(run.inventory())) return;
  if (has_log_router(run.inventory())) return;
  std::vector<std::uint32_t> pods;
  for (std::uint32_t i = 0; i < notes.size(); ++i)
    if (notes[i] == Logs::lost) pods.push_back(i);
  if (pods.empty()) return;
  const auto& placed = run.placements[pods.front()];
  auto of_first = out.about(placed.object);
  auto finding =
      of_first.add(placed.where, say("nothing in the input ships the logs of {} on Fargate",
                                     seen(count(pods.size(), "workload"))));
  finding.placement(pods.front()).note("on Fargate without a log shipper: " + enumerate(run, pods));
  if (!knows_log_router(run.inventory()))
    finding.note("undecided: whether the cluster has ConfigMap `aws-logging`, not in the input");
}

}  // namespace

constinit const Rule logs_lost = define(
    {
        .id = "FG603",
        .name = "logs-lost",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "nothing collects the logs of Fargate pods",
        .why = "On EC2 nodes a DaemonSet reads the log files of all pods of its node. A Fargate "
               "node runs no DaemonSets: `kubectl logs` works while the pod is there, and then "
               "the logs are gone. Fargate's own log router (Fluent Bit) ships them once the "
               "ConfigMap `aws-logging` in the namespace `aws-observability` says where to. This "
               "is said once in a run, and names the first pod.",
        .fix = "configure the log router (ConfigMap `aws-logging` in namespace "
               "`aws-observability`), or give the pods a sidecar that ships their logs",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html",
        .event = "Disabled logging because aws-logging configmap was not found. configmap "
                 "\"aws-logging\" not found",
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
kind: ConfigMap
metadata:
  name: aws-logging
  namespace: aws-observability
data:
  output.conf: |
    [OUTPUT]
        Name  cloudwatch_logs
        Match *
        region eu-central-1
        log_group_name shop
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
)",
    },
    lint::noted<note_logs, check>);

}  // namespace fargate_lint::rules
