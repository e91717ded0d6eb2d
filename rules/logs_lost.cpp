#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "fargate/log_router.hpp"
#include "list.hpp"
#include "support/agents.hpp"
#include "support/log_router.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"
#include "support/whole_input.hpp"

namespace fargate_lint::rules {
namespace {

/// The environments for which a log router is configured.
std::set<kube::Environment> find_log_routers(const kube::Inventory& inventory) {
  std::set<kube::Environment> environments;
  for (const auto* object : inventory.of_kind(kube::kinds::config_map))
    if (is_log_router_config(*object)) environments.insert(object->environment);
  return environments;
}

/// Whether the input shows every ConfigMap that the router might read.
bool knows_log_router(const kube::Inventory& inventory) {
  return inventory.holds_all(kube::kinds::config_map, fargate::kLogRouterNamespace);
}

enum class Logs : std::uint8_t { not_concerned, shipped, lost };
/// Whether the pod is sure to run on Fargate, and nothing in it ships its logs.
Logs note_logs(const PodContext& context) {
  if (context.placement.verdict != fargate::Verdict::fargate) return Logs::not_concerned;
  const auto& pod = context.pod;
  const bool lost = find_log_shipper(pod) == nullptr && !is_given_log_shipper(pod);
  return lost ? Logs::lost : Logs::shipped;
}

void check(const RunContext& run, const lint::Notes<Logs>& notes, FindingSink& out) {
  // Without any profile nobody has said yet that Fargate is used.
  if (run.fleet.empty() && !knows_log_router(run.inventory())) return;
  const auto routers = find_log_routers(run.inventory());
  if (routers.contains(kube::Environment::shared)) return;
  const auto has_router = [&](kube::Environment environment) {
    return environment == kube::Environment::shared ? !routers.empty()
                                                    : routers.contains(environment);
  };
  std::vector<std::uint32_t> pods;
  for (std::uint32_t i = 0; i < notes.size(); ++i)
    if (notes[i] == Logs::lost && !has_router(run.inventory().workloads()[i].object->environment))
      pods.push_back(i);
  if (pods.empty()) return;
  auto finding = add_at_profiles(
      run, out, say("logs of {} are not collected", seen(count(pods.size(), "Fargate workload"))));
  finding.note("no log shipper in: " + enumerate(run, pods));
  if (!knows_log_router(run.inventory()))
    finding.note("undecided: ConfigMap `aws-logging` is not in the input; the cluster may have it");
}

}  // namespace

constinit const Rule logs_lost = define(
    {
        .id = "FG603",
        .name = "logs-lost",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "nothing collects the logs of Fargate pods",
        .why = "On EC2 nodes, a DaemonSet reads the log files of every pod on its node. Fargate "
               "runs no DaemonSets: `kubectl logs` works while the pod exists, and then the logs "
               "are gone. Fargate has a built-in log router (Fluent Bit) instead. It is off until "
               "the ConfigMap `aws-logging` in the namespace `aws-observability` tells it where "
               "to send logs, and a change reaches new pods only. This rule reports once per run, "
               "at the first profile.",
        .fix = "configure the log router (ConfigMap `aws-logging` in namespace "
               "`aws-observability`), or add a sidecar that ships the logs",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html",
        .event = "Disabled logging because aws-logging configmap was not found. configmap "
                 "\"aws-logging\" not found",
        .symptoms = "LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND",
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
