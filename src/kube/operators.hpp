#pragma once

#include "kube/workload.hpp"

/// What operators make of their objects beyond a pod template: containers that they add, and cpu
/// and memory that a kind states in its own words. The table of kinds (workload_kinds.cpp) refers
/// to these functions. What is not here is not known: such pods stay `partial`.
namespace fargate_lint::kube::operators {

// MakesPod: whether the object makes a pod in that way.

// OpenTelemetryCollector and AmazonCloudWatchAgent by `spec.mode`. None counts as `deployment`, and
// the operator injects a `sidecar` into the pods of others.
bool is_deployment(yaml::Node object);
bool is_stateful_set(yaml::Node object);
bool is_daemon_set(yaml::Node object);
bool has_target_allocator(yaml::Node object);
// VMAgent and VLAgent by `spec.statefulMode` and `spec.daemonSetMode`.
bool is_deployment_agent(yaml::Node object);
bool is_stateful_agent(yaml::Node object);
bool is_daemon_set_agent(yaml::Node object);
bool has_check_runners(yaml::Node object);    ///< DatadogAgent: of cluster checks
bool has_node_pools(yaml::Node object);       ///< OpenSearchCluster: it may be one elsewhere
bool has_dashboards(yaml::Node object);       ///< OpenSearchCluster
bool is_own_grafana(yaml::Node object);       ///< Grafana: not `external`
bool has_no_pod_template(yaml::Node object);  ///< ClickHouseInstallation: the operator's default
bool gathers_metrics(yaml::Node object);      ///< GrafanaAgent
bool gathers_logs(yaml::Node object);         ///< GrafanaAgent

// CompletePod

void complete_workflow(const Workload& workload, PodTemplate& pod);
void complete_collector(const Workload& workload, PodTemplate& pod);
void complete_test_run(const Workload& workload, PodTemplate& pod);
void complete_postgres(const Workload& workload, PodTemplate& pod);
void complete_open_search(const Workload& workload, PodTemplate& pod);
/// Runner, RunnerReplicaSet and RunnerDeployment: the fields of the pod and its runner in one.
void complete_runner(const Workload& workload, PodTemplate& pod);
/// RunnerSet: the object's spec holds the settings, beside a pod template.
void complete_runner_set(const Workload& workload, PodTemplate& pod);
void complete_spark_driver(const Workload& workload, PodTemplate& pod);
void complete_spark_executor(const Workload& workload, PodTemplate& pod);
void complete_flink(const Workload& workload, PodTemplate& pod);

}  // namespace fargate_lint::kube::operators
