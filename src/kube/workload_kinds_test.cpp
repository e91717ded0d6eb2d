#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kube/inventory.hpp"
#include "kube/testing.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {
namespace {

/// One line for each pod: "part: containers", with `~` behind what an operator adds to, the labels
/// and hostNetwork if the pod has any.
std::string pods_of(const std::string& text, const WorkloadKinds& kinds = WorkloadKinds::known()) {
  const auto document = testing::read(text);
  std::vector<Object> objects;
  append_objects(*document, "default", kinds, objects);
  std::vector<Workload> workloads;
  for (const auto& object : objects) append_workloads(object, workloads);
  std::string lines;
  for (const auto& workload : workloads) {
    const auto pod = read_pod_template(workload);
    lines += workload.part + ":";
    for (const auto& container : pod.containers)
      lines.append(" ").append(container.name.empty() ? "?" : container.name);
    if (pod.partial) lines += " ~";
    if (const auto app = pod.labels()["app"]) lines.append(" app=").append(app.text());
    if (pod.field("hostNetwork").is_true()) lines += " hostNetwork";
    for (const auto& volume : pod.volumes) lines.append(" volume ").append(volume.name);
    if (workload.is_daemon_set()) lines += " daemon";
    lines += "\n";
  }
  return lines;
}

std::string object_of(const std::string& api_version, const std::string& kind,
                      const std::string& spec) {
  return "apiVersion: " + api_version + "\nkind: " + kind + "\nmetadata: {name: x}\nspec: " + spec +
         "\n";
}

TEST_CASE("workload kinds: each custom resource has its pods where its operator looks for them") {
  const std::string pod = "{metadata: {labels: {app: a}}, spec: {containers: [{name: c}]}}";
  struct Row {
    std::string api_version;
    std::string kind;
    std::string spec;
    std::string pods;
  };
  const std::vector<Row> rows = {
      {"argoproj.io/v1alpha1", "Rollout", "{template: " + pod + "}", ": c app=a\n"},
      {"argoproj.io/v1alpha1", "Experiment",
       "{templates: [{name: old, template: " + pod + "}, {name: new, template: " + pod + "}]}",
       "old: c app=a\nnew: c app=a\n"},
      {"argoproj.io/v1alpha1", "AnalysisTemplate",
       "{metrics: [{name: ok, provider: {job: {spec: {template: " + pod +
           "}}}}, {name: web, provider: {web: {}}}]}",
       "ok: c app=a\n"},
      {"argoproj.io/v1alpha1", "Workflow",
       "{hostNetwork: true, volumes: [{name: all}], templates: ["
       "{name: main, steps: [[{name: a, template: say}]]},"
       "{name: say, metadata: {labels: {app: a}}, container: {image: i}, volumes: [{name: own}]},"
       "{name: run, script: {name: s}, sidecars: [{name: side}], initContainers: [{name: init}]},"
       "{name: set, containerSet: {containers: [{name: a}, {name: b}]}}]}",
       "say: ? ~ app=a hostNetwork volume own volume all\n"
       "run: init s side ~ hostNetwork volume all\n"
       "set: a b ~ hostNetwork volume all\n"},
      {"argoproj.io/v1alpha1", "CronWorkflow",
       "{workflowSpec: {hostNetwork: true, templates: [{name: say, container: {name: m}}]}}",
       "say: m ~ hostNetwork\n"},
      {"tekton.dev/v1", "Task", "{steps: [{name: a}, {image: i}], volumes: [{name: v}]}",
       ": a ? ~ volume v\n"},
      {"tekton.dev/v1", "TaskRun",
       "{podTemplate: {hostNetwork: true}, taskSpec: {steps: [{name: a}], volumes: [{name: v}]}}",
       ": a ~ hostNetwork volume v\n"},
      {"tekton.dev/v1", "TaskRun", "{taskRef: {name: elsewhere}}", ": ~\n"},
      {"tekton.dev/v1", "Pipeline",
       "{tasks: [{name: one, taskSpec: {steps: [{name: a}]}}, {name: two, taskRef: {name: t}}],"
       " finally: [{name: end, taskSpec: {steps: [{name: z}]}}]}",
       "one: a ~\nend: z ~\n"},
      {"tekton.dev/v1", "PipelineRun",
       "{taskRunTemplate: {podTemplate: {hostNetwork: true}},"
       " pipelineSpec: {tasks: [{name: one, taskSpec: {steps: [{name: a}]}}]}}",
       "one: a ~ hostNetwork\n"},
      {"serving.knative.dev/v1", "Service", "{template: " + pod + "}", ": c ~ app=a\n"},
      {"keda.sh/v1alpha1", "ScaledJob", "{jobTargetRef: {template: " + pod + "}}", ": c app=a\n"},
      {"jobset.x-k8s.io/v1alpha2", "JobSet",
       "{replicatedJobs: [{name: w, template: {spec: {template: " + pod + "}}}]}", "w: c app=a\n"},
      {"leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet",
       "{leaderWorkerTemplate: {leaderTemplate: " + pod + ", workerTemplate: " + pod + "}}",
       "leader: c app=a\nworker: c app=a\n"},
      {"batch.volcano.sh/v1alpha1", "Job", "{tasks: [{name: t, template: " + pod + "}]}",
       "t: c app=a\n"},
      {"kubeflow.org/v1", "TFJob",
       "{tfReplicaSpecs: {PS: {template: " + pod + "}, Worker: {template: " + pod + "}}}",
       "PS: c app=a\nWorker: c app=a\n"},
      {"kubeflow.org/v1", "PyTorchJob", "{pytorchReplicaSpecs: {Master: {template: " + pod + "}}}",
       "Master: c app=a\n"},
      {"kubeflow.org/v2beta1", "MPIJob", "{mpiReplicaSpecs: {Launcher: {template: " + pod + "}}}",
       "Launcher: c app=a\n"},
      {"ray.io/v1", "RayCluster",
       "{headGroupSpec: {template: " + pod + "}, workerGroupSpecs: [{groupName: small, template: " +
           pod + "}, {template: " + pod + "}]}",
       "head: c app=a\nworker small: c app=a\nworker 1: c app=a\n"},
      {"ray.io/v1", "RayJob",
       "{rayClusterSpec: {headGroupSpec: {template: " + pod + "}}, submitterPodTemplate: " + pod +
           "}",
       "head: c app=a\nsubmitter: c app=a\n"},
      {"ray.io/v1", "RayService", "{rayClusterConfig: {headGroupSpec: {template: " + pod + "}}}",
       "head: c app=a\n"},
      {"sparkoperator.k8s.io/v1beta2", "SparkApplication",
       "{volumes: [{name: v}], driver: {labels: {app: a}, hostNetwork: true, sidecars: [{name: "
       "s}]}, executor: {template: {spec: {containers: [{name: e}]}}}}",
       "driver: ? s ~ app=a hostNetwork volume v\nexecutor: e ? e ~ volume v\n"},
      {"flink.apache.org/v1beta1", "FlinkDeployment",
       "{podTemplate: {spec: {hostNetwork: true, containers: [{name: all}]}}, jobManager: {}, "
       "taskManager: {podTemplate: {spec: {containers: [{name: own}]}}}}",
       "job manager: all flink-main-container ~ hostNetwork\n"
       "task manager: own all flink-main-container ~ hostNetwork\n"},
      {"kafka.strimzi.io/v1beta2", "Kafka",
       "{kafka: {template: {pod: {metadata: {labels: {app: a}}}}}, entityOperator: {}}",
       "kafka: ? ~ app=a\nentity operator: ~\n"},
      {"kafka.strimzi.io/v1beta2", "Kafka",
       "{entityOperator: {topicOperator: {}, userOperator: {}}}", "entity operator: ? ? ~\n"},
      {"kafka.strimzi.io/v1beta2", "KafkaBridge", "{replicas: 1}", ": ? ~\n"},
      {"apps.openshift.io/v1", "DeploymentConfig", "{template: " + pod + "}", ": c app=a\n"},
      {"apps.kruise.io/v1alpha1", "CloneSet", "{template: " + pod + "}", ": c app=a\n"},
      {"apps.kruise.io/v1alpha1", "DaemonSet", "{template: " + pod + "}", ": c app=a daemon\n"},
      {"apps.kruise.io/v1alpha1", "UnitedDeployment",
       "{template: {cloneSetTemplate: {spec: {template: " + pod + "}}}}", ": c app=a\n"},
      {"monitoring.coreos.com/v1", "Prometheus",
       "{podMetadata: {labels: {app: a}}, hostNetwork: true, volumes: [{name: v}]}",
       ": ~ app=a hostNetwork volume v\n"},
      {"elasticsearch.k8s.elastic.co/v1", "Elasticsearch",
       "{nodeSets: [{name: hot, podTemplate: {spec: {initContainers: [{name: sysctl}]}}},"
       " {name: cold}]}",
       "hot: sysctl ~ volume elasticsearch-data\ncold: ~ volume elasticsearch-data\n"},
      {"beat.k8s.elastic.co/v1beta1", "Beat",
       "{daemonSet: {podTemplate: {spec: {hostNetwork: true}}}}", ": ~ hostNetwork daemon\n"},
      {"actions.github.com/v1alpha1", "AutoscalingRunnerSet", "{template: " + pod + "}",
       ": c app=a\n"},
      {"actions.github.com/v1alpha1", "EphemeralRunnerSet", "{ephemeralRunnerSpec: " + pod + "}",
       ": c app=a\n"},
      {"actions.github.com/v1alpha1", "EphemeralRunner",
       "{metadata: {labels: {app: a}}, spec: {containers: [{name: c}]}}", ": c app=a\n"},
      {"actions.summerwind.dev/v1alpha1", "Runner",
       "{hostNetwork: true, sidecarContainers: [{name: side}]}",
       ": runner side docker ~ hostNetwork\n"},
      {"actions.summerwind.dev/v1alpha1", "RunnerDeployment",
       "{template: {metadata: {labels: {app: a}}, spec: {dockerEnabled: false, volumes: [{name: "
       "v}]}}}",
       ": runner ~ app=a volume v\n"},
      {"actions.summerwind.dev/v1alpha1", "RunnerReplicaSet",
       "{template: {spec: {containers: [{name: runner}, {name: side}]}}}",
       ": runner side docker ~\n"},
      {"actions.summerwind.dev/v1alpha1", "RunnerSet",
       "{dockerdWithinRunnerContainer: true, template: " + pod + "}", ": c runner ~ app=a\n"},
      {"opentelemetry.io/v1beta1", "OpenTelemetryCollector",
       "{image: i, hostNetwork: true, additionalContainers: [{name: side}]}",
       ": ? side ~ hostNetwork\n"},
      {"opentelemetry.io/v1beta1", "OpenTelemetryCollector",
       "{mode: statefulset, targetAllocator: {enabled: true}}", ": ? ~\ntarget allocator: ? ~\n"},
      {"opentelemetry.io/v1alpha1", "OpenTelemetryCollector",
       "{mode: daemonset, targetAllocator: {enabled: false}}", ": ? ~ daemon\n"},
      {"opentelemetry.io/v1beta1", "TargetAllocator", "{image: i}", ": ? ~\n"},
      {"opentelemetry.io/v1alpha1", "ClusterObservability", "{exporter: {}}",
       "agent: ~ daemon\ncluster: ~\n"},
      {"cloudwatch.aws.amazon.com/v1alpha1", "AmazonCloudWatchAgent", "{mode: daemonset}",
       ": ? ~ daemon\n"},
      {"cloudwatch.aws.amazon.com/v1alpha1", "DcgmExporter", "{image: i}", ": ? ~ daemon\n"},
      {"cloudwatch.aws.amazon.com/v1alpha1", "NeuronMonitor", "{image: i}", ": ? ~ daemon\n"},
      {"fluentbit.fluent.io/v1alpha2", "FluentBit", "{image: i}", ": ? ~ daemon\n"},
      {"datadoghq.com/v2alpha1", "DatadogAgent",
       "{features: {clusterChecks: {useClusterChecksRunners: true}}, override: {clusterAgent: "
       "{labels: {app: a}, hostNetwork: true}}}",
       "node agent: ~ daemon\ncluster agent: ~ app=a hostNetwork\ncluster checks runner: ~\n"},
      {"monitoring.grafana.com/v1alpha1", "GrafanaAgent", "{metrics: {}, logs: {}}",
       "metrics: ? ~\nlogs: ? ~ daemon\n"},
      {"grafana.integreatly.org/v1beta1", "Grafana",
       "{deployment: {spec: {template: " + pod + "}}}", ": c ~ app=a\n"},
      {"operator.victoriametrics.com/v1beta1", "VMSingle",
       "{podMetadata: {labels: {app: a}}, hostNetwork: true, containers: [{name: side}]}",
       ": side ? ~ app=a hostNetwork\n"},
      {"operator.victoriametrics.com/v1beta1", "VMAgent", "{statefulMode: true}", ": ? ~\n"},
      {"operator.victoriametrics.com/v1beta1", "VMAgent",
       "{statefulMode: true, daemonSetMode: true}", ": ? ~ daemon\n"},
      {"operator.victoriametrics.com/v1beta1", "VMCluster", "{vmstorage: {}, vmselect: {}}",
       "storage: ? ~\nselect: ? ~\n"},
      {"operator.victoriametrics.com/v1", "VLCluster", "{vlinsert: {}}", "insert: ? ~\n"},
      {"operator.victoriametrics.com/v1", "VTCluster", "{insert: {}}", "insert: ? ~\n"},
      {"postgresql.cnpg.io/v1", "Cluster",
       "{inheritedMetadata: {labels: {app: a}}, affinity: {nodeSelector: {a: b}}}",
       ": ? ~ app=a\n"},
      {"postgresql.cnpg.io/v1", "Pooler", "{template: " + pod + "}", ": c ~ app=a\n"},
      {"rabbitmq.com/v1beta1", "RabbitmqCluster",
       "{override: {statefulSet: {spec: {template: {spec: {hostNetwork: true}}}}}}",
       ": ? ~ hostNetwork volume persistence\n"},
      {"opensearch.opster.io/v1", "OpenSearchCluster",
       "{general: {setVMMaxMapCount: true}, nodePools: [{component: hot, persistence: {hostPath: "
       "{path: /data}}}], dashboards: {enable: true}}",
       "hot: init-sysctl ? ~ volume data\nbootstrap: init-sysctl ~\ndashboards: ? ~\n"},
      {"opensearch.org/v1", "OpenSearchCluster", "{nodePools: [{component: a}]}",
       "a: ? ~ volume data\nbootstrap: ~\n"},
      {"clickhouse.altinity.com/v1", "ClickHouseInstallation",
       "{templates: {podTemplates: [{name: p, spec: {containers: [{name: c}]}}]}}", "p: c ~\n"},
      {"clickhouse.altinity.com/v1", "ClickHouseInstallation", "{configuration: {}}", ": ~\n"},
      {"k6.io/v1alpha1", "TestRun",
       "{parallelism: 4, runner: {metadata: {labels: {app: a}}, hostNetwork: true}}",
       "initializer: ~\nrunner: ? ~ app=a hostNetwork\nstarter: ~\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.kind);
    CAPTURE(row.spec);
    CHECK(pods_of(object_of(row.api_version, row.kind, row.spec)) == row.pods);
    CHECK(pods_of(object_of("example.org/v1", row.kind, row.spec)).empty());
  }
}

TEST_CASE("workload kinds: a fragment, or what only refers to pods, makes none") {
  for (const auto& [api_version, kind, spec] : std::vector<std::array<std::string, 3>>{
           {"argoproj.io/v1alpha1", "Rollout", "{replicas: 2}"},
           {"argoproj.io/v1alpha1", "Workflow", "{workflowTemplateRef: {name: t}}"},
           {"argoproj.io/v1alpha1", "Workflow", "{templates: [{name: a, dag: {tasks: []}}]}"},
           {"argoproj.io/v1alpha1", "Workflow", "{templates: {name: a}}"},
           {"kubeflow.org/v1", "TFJob", "{tfReplicaSpecs: [a, b]}"},
           {"ray.io/v1", "RayCluster", "null"},
           {"kafka.strimzi.io/v1beta2", "Kafka", "{kafka: null}"},
           {"monitoring.coreos.com/v1", "Prometheus", "text"},
           {"serving.knative.dev/v1", "Service", "{traffic: []}"},
           {"opentelemetry.io/v1beta1", "OpenTelemetryCollector", "{mode: sidecar}"},
           {"opensearch.org/v1", "OpenSearchCluster", "{general: {httpPort: 9200}}"},
           {"grafana.integreatly.org/v1beta1", "Grafana", "{external: {url: https://g}}"},
           {"operator.victoriametrics.com/v1beta1", "VMCluster", "{retentionPeriod: '1'}"},
       }) {
    CAPTURE(kind);
    CAPTURE(spec);
    CHECK(pods_of(object_of(api_version, kind, spec)).empty());
  }
}

TEST_CASE("workload kinds: the user's own come first, and lead to a template or a spec") {
  const WorkloadKinds kinds({{"Batch", "example.org", "spec.jobs[].template"},
                             {"Shell", "example.org", "spec.podSpec"},
                             {"Plain", "example.org", "spec"},
                             {"Rollout", "argoproj.io", "spec.mine"}});
  CHECK(pods_of(object_of("example.org/v1", "Batch",
                          "{jobs: [{name: a, template: {spec: {containers: [{name: c}]}}}]}"),
                kinds) == "a: c\n");
  CHECK(pods_of(object_of("example.org/v9", "Shell", "{podSpec: {containers: [{name: c}]}}"),
                kinds) == ": c\n");
  CHECK(pods_of(object_of("example.org/v1", "Plain", "{image: i, hostNetwork: true}"), kinds) ==
        ": ? ~ hostNetwork\n");
  CHECK(pods_of(object_of("example.org/v1", "Plain", "{hostNetwork: true}"), kinds).empty());
  const auto rollout = object_of("argoproj.io/v1", "Rollout",
                                 "{mine: {spec: {containers: [{name: c}]}}, template: {spec: "
                                 "{containers: [{name: d}]}}}");
  CHECK(pods_of(rollout, kinds) == ": c\n");
  CHECK(pods_of(rollout) == ": d\n");
}

TEST_CASE("workload kinds: a kind of the same name elsewhere stays out of look-ups by kind") {
  Inventory inventory;
  auto document = testing::read(object_of("serving.knative.dev/v1", "Service",
                                          "{template: {spec: {containers: [{name: c}]}}}"));
  std::vector<Object> objects;
  append_objects(*document, "default", objects);
  inventory.add(std::move(document), objects);
  inventory.index();
  CHECK(inventory.workloads().size() == 1);
  CHECK(inventory.of_kind(kinds::service).empty());
  CHECK(inventory.find(kinds::service, "default", "x") == nullptr);
}

TEST_CASE("workload kinds: a Rollout may take the template of another object") {
  const std::string rollout = "{replicas: 2, workloadRef: {apiVersion: apps/v1, kind: Deployment, ";
  const auto deployment =
      object_of("apps/v1", "Deployment", "{template: {spec: {containers: [{name: c}]}}}");
  const auto titles = [&](const std::string& name) {
    Inventory inventory;
    for (const auto& text :
         {object_of("argoproj.io/v1alpha1", "Rollout", rollout + "name: " + name + "}}"),
          deployment}) {
      auto document = testing::read(text);
      std::vector<Object> objects;
      append_objects(*document, "default", objects);
      inventory.add(std::move(document), objects);
    }
    inventory.index();
    std::string all;
    for (const auto& workload : inventory.workloads()) {
      CHECK(read_pod_template(workload).containers.at(0).name == "c");
      all += workload.object->title() + " ";
    }
    return all;
  };
  CHECK(titles("x") == "Rollout/x Deployment/x ");
  CHECK(titles("other") == "Deployment/x ");
}

}  // namespace
}  // namespace fargate_lint::kube
