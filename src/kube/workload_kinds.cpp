#include <algorithm>
#include <array>
#include <compare>
#include <utility>

#include "kube/fields.hpp"
#include "kube/kinds.hpp"
#include "kube/node_path.hpp"
#include "kube/operators.hpp"
#include "kube/workload.hpp"

// Which kinds make pods, and where in them the pods stand. A new kind is a row here; where its pods
// stand is read off the type of its spec in the repository named above its paths.

namespace fargate_lint::kube {
namespace {

using Texts = std::span<const std::string_view>;
template <std::size_t N>
using TextArray = std::array<std::string_view, N>;

// --- Labels that controllers put on their pods ---

// Kubernetes 1.34: pkg/controller/deployment/util/deployment_util.go and sync.go
// (pod-template-hash), pkg/controller/statefulset/stateful_set_utils.go,
// pkg/controller/daemon/util/daemonset_util.go, pkg/registry/batch/job/strategy.go and
// pkg/controller/job/indexed_job_utils.go.
constexpr TextArray<1> kDeploymentLabels = {"pod-template-hash"};
constexpr TextArray<3> kStatefulSetLabels = {"statefulset.kubernetes.io/pod-name",
                                             "apps.kubernetes.io/pod-index",
                                             "controller-revision-hash"};
constexpr TextArray<2> kDaemonSetLabels = {"controller-revision-hash", "pod-template-generation"};
constexpr TextArray<5> kJobLabels = {"batch.kubernetes.io/job-name", "job-name",
                                     "batch.kubernetes.io/controller-uid", "controller-uid",
                                     "batch.kubernetes.io/job-completion-index"};
/// Operators that name their own labels as they please.
constexpr TextArray<1> kAnyLabels = {"*"};

// --- Kubernetes ---

constexpr PodPath kPod[] = {{.pod = ""}};
constexpr PodPath kPodTemplate[] = {{.pod = "template"}};
constexpr PodPath kTemplate[] = {{.pod = "spec.template"}};
constexpr ClaimPath kClaims[] = {{.entry = "/spec.volumeClaimTemplates[]"}};
constexpr PodPath kStatefulSet[] = {{.pod = "spec.template", .claims = kClaims}};
constexpr PodPath kDaemonSet[] = {{.pod = "spec.template", .daemon_set = true}};
constexpr PodPath kCronJob[] = {{.pod = "spec.jobTemplate.spec.template"}};

// --- Argo: argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1, argoproj/argo-workflows
// pkg/apis/workflow/v1alpha1/workflow_types.go ---

constexpr TextArray<1> kRolloutLabels = {"rollouts-pod-template-hash"};
constexpr PodPath kExperiment[] = {{.pod = "spec.templates[].template"}};
constexpr PodPath kAnalysis[] = {{.pod = "spec.metrics[].provider.job.spec.template"}};

// A template of a workflow holds the pod's fields beside its containers; what the workflow says of
// all its pods stands in its own spec. The controller adds a container and an init container.
constexpr TextArray<4> kArgoContainers = {"container", "script", "containerSet.containers[]",
                                          "sidecars[]"};
// It makes the claims once a workflow, and mounts those that a container asks for
// (workflow/controller/operator.go, createPVCs; workflowpod.go, addVolumeReferences).
constexpr ClaimPath kWorkflowClaims[] = {
    {.entry = "/spec.volumeClaimTemplates[]", .name = "{object}-{volume}", .where_mounted = true}};
constexpr ClaimPath kCronWorkflowClaims[] = {{.entry = "/spec.workflowSpec.volumeClaimTemplates[]",
                                              .name = "{object}-{random}",
                                              .where_mounted = true}};
constexpr TextArray<1> kInSpec = {"spec"};
constexpr TextArray<1> kInWorkflowSpec = {"spec.workflowSpec"};
constexpr PodPath kWorkflow[] = {{.pod = "spec.templates[]",
                                  .spec = "",
                                  .shared = kInSpec,
                                  .containers = kArgoContainers,
                                  .partial = true,
                                  .complete = operators::complete_workflow,
                                  .claims = kWorkflowClaims}};
constexpr PodPath kCronWorkflow[] = {{.pod = "spec.workflowSpec.templates[]",
                                      .spec = "",
                                      .shared = kInWorkflowSpec,
                                      .containers = kArgoContainers,
                                      .partial = true,
                                      .complete = operators::complete_workflow,
                                      .claims = kCronWorkflowClaims}};

// --- Tekton: tektoncd/pipeline pkg/apis/pipeline/v1, task_types.go, taskrun_types.go,
// pipeline_types.go, pipelinerun_types.go. It adds init containers, and reckons requests of steps
// in its own way. ---

constexpr TextArray<2> kSteps = {"steps[]", "sidecars[]"};
constexpr TextArray<2> kStepsOfRun = {"taskSpec.steps[]", "taskSpec.sidecars[]"};
/// Whether a workspace of a run is one that each of its pods mounts: of a PipelineRun a task mounts
/// those that it is bound to, which is known where there is only one, or the names are the same.
bool mounts_workspace(const Workload& workload, yaml::Node workspace) {
  if (!workspace["volumeClaimTemplate"].is_mapping()) return false;
  const auto spec = workload.object->spec();
  if (!spec["pipelineSpec"] && !spec["pipelineRef"]) return true;
  const auto own = workload.pod["workspaces"];
  return spec["workspaces"].size() == 1 ? own.size() > 0
                                        : has_item_named(own, text_of(workspace["name"]));
}
// pkg/reconciler/volumeclaim/pvchandler.go
constexpr ClaimPath kWorkspaceClaims[] = {{.entry = "/spec.workspaces[]",
                                           .claim = "volumeClaimTemplate",
                                           .volume = "{name}",
                                           .name = "pvc-{random}",
                                           .applies = mounts_workspace}};
constexpr TextArray<2> kTaskRunShared = {"spec.taskSpec", "spec"};
constexpr TextArray<2> kPipelineRunShared = {"spec.taskRunTemplate.podTemplate",
                                             "spec.taskRunTemplate"};
constexpr PodPath kTask[] = {
    {.pod = "spec", .spec = "", .containers = kSteps, .partial = true},
};
constexpr PodPath kTaskRun[] = {{.pod = "spec",
                                 .spec = "podTemplate",
                                 .shared = kTaskRunShared,
                                 .containers = kStepsOfRun,
                                 .partial = true,
                                 .always = true,
                                 .claims = kWorkspaceClaims}};
constexpr PodPath kPipeline[] = {
    {.pod = "spec.tasks[].taskSpec", .spec = "", .containers = kSteps, .partial = true},
    {.pod = "spec.finally[].taskSpec", .spec = "", .containers = kSteps, .partial = true},
};
constexpr PodPath kPipelineRun[] = {
    {.pod = "spec.pipelineSpec.tasks[].taskSpec",
     .spec = "",
     .shared = kPipelineRunShared,
     .containers = kSteps,
     .partial = true,
     .claims = kWorkspaceClaims},
    {.pod = "spec.pipelineSpec.finally[].taskSpec",
     .spec = "",
     .shared = kPipelineRunShared,
     .containers = kSteps,
     .partial = true,
     .claims = kWorkspaceClaims},
};

// --- Knative: knative/serving pkg/apis/serving/v1/revision_types.go. It adds a container, and
// labels of its own domain (pkg/reconciler/revision/resources/meta.go). ---

constexpr TextArray<2> kKnativeLabels = {"serving.knative.dev/*", "app"};
constexpr PodPath kRevision[] = {{.pod = "spec.template", .partial = true}};

// --- Jobs: kedacore/keda apis/keda/v1alpha1/scaledjob_types.go, kubernetes-sigs/jobset
// api/jobset/v1alpha2/jobset_types.go, kubernetes-sigs/lws api/leaderworkerset/v1,
// volcano-sh/apis pkg/apis/batch/v1alpha1/job.go ---

constexpr TextArray<7> kScaledJobLabels = {"batch.kubernetes.io/job-name",
                                           "job-name",
                                           "batch.kubernetes.io/controller-uid",
                                           "controller-uid",
                                           "batch.kubernetes.io/job-completion-index",
                                           "scaledjob.keda.sh/*",
                                           "app.kubernetes.io/*"};
constexpr PodPath kScaledJob[] = {{.pod = "spec.jobTargetRef.template"}};
constexpr TextArray<6> kJobSetLabels = {"batch.kubernetes.io/job-name",
                                        "job-name",
                                        "batch.kubernetes.io/controller-uid",
                                        "controller-uid",
                                        "batch.kubernetes.io/job-completion-index",
                                        "jobset.sigs.k8s.io/*"};
constexpr PodPath kJobSet[] = {{.pod = "spec.replicatedJobs[].template.spec.template"}};
constexpr TextArray<4> kLeaderWorkerSetLabels = {
    "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
    "controller-revision-hash", "leaderworkerset.sigs.k8s.io/*"};
// Leaders are a StatefulSet, and the workers of each leader another one.
constexpr ClaimPath kLeaderClaims[] = {
    {.entry = "/spec.leaderWorkerTemplate.volumeClaimTemplates[]", .count = "/spec.replicas"}};
constexpr ClaimPath kWorkerClaims[] = {
    {.entry = "/spec.leaderWorkerTemplate.volumeClaimTemplates[]",
     .name = "{volume}-{object}-0-1"}};
constexpr PodPath kLeaderWorkerSet[] = {
    {.pod = "spec.leaderWorkerTemplate.leaderTemplate", .part = "leader", .claims = kLeaderClaims},
    {.pod = "spec.leaderWorkerTemplate.workerTemplate", .part = "worker", .claims = kWorkerClaims},
};
constexpr TextArray<1> kVolcanoLabels = {"volcano.sh/*"};
constexpr PodPath kVolcanoJob[] = {{.pod = "spec.tasks[].template"}};

// --- Machine learning: kubeflow/training-operator pkg/apis/kubeflow.org/v1, kubeflow/mpi-operator
// pkg/apis/kubeflow/v2beta1/types.go, kubeflow/kubeflow notebook-controller api/v1,
// ray-project/kuberay ray-operator/apis/ray/v1 ---

constexpr TextArray<4> kTrainingLabels = {"training.kubeflow.org/*", "job-name", "group-name",
                                          "app"};
constexpr PodPath kJaxJob[] = {{.pod = "spec.jaxReplicaSpecs.*.template"}};
constexpr PodPath kMpiJob[] = {{.pod = "spec.mpiReplicaSpecs.*.template"}};
constexpr PodPath kMxJob[] = {{.pod = "spec.mxReplicaSpecs.*.template"}};
constexpr PodPath kPaddleJob[] = {{.pod = "spec.paddleReplicaSpecs.*.template"}};
constexpr PodPath kPyTorchJob[] = {{.pod = "spec.pytorchReplicaSpecs.*.template"}};
constexpr PodPath kTfJob[] = {{.pod = "spec.tfReplicaSpecs.*.template"}};
constexpr PodPath kXgBoostJob[] = {{.pod = "spec.xgbReplicaSpecs.*.template"}};

constexpr TextArray<2> kRayLabels = {"ray.io/*", "app.kubernetes.io/*"};
constexpr PodPath kRayCluster[] = {
    {.pod = "spec.headGroupSpec.template", .part = "head"},
    {.pod = "spec.workerGroupSpecs[].template", .part = "worker"},
};
constexpr PodPath kRayJob[] = {
    {.pod = "spec.rayClusterSpec.headGroupSpec.template", .part = "head"},
    {.pod = "spec.rayClusterSpec.workerGroupSpecs[].template", .part = "worker"},
    {.pod = "spec.submitterPodTemplate", .part = "submitter"},
};
constexpr PodPath kRayService[] = {
    {.pod = "spec.rayClusterConfig.headGroupSpec.template", .part = "head"},
    {.pod = "spec.rayClusterConfig.workerGroupSpecs[].template", .part = "worker"},
};

// --- Data: kubeflow/spark-operator api/v1beta2 and api/v1alpha1 (SparkConnect),
// apache/flink-kubernetes-operator flink-kubernetes-operator-api, strimzi/strimzi-kafka-operator
// api (PodTemplate.java) ---

// A driver or executor is the pod's fields and those of its container in one.
constexpr TextArray<3> kSparkContainers = {"", "sidecars[]", "template.spec.containers[]"};
constexpr TextArray<2> kSparkDriverShared = {"spec.driver.template.spec", "spec"};
constexpr TextArray<2> kSparkExecutorShared = {"spec.executor.template.spec", "spec"};
constexpr PodPath kSparkApplication[] = {
    {.pod = "spec.driver",
     .part = "driver",
     .metadata = "",
     .spec = "",
     .shared = kSparkDriverShared,
     .containers = kSparkContainers,
     .partial = true,
     .always = true,
     .complete = operators::complete_spark_driver},
    {.pod = "spec.executor",
     .part = "executor",
     .metadata = "",
     .spec = "",
     .shared = kSparkExecutorShared,
     .containers = kSparkContainers,
     .partial = true,
     .always = true,
     .complete = operators::complete_spark_executor},
};
constexpr TextArray<2> kScheduledDriverShared = {"spec.template.driver.template.spec",
                                                 "spec.template"};
constexpr TextArray<2> kScheduledExecutorShared = {"spec.template.executor.template.spec",
                                                   "spec.template"};
constexpr PodPath kScheduledSparkApplication[] = {
    {.pod = "spec.template.driver",
     .part = "driver",
     .metadata = "",
     .spec = "",
     .shared = kScheduledDriverShared,
     .containers = kSparkContainers,
     .partial = true,
     .always = true,
     .complete = operators::complete_spark_driver},
    {.pod = "spec.template.executor",
     .part = "executor",
     .metadata = "",
     .spec = "",
     .shared = kScheduledExecutorShared,
     .containers = kSparkContainers,
     .partial = true,
     .always = true,
     .complete = operators::complete_spark_executor},
};
constexpr PodPath kSparkConnect[] = {
    {.pod = "spec.server.template", .part = "server", .partial = true, .always = true},
    {.pod = "spec.executor.template", .part = "executor", .partial = true, .always = true},
};

// The pod template of all is merged with those of each.
constexpr TextArray<1> kFlinkShared = {"spec.podTemplate.spec"};
constexpr PodPath kFlinkDeployment[] = {
    {.pod = "spec.jobManager",
     .part = "job manager",
     .metadata = "podTemplate.metadata",
     .spec = "podTemplate.spec",
     .shared = kFlinkShared,
     .partial = true,
     .always = true,
     .complete = operators::complete_flink},
    {.pod = "spec.taskManager",
     .part = "task manager",
     .metadata = "podTemplate.metadata",
     .spec = "podTemplate.spec",
     .shared = kFlinkShared,
     .partial = true,
     .always = true,
     .complete = operators::complete_flink},
};

constexpr std::string_view kStrimziMetadata = "template.pod.metadata";
constexpr std::string_view kStrimziSpec = "template.pod";
/// The image and the `resources` of the pod's main container stand beside its template.
constexpr TextArray<1> kThisContainer = {""};
constexpr TextArray<2> kEntityOperators = {"topicOperator", "userOperator"};
constexpr PodPath strimzi_pod(std::string_view pod, std::string_view part,
                              std::span<const ClaimPath> claims = {},
                              Texts containers = kThisContainer) {
  return {.pod = pod,
          .part = part,
          .metadata = kStrimziMetadata,
          .spec = kStrimziSpec,
          .containers = containers,
          .partial = true,
          .always = true,
          .claims = claims};
}
/// cluster-operator, VolumeUtils.java and PersistentVolumeClaimUtils.java. Where node pools are in
/// use, the storage of the Kafka itself does not count.
bool is_persistent(const Workload& workload, yaml::Node storage) {
  const auto pools = workload.object->annotations()["strimzi.io/node-pools"];
  return text_of(storage["type"]) == "persistent-claim" && text_of(pools) != "enabled";
}
constexpr ClaimPath strimzi_claim(std::string_view entry, std::string_view volume,
                                  std::string_view name, std::string_view count) {
  return {.entry = entry,
          .volume = volume,
          .name = name,
          .storage_class = "class",
          .size = "size",
          .count = count,
          .applies = is_persistent};
}
constexpr ClaimPath kKafkaClaims[] = {
    strimzi_claim("storage", "data", "data-{object}-kafka-{ordinal}", "replicas"),
    strimzi_claim("storage.volumes[]", "data-{id}", "{volume}-{object}-kafka-{ordinal}",
                  "replicas"),
};
constexpr ClaimPath kZooKeeperClaims[] = {
    strimzi_claim("storage", "data", "data-{object}-zookeeper-{ordinal}", "replicas")};
constexpr ClaimPath kNodePoolClaims[] = {
    strimzi_claim("storage", "data", "data-{label:strimzi.io/cluster}-{object}-{ordinal}",
                  "replicas"),
    strimzi_claim("storage.volumes[]", "data-{id}",
                  "{volume}-{label:strimzi.io/cluster}-{object}-{ordinal}", "replicas"),
};
constexpr PodPath kKafka[] = {
    strimzi_pod("spec.kafka", "kafka", kKafkaClaims),
    strimzi_pod("spec.zookeeper", "zookeeper", kZooKeeperClaims),
    strimzi_pod("spec.entityOperator", "entity operator", {}, kEntityOperators),
    strimzi_pod("spec.cruiseControl", "cruise control"),
    strimzi_pod("spec.kafkaExporter", "exporter"),
};
constexpr PodPath kKafkaClient[] = {strimzi_pod("spec", "")};
constexpr PodPath kKafkaNodePool[] = {strimzi_pod("spec", "", kNodePoolClaims)};

// --- OpenShift: openshift/api apps/v1/types.go; OpenKruise: openkruise/kruise apis/apps ---

constexpr TextArray<3> kDeploymentConfigLabels = {"deployment", "deploymentconfig",
                                                  "openshift.io/*"};
constexpr TextArray<6> kKruiseLabels = {
    "apps.kruise.io/*",  "lifecycle.apps.kruise.io/*",         "controller-revision-hash",
    "pod-template-hash", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"};
constexpr PodPath kAdvancedCronJob[] = {
    {.pod = "spec.template.jobTemplate.spec.template"},
    {.pod = "spec.template.broadcastJobTemplate.spec.template"},
};
constexpr ClaimPath kCloneSetClaims[] = {
    {.entry = "/spec.volumeClaimTemplates[]", .name = "{volume}-{object}-{random}"}};
constexpr PodPath kCloneSet[] = {{.pod = "spec.template", .claims = kCloneSetClaims}};
constexpr ClaimPath united_claim(std::string_view entry) {
  return {.entry = entry, .name = "{volume}-{object}-{random}"};
}
constexpr ClaimPath kUnitedClaims[] = {
    united_claim("/spec.template.statefulSetTemplate.spec.volumeClaimTemplates[]")};
constexpr ClaimPath kUnitedAdvancedClaims[] = {
    united_claim("/spec.template.advancedStatefulSetTemplate.spec.volumeClaimTemplates[]")};
constexpr ClaimPath kUnitedCloneSetClaims[] = {
    united_claim("/spec.template.cloneSetTemplate.spec.volumeClaimTemplates[]")};
constexpr PodPath kUnitedDeployment[] = {
    {.pod = "spec.template.statefulSetTemplate.spec.template", .claims = kUnitedClaims},
    {.pod = "spec.template.advancedStatefulSetTemplate.spec.template",
     .claims = kUnitedAdvancedClaims},
    {.pod = "spec.template.cloneSetTemplate.spec.template", .claims = kUnitedCloneSetClaims},
    {.pod = "spec.template.deploymentTemplate.spec.template"},
};

// --- Prometheus: prometheus-operator/prometheus-operator pkg/apis/monitoring/v1 and v1alpha1. The
// spec holds the pod's fields; its containers are those that the operator adds or patches. ---

/// pkg/prometheus/common.go, MakeVolumeClaimTemplate in pkg/operator: `emptyDir` and `ephemeral`
/// come before the claim template.
bool is_claimed(const Workload&, yaml::Node storage) {
  return is_absent(storage["emptyDir"]) && is_absent(storage["ephemeral"]);
}
constexpr ClaimPath prometheus_claim(std::string_view volume, std::string_view name) {
  return {.entry = "storage",
          .claim = "volumeClaimTemplate",
          .volume = volume,
          .name = name,
          .applies = is_claimed};
}
constexpr PodPath prometheus_pod(std::span<const ClaimPath> claims) {
  return {.pod = "spec",
          .metadata = "podMetadata",
          .spec = "",
          .partial = true,
          .always = true,
          .claims = claims};
}
constexpr ClaimPath kPrometheusClaims[] = {
    prometheus_claim("prometheus-{object}-db", "{volume}-prometheus-{object}-{ordinal}")};
constexpr ClaimPath kPrometheusAgentClaims[] = {
    prometheus_claim("prom-agent-{object}-db", "{volume}-prom-agent-{object}-{ordinal}")};
constexpr ClaimPath kAlertmanagerClaims[] = {
    prometheus_claim("alertmanager-{object}-db", "{volume}-alertmanager-{object}-{ordinal}")};
constexpr ClaimPath kThanosRulerClaims[] = {
    prometheus_claim("thanos-ruler-{object}-data", "{volume}-thanos-ruler-{object}-{ordinal}")};
constexpr PodPath kPrometheus[] = {prometheus_pod(kPrometheusClaims)};
constexpr PodPath kPrometheusAgent[] = {prometheus_pod(kPrometheusAgentClaims)};
constexpr PodPath kAlertmanager[] = {prometheus_pod(kAlertmanagerClaims)};
constexpr PodPath kThanosRuler[] = {prometheus_pod(kThanosRulerClaims)};

// --- Elastic: elastic/cloud-on-k8s pkg/apis. The pod template is laid over the operator's. ---

constexpr std::string_view kElasticMetadata = "podTemplate.metadata";
constexpr std::string_view kElasticSpec = "podTemplate.spec";
constexpr PodPath elastic_pod(std::string_view pod, bool daemon_set = false,
                              std::span<const ClaimPath> claims = {}) {
  return {.pod = pod,
          .metadata = kElasticMetadata,
          .spec = kElasticSpec,
          .daemon_set = daemon_set,
          .partial = true,
          .always = true,
          .claims = claims};
}
constexpr PodPath kElastic[] = {elastic_pod("spec")};
// Where none is written, the operator makes a claim without a class
// (pkg/controller/elasticsearch/volume/defaults.go, pkg/controller/logstash/volume).
constexpr ClaimPath kElasticsearchClaims[] = {{.entry = "volumeClaimTemplates[]",
                                               .volume = "elasticsearch-data",
                                               .name = "{volume}-{object}-es-{part}-{ordinal}",
                                               .count = "count",
                                               .by_default = true}};
constexpr ClaimPath kLogstashClaims[] = {{.entry = "volumeClaimTemplates[]",
                                          .volume = "logstash-data",
                                          .name = "{volume}-{object}-ls-{ordinal}",
                                          .count = "count",
                                          .by_default = true}};
constexpr ClaimPath kElasticAgentClaims[] = {{.entry = "volumeClaimTemplates[]",
                                              .name = "{volume}-{object}-agent-{ordinal}",
                                              .count = "replicas"}};
constexpr PodPath kElasticsearch[] = {elastic_pod("spec.nodeSets[]", false, kElasticsearchClaims)};
constexpr PodPath kLogstash[] = {elastic_pod("spec", false, kLogstashClaims)};
constexpr PodPath kElasticAgent[] = {
    elastic_pod("spec.daemonSet", true),
    elastic_pod("spec.deployment"),
    elastic_pod("spec.statefulSet", false, kElasticAgentClaims),
};

// --- Runners of GitHub Actions, which are in two groups. actions/actions-runner-controller 03c274d
// apis/actions.github.com/v1alpha1, and controllers/actions.github.com/resourcebuilder.go
// (newEphemeralRunnerPod), which copies the template and adds labels and environment variables. The
// listener of a scale set runs in the controller's namespace, which the object does not name.
// apis/actions.summerwind.net/v1alpha1/runner_types.go: see operators.cpp. ---

constexpr TextArray<3> kScaleSetLabels = {"actions-ephemeral-runner", "pod-template-hash",
                                          "actions.github.com/*"};
constexpr PodPath kEphemeralRunner[] = {{.pod = "spec"}};
constexpr PodPath kEphemeralRunnerSet[] = {{.pod = "spec.ephemeralRunnerSpec"}};

constexpr TextArray<1> kRunnerSidecars = {"spec.sidecarContainers[]"};
/// Of the StatefulSets that a RunnerSet makes, whose names nobody knows beforehand.
constexpr ClaimPath kRunnerSetClaims[] = {
    {.entry = "/spec.volumeClaimTemplates[]", .name = "{volume}-{object}-{random}"}};
constexpr PodPath runner_pod(std::string_view pod, CompletePod complete,
                             std::span<const ClaimPath> claims = {}) {
  return {.pod = pod,
          .containers = kRunnerSidecars,
          .partial = true,
          .always = true,
          .complete = complete,
          .claims = claims};
}
constexpr PodPath kRunner[] = {runner_pod("", operators::complete_runner)};
constexpr PodPath kRunnerDeployment[] = {runner_pod("spec.template", operators::complete_runner)};
constexpr PodPath kRunnerSet[] = {
    runner_pod("spec.template", operators::complete_runner_set, kRunnerSetClaims)};

// --- Collectors and agents, whose spec holds the fields of the pod and of its main container:
// open-telemetry/opentelemetry-operator 01416c2 apis/v1beta1/common.go,
// aws/amazon-cloudwatch-agent-operator 0989e29 apis/v1alpha1, fluent/fluent-operator 0078189
// pkg/operator/daemonset.go (which mounts directories of the node). A ClusterObservability makes a
// collector on each node and one for the cluster (052150e apis/v1alpha1). ---

constexpr TextArray<2> kCollectorContainers = {"", "additionalContainers[]"};
/// internal/manifests/collector/volumeclaim.go and internal/naming.
constexpr ClaimPath kCollectorClaims[] = {
    {.entry = "volumeClaimTemplates[]", .name = "{volume}-{object}-collector-{ordinal}"}};
constexpr PodPath collector_pod(MakesPod applies, bool daemon_set = false,
                                std::span<const ClaimPath> claims = {}) {
  return {.pod = "spec",
          .metadata = "",
          .spec = "",
          .containers = kCollectorContainers,
          .daemon_set = daemon_set,
          .partial = true,
          .always = true,
          .applies = applies,
          .complete = operators::complete_collector,
          .claims = claims};
}
constexpr PodPath kCloudWatchAgent[] = {
    collector_pod(operators::is_deployment),
    collector_pod(operators::is_stateful_set),
    collector_pod(operators::is_daemon_set, true),
};
constexpr PodPath kCollector[] = {
    collector_pod(operators::is_deployment),
    collector_pod(operators::is_stateful_set, false, kCollectorClaims),
    collector_pod(operators::is_daemon_set, true),
    {.pod = "spec.targetAllocator",
     .part = "target allocator",
     .metadata = "",
     .spec = "",
     .containers = kThisContainer,
     .partial = true,
     .always = true,
     .applies = operators::has_target_allocator},
};
constexpr PodPath kTargetAllocator[] = {collector_pod(nullptr)};
constexpr PodPath kNodeAgent[] = {collector_pod(nullptr, true)};
constexpr PodPath kClusterObservability[] = {
    {.pod = "spec",
     .part = "agent",
     .metadata = "",
     .spec = "",
     .daemon_set = true,
     .partial = true,
     .always = true},
    {.pod = "spec", .part = "cluster", .metadata = "", .spec = "", .partial = true, .always = true},
};

// DataDog/datadog-operator fb95f8e api/datadoghq/v2alpha1/datadogagent_types.go: the overrides of a
// component hold fields of its pod. The node agent mounts directories of the node.
constexpr PodPath kDatadogAgent[] = {
    {.pod = "spec",
     .part = "node agent",
     .metadata = "override.nodeAgent",
     .spec = "override.nodeAgent",
     .daemon_set = true,
     .partial = true,
     .always = true},
    {.pod = "spec",
     .part = "cluster agent",
     .metadata = "override.clusterAgent",
     .spec = "override.clusterAgent",
     .partial = true,
     .always = true},
    {.pod = "spec",
     .part = "cluster checks runner",
     .metadata = "override.clusterChecksRunner",
     .spec = "override.clusterChecksRunner",
     .partial = true,
     .always = true,
     .applies = operators::has_check_runners},
};

// grafana/agent bc6c253 internal/static/operator (metrics: StatefulSets, logs: a DaemonSet);
// grafana/grafana-operator api/v1beta1/grafana_types.go: the deployment is laid over the
// operator's.
constexpr PodPath kGrafanaAgent[] = {
    {.pod = "spec",
     .part = "metrics",
     .metadata = "podMetadata",
     .spec = "",
     .containers = kThisContainer,
     .partial = true,
     .always = true,
     .applies = operators::gathers_metrics},
    {.pod = "spec",
     .part = "logs",
     .metadata = "podMetadata",
     .spec = "",
     .containers = kThisContainer,
     .daemon_set = true,
     .partial = true,
     .always = true,
     .applies = operators::gathers_logs},
};
constexpr PodPath kGrafana[] = {{.pod = "spec",
                                 .metadata = "deployment.spec.template.metadata",
                                 .spec = "deployment.spec.template.spec",
                                 .partial = true,
                                 .always = true,
                                 .applies = operators::is_own_grafana}};

// --- VictoriaMetrics/operator 00215655 api/operator/v1beta1 (CommonApplicationDeploymentParams in
// vmextra_types.go) and api/operator/v1. As with Prometheus, the spec holds the pod's fields; image
// and resources are those of the main container, and a reloader of the configuration may be added,
// whose resources the operator's own configuration says. ---

/// factory/vmsingle/vmsingle.go, makeVMSinglePvc: the field is the claim's spec.
bool is_claimed_by_single(const Workload& workload, yaml::Node /*storage*/) {
  return text_of(workload.object->spec()["storageDataPath"]).empty();
}
constexpr ClaimPath kVmSingleClaims[] = {{.entry = "storage",
                                          .volume = "data",
                                          .name = "vmsingle-{object}",
                                          .storage_class = "storageClassName",
                                          .size = "resources.requests.storage",
                                          .applies = is_claimed_by_single}};
/// vmextra_types.go, StorageSpec.IntoSTSVolume: a claim, unless it is an `emptyDir`.
bool is_no_empty_dir(const Workload&, yaml::Node storage) {
  return is_absent(storage["emptyDir"]);
}
constexpr ClaimPath victoria_claim(std::string_view entry, std::string_view volume,
                                   std::string_view name) {
  return {.entry = entry,
          .claim = "volumeClaimTemplate",
          .volume = volume,
          .name = name,
          .count = "replicaCount",
          .applies = is_no_empty_dir};
}
constexpr ClaimPath kVmAgentClaims[] = {victoria_claim("statefulStorage", "persistent-queue-data",
                                                       "{volume}-vmagent-{object}-{ordinal}")};
constexpr ClaimPath kVmStorageClaims[] = {
    victoria_claim("storage", "vmstorage-db", "{volume}-vmstorage-{object}-{ordinal}"),
    {.entry = "claimTemplates[]",
     .name = "{volume}-vmstorage-{object}-{ordinal}",
     .count = "replicaCount"},
};
constexpr ClaimPath kVmSelectClaims[] = {
    victoria_claim("storage", "vmselect-cachedir", "{volume}-vmselect-{object}-{ordinal}"),
    {.entry = "claimTemplates[]",
     .name = "{volume}-vmselect-{object}-{ordinal}",
     .count = "replicaCount"},
};
constexpr PodPath victoria_pod(std::string_view pod, std::string_view part = {},
                               std::span<const ClaimPath> claims = {}, MakesPod applies = nullptr,
                               bool daemon_set = false) {
  return {.pod = pod,
          .part = part,
          .metadata = "podMetadata",
          .spec = "",
          .containers = kThisContainer,
          .daemon_set = daemon_set,
          .partial = true,
          .always = true,
          .applies = applies,
          .claims = claims};
}
constexpr PodPath kVictoria[] = {victoria_pod("spec")};
constexpr PodPath kVmSingle[] = {victoria_pod("spec", {}, kVmSingleClaims)};
constexpr PodPath kVictoriaAgent[] = {
    victoria_pod("spec", {}, {}, operators::is_deployment_agent),
    victoria_pod("spec", {}, kVmAgentClaims, operators::is_stateful_agent),
    victoria_pod("spec", {}, {}, operators::is_daemon_set_agent, true),
};
constexpr PodPath kVmCluster[] = {
    victoria_pod("spec.vmstorage", "storage", kVmStorageClaims),
    victoria_pod("spec.vmselect", "select", kVmSelectClaims),
    victoria_pod("spec.vminsert", "insert"),
};
constexpr PodPath kVlCluster[] = {
    victoria_pod("spec.vlstorage", "storage"),
    victoria_pod("spec.vlselect", "select"),
    victoria_pod("spec.vlinsert", "insert"),
};
constexpr PodPath kVtCluster[] = {
    victoria_pod("spec.storage", "storage"),
    victoria_pod("spec.select", "select"),
    victoria_pod("spec.insert", "insert"),
};

// --- Databases and queues ---

// cloudnative-pg/cloudnative-pg 016c52a pkg/specs/pods.go, CreateClusterPodSpec: node selector and
// tolerations stand in `affinity`, beside a nodeAffinity. Claims for the data, the write-ahead log
// and tablespaces (03ff41d pkg/specs/pvcs.go). A Pooler has a pod template (04a7b7d
// pkg/specs/pgbouncer/deployments.go).
/// The class stands in the storage itself, or in its template of a claim's spec. Claims are
/// numbered as instances come and go.
bool has_own_class(const Workload&, yaml::Node storage) {
  return !is_absent(storage["storageClass"]) || is_absent(storage["pvcTemplate"]);
}
bool has_class_of_template(const Workload& workload, yaml::Node storage) {
  return !has_own_class(workload, storage);
}
constexpr ClaimPath kPostgresClaims[] = {
    {.entry = "storage",
     .volume = "pgdata",
     .name = "{object}-{random}",
     .storage_class = "storageClass",
     .size = "size",
     .count = "/spec.instances",
     .applies = has_own_class},
    {.entry = "storage",
     .claim = "pvcTemplate",
     .volume = "pgdata",
     .name = "{object}-{random}",
     .storage_class = "storageClassName",
     .size = "resources.requests.storage",
     .count = "/spec.instances",
     .applies = has_class_of_template},
};
constexpr PodPath kPostgres[] = {{.pod = "spec",
                                  .metadata = "inheritedMetadata",
                                  .spec = "affinity",
                                  .shared = kInSpec,
                                  .containers = kThisContainer,
                                  .partial = true,
                                  .always = true,
                                  .complete = operators::complete_postgres,
                                  .claims = kPostgresClaims}};
constexpr PodPath kPooler[] = {{.pod = "spec.template", .partial = true, .always = true}};

// rabbitmq/cluster-operator 008183c internal/resource/statefulset.go: an init container with the
// capabilities CHOWN and FOWNER, and a claim. The override is merged into the pod's spec.
constexpr ClaimPath kRabbitMqClaims[] = {{.entry = "persistence",
                                          .volume = "persistence",
                                          .name = "persistence-{object}-server-{ordinal}",
                                          .storage_class = "storageClassName",
                                          .size = "storage",
                                          .by_default = true}};
constexpr PodPath kRabbitMq[] = {{.pod = "spec",
                                  .metadata = "override.statefulSet.spec.template.metadata",
                                  .spec = "override.statefulSet.spec.template.spec",
                                  .shared = kInSpec,
                                  .containers = kThisContainer,
                                  .partial = true,
                                  .always = true,
                                  .claims = kRabbitMqClaims}};

// opensearch-project/opensearch-k8s-operator 001ce3d opensearch-operator/pkg/builders/cluster.go:
// an init container that runs as root, one that is privileged (see operators.cpp), a claim for each
// pool that does not say otherwise, and a pod that brings the cluster up.
constexpr TextArray<1> kBootstrap = {"bootstrap"};
bool is_persistent_pool(const Workload&, yaml::Node persistence) {
  return !is_absent(persistence["pvc"]);
}
constexpr ClaimPath kOpenSearchClaims[] = {{.entry = "persistence",
                                            .claim = "pvc",
                                            .volume = "data",
                                            .name = "data-{object}-{part}-{ordinal}",
                                            .storage_class = "storageClass",
                                            .count = "replicas",
                                            .applies = is_persistent_pool,
                                            .by_default = true}};
constexpr PodPath kOpenSearch[] = {
    {.pod = "spec.nodePools[]",
     .metadata = "",
     .spec = "",
     .containers = kThisContainer,
     .partial = true,
     .always = true,
     .complete = operators::complete_open_search,
     .claims = kOpenSearchClaims},
    {.pod = "spec",
     .part = "bootstrap",
     .metadata = "bootstrap",
     .spec = "bootstrap",
     .containers = kBootstrap,
     .partial = true,
     .always = true,
     .applies = operators::has_node_pools,
     .complete = operators::complete_open_search},
    {.pod = "spec.dashboards",
     .part = "dashboards",
     .metadata = "",
     .spec = "",
     .containers = kThisContainer,
     .partial = true,
     .always = true,
     .applies = operators::has_dashboards},
};

// Altinity/clickhouse-operator 2aa41b8 pkg/model/chi/creator/pod_template.go: pods by the templates
// that the layout names, or by the operator's default; claims by volumeClaimTemplates that
// containers mount.
constexpr ClaimPath kClickHouseClaims[] = {{.entry = "/spec.templates.volumeClaimTemplates[]",
                                            .volume = "{name}",
                                            .name = "{volume}-chi-{object}-{random}",
                                            .where_mounted = true}};
constexpr PodPath kClickHouse[] = {
    {.pod = "spec.templates.podTemplates[]",
     .partial = true,
     .always = true,
     .claims = kClickHouseClaims},
    {.pod = "spec",
     .metadata = "templates",
     .spec = "templates",
     .partial = true,
     .always = true,
     .applies = operators::has_no_pod_template},
};

// --- Load tests: grafana/k6-operator 04a7c95 pkg/resources/jobs (initializer.go, runner.go,
// starter.go), a Job for each. ---

constexpr TextArray<1> kK6Runner = {"runner"};
constexpr TextArray<1> kK6Initializer = {"initializer"};
constexpr TextArray<1> kK6Starter = {"starter"};
constexpr PodPath k6_pod(std::string_view part, std::string_view metadata, Texts container) {
  return {.pod = "spec",
          .part = part,
          .metadata = metadata,
          .spec = part,
          .containers = container,
          .partial = true,
          .always = true,
          .complete = operators::complete_test_run};
}
constexpr PodPath kTestRun[] = {
    k6_pod("initializer", "initializer.metadata", kK6Initializer),
    k6_pod("runner", "runner.metadata", kK6Runner),
    k6_pod("starter", "starter.metadata", kK6Starter),
};

// --- kaito-project/kaito 46dea37 api/v1alpha1/workspace_types.go: an inference service or a tuning
// Job on nodes with GPUs. ---

constexpr PodPath kWorkspace[] = {{.pod = "",
                                   .metadata = "inference.template.metadata",
                                   .spec = "inference.template.spec",
                                   .partial = true,
                                   .always = true}};

// --- Agents: kubernetes-sigs/agent-sandbox api/v1alpha1 ---

constexpr ClaimPath kSandboxClaims[] = {
    {.entry = "/spec.volumeClaimTemplates[]", .name = "{volume}-{object}"}};
constexpr PodPath kSandbox[] = {{.pod = "spec.podTemplate", .claims = kSandboxClaims}};

constexpr std::array kWorkloadKinds = {
    WorkloadKind{"apps.kruise.io", "AdvancedCronJob", kAdvancedCronJob, kAnyLabels},
    WorkloadKind{"agent.k8s.elastic.co", "Agent", kElasticAgent, kAnyLabels},
    WorkloadKind{"monitoring.coreos.com", "Alertmanager", kAlertmanager, kAnyLabels, true},
    WorkloadKind{"cloudwatch.aws.amazon.com", "AmazonCloudWatchAgent", kCloudWatchAgent, kAnyLabels,
                 true},
    WorkloadKind{"argoproj.io", "AnalysisRun", kAnalysis, kJobLabels},
    WorkloadKind{"argoproj.io", "AnalysisTemplate", kAnalysis, kJobLabels},
    WorkloadKind{"apm.k8s.elastic.co", "ApmServer", kElastic, kAnyLabels},
    WorkloadKind{"actions.github.com", "AutoscalingRunnerSet", kTemplate, kScaleSetLabels},
    WorkloadKind{"beat.k8s.elastic.co", "Beat", kElasticAgent, kAnyLabels},
    WorkloadKind{"apps.kruise.io", "BroadcastJob", kTemplate, kAnyLabels},
    WorkloadKind{"clickhouse.altinity.com", "ClickHouseInstallation", kClickHouse, kAnyLabels},
    WorkloadKind{"clickhouse-keeper.altinity.com", "ClickHouseKeeperInstallation", kClickHouse,
                 kAnyLabels},
    WorkloadKind{"apps.kruise.io", "CloneSet", kCloneSet, kKruiseLabels, true},
    WorkloadKind{"postgresql.cnpg.io", "Cluster", kPostgres, kAnyLabels},
    WorkloadKind{"argoproj.io", "ClusterAnalysisTemplate", kAnalysis, kJobLabels},
    WorkloadKind{"opentelemetry.io", "ClusterObservability", kClusterObservability, kAnyLabels},
    WorkloadKind{"tekton.dev", "ClusterTask", kTask, kAnyLabels},
    WorkloadKind{"argoproj.io", "ClusterWorkflowTemplate", kWorkflow, kAnyLabels},
    WorkloadKind{"serving.knative.dev", "Configuration", kRevision, kKnativeLabels},
    WorkloadKind{"batch", "CronJob", kCronJob, kJobLabels},
    WorkloadKind{"argoproj.io", "CronWorkflow", kCronWorkflow, kAnyLabels},
    WorkloadKind{"apps", "DaemonSet", kDaemonSet, kDaemonSetLabels},
    WorkloadKind{"apps.kruise.io", "DaemonSet", kDaemonSet, kKruiseLabels},
    WorkloadKind{"extensions", "DaemonSet", kDaemonSet, kDaemonSetLabels},
    WorkloadKind{"datadoghq.com", "DatadogAgent", kDatadogAgent, kAnyLabels},
    WorkloadKind{"cloudwatch.aws.amazon.com", "DcgmExporter", kNodeAgent, kAnyLabels},
    WorkloadKind{"apps", "Deployment", kTemplate, kDeploymentLabels, true},
    WorkloadKind{"extensions", "Deployment", kTemplate, kDeploymentLabels, true},
    WorkloadKind{"apps.openshift.io", "DeploymentConfig", kTemplate, kDeploymentConfigLabels, true},
    WorkloadKind{"maps.k8s.elastic.co", "ElasticMapsServer", kElastic, kAnyLabels},
    WorkloadKind{"elasticsearch.k8s.elastic.co", "Elasticsearch", kElasticsearch, kAnyLabels},
    WorkloadKind{"enterprisesearch.k8s.elastic.co", "EnterpriseSearch", kElastic, kAnyLabels},
    WorkloadKind{"actions.github.com", "EphemeralRunner", kEphemeralRunner, kScaleSetLabels},
    WorkloadKind{"actions.github.com", "EphemeralRunnerSet", kEphemeralRunnerSet, kScaleSetLabels},
    WorkloadKind{"argoproj.io", "Experiment", kExperiment, kAnyLabels},
    WorkloadKind{"flink.apache.org", "FlinkDeployment", kFlinkDeployment, kAnyLabels},
    WorkloadKind{"fluentbit.fluent.io", "FluentBit", kNodeAgent, kAnyLabels},
    WorkloadKind{"grafana.integreatly.org", "Grafana", kGrafana, kAnyLabels},
    WorkloadKind{"monitoring.grafana.com", "GrafanaAgent", kGrafanaAgent, kAnyLabels},
    WorkloadKind{"kubeflow.org", "JAXJob", kJaxJob, kTrainingLabels},
    WorkloadKind{"batch", "Job", kTemplate, kJobLabels},
    WorkloadKind{"batch.volcano.sh", "Job", kVolcanoJob, kVolcanoLabels},
    WorkloadKind{"jobset.x-k8s.io", "JobSet", kJobSet, kJobSetLabels},
    WorkloadKind{"k6.io", "K6", kTestRun, kAnyLabels},
    WorkloadKind{"kafka.strimzi.io", "Kafka", kKafka, kAnyLabels},
    WorkloadKind{"kafka.strimzi.io", "KafkaBridge", kKafkaClient, kAnyLabels},
    WorkloadKind{"kafka.strimzi.io", "KafkaConnect", kKafkaClient, kAnyLabels},
    WorkloadKind{"kafka.strimzi.io", "KafkaMirrorMaker", kKafkaClient, kAnyLabels},
    WorkloadKind{"kafka.strimzi.io", "KafkaMirrorMaker2", kKafkaClient, kAnyLabels},
    WorkloadKind{"kafka.strimzi.io", "KafkaNodePool", kKafkaNodePool, kAnyLabels},
    WorkloadKind{"kibana.k8s.elastic.co", "Kibana", kElastic, kAnyLabels},
    WorkloadKind{"leaderworkerset.x-k8s.io", "LeaderWorkerSet", kLeaderWorkerSet,
                 kLeaderWorkerSetLabels},
    WorkloadKind{"logstash.k8s.elastic.co", "Logstash", kLogstash, kAnyLabels},
    WorkloadKind{"kubeflow.org", "MPIJob", kMpiJob, kTrainingLabels},
    WorkloadKind{"kubeflow.org", "MXJob", kMxJob, kTrainingLabels},
    WorkloadKind{"cloudwatch.aws.amazon.com", "NeuronMonitor", kNodeAgent, kAnyLabels},
    WorkloadKind{"kubeflow.org", "Notebook", kTemplate, kAnyLabels},
    WorkloadKind{"opensearch.opster.io", "OpenSearchCluster", kOpenSearch, kAnyLabels},
    WorkloadKind{"opensearch.org", "OpenSearchCluster", kOpenSearch, kAnyLabels},
    WorkloadKind{"opentelemetry.io", "OpenTelemetryCollector", kCollector, kAnyLabels, true},
    WorkloadKind{"kubeflow.org", "PaddleJob", kPaddleJob, kTrainingLabels},
    WorkloadKind{"tekton.dev", "Pipeline", kPipeline, kAnyLabels},
    WorkloadKind{"tekton.dev", "PipelineRun", kPipelineRun, kAnyLabels},
    WorkloadKind{"", "Pod", kPod, {}},
    WorkloadKind{"", "PodTemplate", kPodTemplate, {}},
    WorkloadKind{"postgresql.cnpg.io", "Pooler", kPooler, kAnyLabels},
    WorkloadKind{"monitoring.coreos.com", "Prometheus", kPrometheus, kAnyLabels, true},
    WorkloadKind{"monitoring.coreos.com", "PrometheusAgent", kPrometheusAgent, kAnyLabels, true},
    WorkloadKind{"kubeflow.org", "PyTorchJob", kPyTorchJob, kTrainingLabels},
    WorkloadKind{"rabbitmq.com", "RabbitmqCluster", kRabbitMq, kAnyLabels, true},
    WorkloadKind{"ray.io", "RayCluster", kRayCluster, kRayLabels},
    WorkloadKind{"ray.io", "RayJob", kRayJob, kRayLabels},
    WorkloadKind{"ray.io", "RayService", kRayService, kRayLabels},
    WorkloadKind{"apps", "ReplicaSet", kTemplate, {}, true},
    WorkloadKind{"extensions", "ReplicaSet", kTemplate, {}, true},
    WorkloadKind{"", "ReplicationController", kTemplate, {}, true},
    WorkloadKind{"argoproj.io", "Rollout", kTemplate, kRolloutLabels, true},
    WorkloadKind{"actions.summerwind.dev", "Runner", kRunner, kAnyLabels},
    WorkloadKind{"actions.summerwind.dev", "RunnerDeployment", kRunnerDeployment, kAnyLabels, true},
    WorkloadKind{"actions.summerwind.dev", "RunnerReplicaSet", kRunnerDeployment, kAnyLabels, true},
    WorkloadKind{"actions.summerwind.dev", "RunnerSet", kRunnerSet, kAnyLabels, true},
    WorkloadKind{"agents.x-k8s.io", "Sandbox", kSandbox, kAnyLabels, true},
    WorkloadKind{"keda.sh", "ScaledJob", kScaledJob, kScaledJobLabels},
    WorkloadKind{"sparkoperator.k8s.io", "ScheduledSparkApplication", kScheduledSparkApplication,
                 kAnyLabels},
    WorkloadKind{"serving.knative.dev", "Service", kRevision, kKnativeLabels},
    WorkloadKind{"sparkoperator.k8s.io", "SparkApplication", kSparkApplication, kAnyLabels},
    WorkloadKind{"sparkoperator.k8s.io", "SparkConnect", kSparkConnect, kAnyLabels},
    WorkloadKind{"apps", "StatefulSet", kStatefulSet, kStatefulSetLabels, true},
    WorkloadKind{"apps.kruise.io", "StatefulSet", kStatefulSet, kKruiseLabels, true},
    WorkloadKind{"kubeflow.org", "TFJob", kTfJob, kTrainingLabels},
    WorkloadKind{"opentelemetry.io", "TargetAllocator", kTargetAllocator, kAnyLabels, true},
    WorkloadKind{"tekton.dev", "Task", kTask, kAnyLabels},
    WorkloadKind{"tekton.dev", "TaskRun", kTaskRun, kAnyLabels},
    WorkloadKind{"k6.io", "TestRun", kTestRun, kAnyLabels},
    WorkloadKind{"monitoring.coreos.com", "ThanosRuler", kThanosRuler, kAnyLabels, true},
    WorkloadKind{"apps.kruise.io", "UnitedDeployment", kUnitedDeployment, kKruiseLabels, true},
    WorkloadKind{"operator.victoriametrics.com", "VLAgent", kVictoria, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VLCluster", kVlCluster, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VLSingle", kVictoria, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VLogs", kVictoria, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VMAgent", kVictoriaAgent, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VMAlert", kVictoria, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VMAlertmanager", kVictoria, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VMAnomaly", kVictoria, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VMAuth", kVictoria, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VMCluster", kVmCluster, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VMSingle", kVmSingle, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VTCluster", kVtCluster, kAnyLabels},
    WorkloadKind{"operator.victoriametrics.com", "VTSingle", kVictoria, kAnyLabels},
    WorkloadKind{"argoproj.io", "Workflow", kWorkflow, kAnyLabels},
    WorkloadKind{"argoproj.io", "WorkflowTemplate", kWorkflow, kAnyLabels},
    WorkloadKind{"kaito.sh", "Workspace", kWorkspace, kAnyLabels},
    WorkloadKind{"kubeflow.org", "XGBoostJob", kXgBoostJob, kTrainingLabels},
};
static_assert(std::ranges::is_sorted(kWorkloadKinds, {}, [](const WorkloadKind& row) {
  return std::pair(row.kind, row.group);
}));

/// Workloads that are looked up must be known.
constexpr bool is_known(const Kind& kind) {
  return std::ranges::all_of(std::array{kind.group, kind.other_group}, [&](auto group) {
    return std::ranges::any_of(kWorkloadKinds, [&](const WorkloadKind& row) {
      return row.kind == kind.name && row.group == group;
    });
  });
}
#define FARGATE_LINT_IS_KNOWN(constant, ...) static_assert(is_known(kinds::constant));
FARGATE_LINT_ASKED_WORKLOADS(FARGATE_LINT_IS_KNOWN)
#undef FARGATE_LINT_IS_KNOWN

}  // namespace

std::span<const WorkloadKind> workload_kinds() {
  return kWorkloadKinds;
}

const WorkloadKind* find_workload_kind(std::string_view group, std::string_view kind) {
  for (const auto& row : std::ranges::equal_range(kWorkloadKinds, kind, {}, &WorkloadKind::kind))
    if (row.group == group) return &row;
  return nullptr;
}

WorkloadKinds::WorkloadKinds(std::vector<DeclaredWorkload> declared, IsAskedFor filter)
    : declared_(std::move(declared)), is_asked_for_(filter) {
  // Reserved: the rows point into both.
  paths_.reserve(declared_.size());
  kinds_.reserve(declared_.size());
  for (const auto& row : declared_) {
    paths_.push_back({.pod = row.template_path, .may_be_spec = true});
    kinds_.push_back({row.group, row.kind, {&paths_.back(), 1}, kAnyLabels});
  }
}

const WorkloadKind* WorkloadKinds::find_declared(std::string_view group,
                                                 std::string_view kind) const {
  for (const auto& row : kinds_)
    if (row.kind == kind && row.group == group) return &row;
  return nullptr;
}

const WorkloadKind* WorkloadKinds::find(std::string_view group, std::string_view kind) const {
  const auto* declared = find_declared(group, kind);
  return declared != nullptr ? declared : find_workload_kind(group, kind);
}

const WorkloadKinds& WorkloadKinds::known() {
  static const WorkloadKinds kinds;
  return kinds;
}

}  // namespace fargate_lint::kube
