#include "kube/operators.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

std::string object_of(std::string_view api_version, std::string_view kind, std::string_view spec) {
  std::string text = "apiVersion: " + std::string(api_version) + "\nkind: " + std::string(kind);
  return text += "\nmetadata: {name: x}\nspec: " + std::string(spec) + "\n";
}

/// One line for each pod: its containers with what they request, `!` behind those that their
/// operator makes privileged (and the key that asks for it), `=` in front where all requests show.
std::string told(std::string_view api_version, std::string_view kind, std::string_view spec) {
  const auto document = testing::read(object_of(api_version, kind, spec));
  std::vector<Object> objects;
  append_objects(*document, "default", objects);
  std::vector<Workload> workloads;
  for (const auto& object : objects) append_workloads(object, workloads);
  std::string lines;
  for (const auto& workload : workloads) {
    const auto pod = read_pod_template(workload);
    lines += pod.is_sized ? "=" : "~";
    for (const auto& container : pod.containers) {
      lines += " " + std::string(container.name.empty() ? "?" : container.name);
      for (const std::string_view resource : {"cpu", "memory", "nvidia.com/gpu"}) {
        const auto request = container.request(resource);
        if (!request) continue;
        CHECK(container.request_field(resource));
        lines += resource == "memory" ? " " + format_memory(*request) : " " + format_cpu(*request);
      }
      if (const auto by = container.privileged_by) lines += " !" + std::string(by.key().text());
    }
    if (pod.patch) lines += " patched";
    lines += "\n";
  }
  return lines;
}

