#include <algorithm>
#include <array>
#include <compare>
#include <utility>

#include "kube/fields.hpp"
#include "kube/kinds.hpp"
#include "kube/node_path.hpp"
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
                                  .claims = kWorkflowClaims}};
constexpr PodPath kCronWorkflow[] = {{.pod = "spec.workflowSpec.templates[]",
                                      .spec = "",
                                      .shared = kInWorkflowSpec,
                                      .containers = kArgoContainers,
                                      .partial = true,
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
     .always = true},
    {.pod = "spec.executor",
     .part = "executor",
     .metadata = "",
     .spec = "",
     .shared = kSparkExecutorShared,
     .containers = kSparkContainers,
     .partial = true,
     .always = true},
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
     .always = true},
    {.pod = "spec.template.executor",
     .part = "executor",
     .metadata = "",
     .spec = "",
     .shared = kScheduledExecutorShared,
     .containers = kSparkContainers,
     .partial = true,
     .always = true},
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
     .always = true},
    {.pod = "spec.taskManager",
     .part = "task manager",
     .metadata = "podTemplate.metadata",
     .spec = "podTemplate.spec",
     .shared = kFlinkShared,
     .partial = true,
     .always = true},
};

constexpr std::string_view kStrimziMetadata = "template.pod.metadata";
constexpr std::string_view kStrimziSpec = "template.pod";
constexpr PodPath strimzi_pod(std::string_view pod, std::string_view part,
                              std::span<const ClaimPath> claims = {}) {
  return {.pod = pod,
          .part = part,
          .metadata = kStrimziMetadata,
          .spec = kStrimziSpec,
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
    strimzi_pod("spec.entityOperator", "entity operator"),
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

// --- Agents: kubernetes-sigs/agent-sandbox api/v1alpha1 ---

constexpr ClaimPath kSandboxClaims[] = {
    {.entry = "/spec.volumeClaimTemplates[]", .name = "{volume}-{object}"}};
constexpr PodPath kSandbox[] = {{.pod = "spec.podTemplate", .claims = kSandboxClaims}};

constexpr std::array kWorkloadKinds = {
    WorkloadKind{"apps.kruise.io", "AdvancedCronJob", kAdvancedCronJob, kAnyLabels},
    WorkloadKind{"agent.k8s.elastic.co", "Agent", kElasticAgent, kAnyLabels},
    WorkloadKind{"monitoring.coreos.com", "Alertmanager", kAlertmanager, kAnyLabels, true},
    WorkloadKind{"argoproj.io", "AnalysisRun", kAnalysis, kJobLabels},
    WorkloadKind{"argoproj.io", "AnalysisTemplate", kAnalysis, kJobLabels},
    WorkloadKind{"apm.k8s.elastic.co", "ApmServer", kElastic, kAnyLabels},
    WorkloadKind{"beat.k8s.elastic.co", "Beat", kElasticAgent, kAnyLabels},
    WorkloadKind{"apps.kruise.io", "BroadcastJob", kTemplate, kAnyLabels},
    WorkloadKind{"apps.kruise.io", "CloneSet", kCloneSet, kKruiseLabels, true},
    WorkloadKind{"argoproj.io", "ClusterAnalysisTemplate", kAnalysis, kJobLabels},
    WorkloadKind{"tekton.dev", "ClusterTask", kTask, kAnyLabels},
    WorkloadKind{"argoproj.io", "ClusterWorkflowTemplate", kWorkflow, kAnyLabels},
    WorkloadKind{"serving.knative.dev", "Configuration", kRevision, kKnativeLabels},
    WorkloadKind{"batch", "CronJob", kCronJob, kJobLabels},
    WorkloadKind{"argoproj.io", "CronWorkflow", kCronWorkflow, kAnyLabels},
    WorkloadKind{"apps", "DaemonSet", kDaemonSet, kDaemonSetLabels},
    WorkloadKind{"apps.kruise.io", "DaemonSet", kDaemonSet, kKruiseLabels},
    WorkloadKind{"extensions", "DaemonSet", kDaemonSet, kDaemonSetLabels},
    WorkloadKind{"apps", "Deployment", kTemplate, kDeploymentLabels, true},
    WorkloadKind{"extensions", "Deployment", kTemplate, kDeploymentLabels, true},
    WorkloadKind{"apps.openshift.io", "DeploymentConfig", kTemplate, kDeploymentConfigLabels, true},
    WorkloadKind{"maps.k8s.elastic.co", "ElasticMapsServer", kElastic, kAnyLabels},
    WorkloadKind{"elasticsearch.k8s.elastic.co", "Elasticsearch", kElasticsearch, kAnyLabels},
    WorkloadKind{"enterprisesearch.k8s.elastic.co", "EnterpriseSearch", kElastic, kAnyLabels},
    WorkloadKind{"argoproj.io", "Experiment", kExperiment, kAnyLabels},
    WorkloadKind{"flink.apache.org", "FlinkDeployment", kFlinkDeployment, kAnyLabels},
    WorkloadKind{"kubeflow.org", "JAXJob", kJaxJob, kTrainingLabels},
    WorkloadKind{"batch", "Job", kTemplate, kJobLabels},
    WorkloadKind{"batch.volcano.sh", "Job", kVolcanoJob, kVolcanoLabels},
    WorkloadKind{"jobset.x-k8s.io", "JobSet", kJobSet, kJobSetLabels},
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
    WorkloadKind{"kubeflow.org", "Notebook", kTemplate, kAnyLabels},
    WorkloadKind{"kubeflow.org", "PaddleJob", kPaddleJob, kTrainingLabels},
    WorkloadKind{"tekton.dev", "Pipeline", kPipeline, kAnyLabels},
    WorkloadKind{"tekton.dev", "PipelineRun", kPipelineRun, kAnyLabels},
    WorkloadKind{"", "Pod", kPod, {}},
    WorkloadKind{"", "PodTemplate", kPodTemplate, {}},
    WorkloadKind{"monitoring.coreos.com", "Prometheus", kPrometheus, kAnyLabels, true},
    WorkloadKind{"monitoring.coreos.com", "PrometheusAgent", kPrometheusAgent, kAnyLabels, true},
    WorkloadKind{"kubeflow.org", "PyTorchJob", kPyTorchJob, kTrainingLabels},
    WorkloadKind{"ray.io", "RayCluster", kRayCluster, kRayLabels},
    WorkloadKind{"ray.io", "RayJob", kRayJob, kRayLabels},
    WorkloadKind{"ray.io", "RayService", kRayService, kRayLabels},
    WorkloadKind{"apps", "ReplicaSet", kTemplate, {}, true},
    WorkloadKind{"extensions", "ReplicaSet", kTemplate, {}, true},
    WorkloadKind{"", "ReplicationController", kTemplate, {}, true},
    WorkloadKind{"argoproj.io", "Rollout", kTemplate, kRolloutLabels, true},
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
    WorkloadKind{"tekton.dev", "Task", kTask, kAnyLabels},
    WorkloadKind{"tekton.dev", "TaskRun", kTaskRun, kAnyLabels},
    WorkloadKind{"monitoring.coreos.com", "ThanosRuler", kThanosRuler, kAnyLabels, true},
    WorkloadKind{"apps.kruise.io", "UnitedDeployment", kUnitedDeployment, kKruiseLabels, true},
    WorkloadKind{"argoproj.io", "Workflow", kWorkflow, kAnyLabels},
    WorkloadKind{"argoproj.io", "WorkflowTemplate", kWorkflow, kAnyLabels},
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