TEST_CASE("operators: Docker beside a runner is privileged, unless it is switched off") {
  struct Row {
    std::string_view spec;
    std::string_view pod;
  };
  const std::vector<Row> rows = {
      {"{}", "~ runner docker !kind\n"},
      {"{dockerEnabled: true, resources: {requests: {cpu: 1}}}",
       "~ runner 1 docker !dockerEnabled\n"},
      {"{dockerEnabled: false}", "~ runner\n"},
      {"{containerMode: kubernetes}", "~ runner\n"},
      {"{dockerdWithinRunnerContainer: true}", "~ runner !dockerdWithinRunnerContainer\n"},
      {"{dockerdWithinRunnerContainer: true, dockerEnabled: false}",
       "~ runner !dockerdWithinRunnerContainer\n"},
      {"{dockerdContainerResources: {requests: {memory: 1Gi}}}", "~ runner docker 1Gi !kind\n"},
      {"{securityContext: {seLinuxOptions: {type: a}}}", "~ runner docker\n"},
      {"{containers: [{name: runner}, {name: docker, securityContext: {privileged: false}}]}",
       "~ runner docker\n"},
      {"{containers: [{name: runner}, {name: docker}]}", "~ runner docker !kind\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.spec);
    CHECK(told("actions.summerwind.dev/v1alpha1", "Runner", row.spec) == row.pod);
    CHECK(told("actions.summerwind.dev/v1alpha1", "RunnerDeployment",
               "{template: {spec: " + std::string(row.spec) + "}}") == row.pod);
  }
  CHECK(told("actions.summerwind.dev/v1alpha1", "RunnerSet",
             "{dockerEnabled: false, template: {spec: {containers: [{name: runner}]}}}") ==
        "~ runner\n");
  CHECK(told("actions.summerwind.dev/v1alpha1", "RunnerSet",
             "{template: {spec: {containers: [{name: runner}]}}}") == "~ runner docker !kind\n");
}

TEST_CASE("operators: OpenSearch raises vm.max_map_count in a privileged container if asked") {
  const auto of = [](std::string_view general) {
    return told("opensearch.opster.io/v1", "OpenSearchCluster",
                "{general: " + std::string(general) + ", nodePools: [{component: a}]}");
  };
  CHECK(of("{setVMMaxMapCount: true}") ==
        "~ init-sysctl !setVMMaxMapCount ?\n~ init-sysctl !setVMMaxMapCount\n");
  CHECK(of("{setVMMaxMapCount: false}") == "~ ?\n~\n");
  CHECK(of("{}") == "~ ?\n~\n");
}

TEST_CASE("operators: Spark requests cores, and memory with an overhead") {
  struct Row {
    std::string_view spec;
    std::string_view pods;
  };
  const std::vector<Row> rows = {
      // 1 core and 1g, of which a tenth is less than 384 MiB
      {"{type: Scala, driver: {}, executor: {}}", "= ? 1 1408Mi\n= ? 1 1408Mi\n"},
      {"{driver: {cores: 2, memory: 512m}, executor: {cores: 4, memory: 10g}}",
       "= ? 2 896Mi\n= ? 4 11Gi\n"},
      {"{type: Python, driver: {memory: 4g}, executor: {memory: 4g}}",
       "= ? 1 5734Mi\n= ? 1 5734Mi\n"},
      {"{type: Python, memoryOverheadFactor: '0.1', driver: {memory: 8g}}", "= ? 1 9011Mi\n"},
      {"{driver: {memory: 2g, memoryOverhead: 1g, coreRequest: 500m, cores: 1}}", "= ? 500m 3Gi\n"},
      {"{driver: {gpu: {name: nvidia.com/gpu, quantity: 2}}}", "= ? 1 1408Mi 2\n"},
      {"{driver: {sidecars: [{name: s, resources: {requests: {cpu: 1}}}]}}", "= ? 1 1408Mi s 1\n"},
      // what the operator or Spark would refuse, or decides elsewhere
      {"{driver: {memory: 1Gi}}", "~ ? 1\n"},
      {"{driver: {memory: lots}}", "~ ? 1\n"},
      {"{memoryOverheadFactor: a lot, driver: {}}", "~ ? 1\n"},
      {"{sparkConf: {spark.driver.memory: 8g}, driver: {cores: 2}}", "~ ?\n"},
      {"{sparkConf: {spark.kubernetes.driver.request.cores: '4'}, driver: {}}", "~ ?\n"},
      {"{sparkConf: {spark.ui.port: '4045'}, driver: {}}", "= ? 1 1408Mi\n"},
      {"{driver: {template: {spec: {containers: [{name: d}]}}}}", "~ d ? 1 1408Mi d\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.spec);
    CHECK(told("sparkoperator.k8s.io/v1beta2", "SparkApplication", row.spec) == row.pods);
    CHECK(told("sparkoperator.k8s.io/v1beta2", "ScheduledSparkApplication",
               "{template: " + std::string(row.spec) + "}") == row.pods);
  }
}

TEST_CASE("operators: Flink requests what its resource says") {
  const auto of = [](std::string_view manager) {
    return told("flink.apache.org/v1beta1", "FlinkDeployment",
                "{jobManager: " + std::string(manager) + "}");
  };
  CHECK(of("{resource: {cpu: 0.5, memory: 2048m}}") == "= flink-main-container 500m 2Gi\n");
  CHECK(of("{resource: {cpu: 1, memory: 2Gi}}") == "= flink-main-container 1 2Gi\n");
  CHECK(of("{resource: {memory: 2g}, podTemplate: {spec: {containers: [{name: side}]}}}") ==
        "~ side flink-main-container 2Gi\n");
  CHECK(of("{resource: {cpu: 1, memory: '2048'}}") == "~ flink-main-container 1\n");
  CHECK(of("{}") == "~ flink-main-container\n");
}

TEST_CASE("operators: Argo patches a pod by the template, or by the workflow") {
  const auto of = [](std::string_view workflow, std::string_view step) {
    return told("argoproj.io/v1alpha1", "Workflow",
                "{" + std::string(workflow) + "templates: [{name: a, container: {name: c}" +
                    std::string(step) + "}]}");
  };
  CHECK(of("", "") == "~ c\n");
  CHECK(of("", ", podSpecPatch: '{}'") == "~ c patched\n");
  CHECK(of("podSpecPatch: '{}', ", "") == "~ c patched\n");
}

TEST_CASE("operators: claims that stand beside the pod's fields") {
  struct Row {
    std::string_view api_version;
    std::string_view kind;
    std::string_view spec;
    std::string_view claims;
  };
  static constexpr Row kRows[] = {
      {"opentelemetry.io/v1beta1", "OpenTelemetryCollector",
       "{mode: statefulset, volumeClaimTemplates: [{metadata: {name: queue}, spec: {}}]}",
       "queue queue-x-collector-0\n"},
      {"opentelemetry.io/v1beta1", "OpenTelemetryCollector",
       "{volumeClaimTemplates: [{metadata: {name: queue}}]}", ""},
      {"actions.summerwind.dev/v1alpha1", "RunnerSet",
       "{volumeClaimTemplates: [{metadata: {name: work}}], template: {}}", "work work-x-xxxxx\n"},
      {"operator.victoriametrics.com/v1beta1", "VMSingle", "{storage: {storageClassName: gp3}}",
       "data vmsingle-x\n"},
      {"operator.victoriametrics.com/v1beta1", "VMSingle", "{storageDataPath: /d, storage: {}}",
       ""},
      {"operator.victoriametrics.com/v1beta1", "VMCluster",
       "{vmstorage: {storage: {volumeClaimTemplate: {spec: {}}}, claimTemplates: [{metadata: "
       "{name: "
       "more}}]}, vmselect: {storage: {emptyDir: {}}}}",
       "vmstorage-db vmstorage-db-vmstorage-x-0\nmore more-vmstorage-x-0\n"},
      {"operator.victoriametrics.com/v1beta1", "VMAgent",
       "{statefulMode: true, statefulStorage: {volumeClaimTemplate: {}}}",
       "persistent-queue-data persistent-queue-data-vmagent-x-0\n"},
      {"postgresql.cnpg.io/v1", "Cluster", "{storage: {size: 1Gi}}", "pgdata x-xxxxx\n"},
      {"postgresql.cnpg.io/v1", "Cluster", "{storage: {pvcTemplate: {storageClassName: gp3}}}",
       "pgdata x-xxxxx\n"},
      {"rabbitmq.com/v1beta1", "RabbitmqCluster", "{replicas: 3}",
       "persistence persistence-x-server-0\n"},
      {"opensearch.opster.io/v1", "OpenSearchCluster",
       "{nodePools: [{component: a}, {component: b, persistence: {pvc: {storageClass: gp3}}}, "
       "{component: c, persistence: {emptyDir: {}}}]}",
       "data data-x-a-0\ndata data-x-b-0\n"},
      {"clickhouse.altinity.com/v1", "ClickHouseInstallation",
       "{templates: {volumeClaimTemplates: [{name: d, spec: {}}, {name: unused, spec: {}}], "
       "podTemplates: [{name: p, spec: {containers: [{name: c, volumeMounts: [{name: d}]}]}}]}}",
       "d d-chi-x-xxxxx\n"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.kind);
    CAPTURE(row.spec);
    const auto document = testing::read(object_of(row.api_version, row.kind, row.spec));
    std::vector<Object> objects;
    append_objects(*document, "default", objects);
    std::vector<Workload> workloads;
    for (const auto& object : objects) append_workloads(object, workloads);
    std::string claims;
    for (const auto& workload : workloads)
      for (const auto& volume : read_pod_template(workload).volumes)
        if (volume.from_claim_template()) claims += volume.name + " " + volume.claim + "\n";
    CHECK(claims == row.claims);
  }
}

TEST_CASE("operators: annotations of a collector's pod have a field of their own") {
  const auto document = testing::read(
      "apiVersion: opentelemetry.io/v1beta1\nkind: OpenTelemetryCollector\nmetadata: {name: x}\n"
      "spec: {podAnnotations: {a: b}}\n");
  std::vector<Object> objects;
  append_objects(*document, "default", objects);
  CHECK(read_pod_template(*as_workload(objects.front())).annotations()["a"].text() == "b");
}

}  // namespace
}  // namespace fargate_lint::kube
