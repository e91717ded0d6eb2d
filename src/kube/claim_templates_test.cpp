#include "kube/claim_templates.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

/// "volume=claim", of each pod of the input that has any: behind its part, if it has several.
std::string describe(const Inventory& inventory) {
  std::string text;
  for (const auto& workload : inventory.workloads()) {
    for (const auto& claim : claim_templates(workload)) {
      if (!text.empty()) text += ", ";
      if (!workload.part.empty()) text.append(workload.part.view()).append(": ");
      text.append(claim.volume).append("=").append(claim.first_claim());
      const auto pods = pods_with_claims(workload, *claim.path);
      if (pods != 1) text.append(" x").append(std::to_string(pods));
    }
  }
  return text;
}

struct Row {
  std::string what;
  std::string object;
  std::string expected;
};

void check(const std::string& head, const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(describe(testing::inventory_of(head + row.object)) == row.expected);
  }
}

TEST_CASE("claim templates: a StatefulSet makes one claim for each pod and template") {
  check(
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n"
      "  template: {spec: {containers: []}}\n",
      {
          {"none", "", ""},
          {"one", "  volumeClaimTemplates: [{metadata: {name: data}}]", "data=data-db-0"},
          {"replicas", "  replicas: 3\n  volumeClaimTemplates: [{metadata: {name: data}}]",
           "data=data-db-0 x3"},
          {"ordinals", "  ordinals: {start: 4}\n  volumeClaimTemplates: [{metadata: {name: a}}]",
           "a=a-db-4"},
          {"without a name", "  volumeClaimTemplates: [{spec: {}}, text, null]", ""},
          {"the last of one name",
           "  volumeClaimTemplates: [{metadata: {name: a}}, {metadata: {name: b}}, "
           "{metadata: {name: a}}]",
           "b=b-db-0, a=a-db-0"},
      });
}

TEST_CASE("claim templates: the Prometheus operator claims what `storage` says") {
  const auto head = [](const std::string& kind) {
    return "apiVersion: monitoring.coreos.com/v1\nkind: " + kind +
           "\nmetadata: {name: k8s}\nspec:\n  storage:\n";
  };
  const std::string unnamed = "    volumeClaimTemplate: {spec: {}}";
  check(
      head("Prometheus"),
      {
          {"unnamed", unnamed, "prometheus-k8s-db=prometheus-k8s-db-prometheus-k8s-0"},
          {"named", "    volumeClaimTemplate: {metadata: {name: tsdb}}",
           "tsdb=tsdb-prometheus-k8s-0"},
          {"no template at all", "    {}", "prometheus-k8s-db=prometheus-k8s-db-prometheus-k8s-0"},
          {"emptyDir comes first", unnamed + "\n    emptyDir: {}", ""},
          {"so does ephemeral", unnamed + "\n    ephemeral: {}", ""},
      });
  check(head("PrometheusAgent"),
        {{"unnamed", unnamed, "prom-agent-k8s-db=prom-agent-k8s-db-prom-agent-k8s-0"}});
  check(head("Alertmanager"),
        {{"unnamed", unnamed, "alertmanager-k8s-db=alertmanager-k8s-db-alertmanager-k8s-0"}});
  check(head("ThanosRuler"),
        {{"unnamed", unnamed, "thanos-ruler-k8s-data=thanos-ruler-k8s-data-thanos-ruler-k8s-0"}});
}

TEST_CASE("claim templates: Elastic's operator makes a claim even where none is written") {
  const std::string head =
      "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\n"
      "metadata: {name: logs}\nspec:\n  nodeSets:\n    - {name: hot, count: 3";
  check(head,
        {
            {"by default", "}", "hot: elasticsearch-data=elasticsearch-data-logs-es-hot-0 x3"},
            {"written", ", volumeClaimTemplates: [{metadata: {name: elasticsearch-data}}]}",
             "hot: elasticsearch-data=elasticsearch-data-logs-es-hot-0 x3"},
            {"a volume of that name",
             ", podTemplate: {spec: {volumes: [{name: elasticsearch-data, emptyDir: {}}]}}}", ""},
        });
  check("apiVersion: logstash.k8s.elastic.co/v1alpha1\nkind: Logstash\nmetadata: {name: in}\n",
        {{"by default", "spec: {count: 2}", "logstash-data=logstash-data-in-ls-0 x2"}});
}

TEST_CASE("claim templates: Strimzi claims what is persistent") {
  const std::string claim = "{type: persistent-claim, size: 1Gi}";
  const std::string jbod =
      "{type: jbod, volumes: [{id: 0, type: persistent-claim}, {id: 1, type: ephemeral}]}";
  check("apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: bus",
        {
            {"ephemeral", "}\nspec: {kafka: {storage: {type: ephemeral}}}", ""},
            {"one volume", "}\nspec: {kafka: {replicas: 3, storage: " + claim + "}}",
             "kafka: data=data-bus-kafka-0 x3"},
            {"several volumes", "}\nspec: {kafka: {storage: " + jbod + "}}",
             "kafka: data-0=data-0-bus-kafka-0"},
            {"ZooKeeper", "}\nspec: {zookeeper: {storage: " + claim + "}}",
             "zookeeper: data=data-bus-zookeeper-0"},
            {"node pools hold the storage",
             ", annotations: {strimzi.io/node-pools: enabled}}\nspec: {kafka: {storage: " + claim +
                 "}}",
             ""},
        });
  check(
      "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaNodePool\n"
      "metadata: {name: pool, labels: {strimzi.io/cluster: bus}}\nspec:\n",
      {
          {"one volume", "  storage: " + claim, "data=data-bus-pool-0"},
          {"several volumes", "  storage: " + jbod, "data-0=data-0-bus-pool-0"},
      });
}

TEST_CASE("claim templates: of workflows and runs") {
  const std::string workflow =
      "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {NAME}\nspec:\n"
      "  volumeClaimTemplates: [{metadata: {name: work}}]\n"
      "  templates: [{name: a, container: {volumeMounts: [{name: work}]}}, "
      "{name: b, container: {}}]\n";
  const auto with = [&](const std::string& metadata) {
    auto text = workflow;
    return text.replace(text.find("NAME"), 4, metadata);
  };
  // All pods share the claim; who does not mount it does not have it: see read_pod_template().
  check("", {
                {"named", with("name: ci"), "a: work=ci-work, b: work=ci-work"},
                {"generated", with("generateName: ci-"),
                 "a: work=ci-xxxxx-work, b: work=ci-xxxxx-work"},
            });
  const auto inventory = testing::inventory_of(with("name: ci"));
  CHECK(read_pod_template(inventory.workloads()[0]).volumes.size() == 1);
  CHECK(read_pod_template(inventory.workloads()[1]).volumes.empty());

  check("apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: build}\nspec:\n",
        {{"a workspace", "  workspaces: [{name: src, volumeClaimTemplate: {spec: {}}}, {name: x}]",
          "src=pvc-xxxxx"}});
  const std::string steps = "steps: [{image: a}]";
  check(
      "apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: build}\nspec:\n"
      "  pipelineSpec: {tasks: [{name: t, taskSpec: {workspaces: [{name: src}], " +
          steps + "}}, {name: u, taskSpec: {" + steps + "}}]}\n",
      {
          {"the only workspace, where a task has any",
           "  workspaces: [{name: all, volumeClaimTemplate: {spec: {}}}]", "t: all=pvc-xxxxx"},
          {"of several the one of that name",
           "  workspaces: [{name: src, volumeClaimTemplate: {}}, {name: b, volumeClaimTemplate: "
           "{}}]",
           "t: src=pvc-xxxxx"},
      });
}

TEST_CASE("claim templates: of other controllers that make pods with claims") {
  const std::string claims = "volumeClaimTemplates: [{metadata: {name: data}}]";
  check(
      "apiVersion: apps.kruise.io/v1alpha1\nmetadata: {name: web}\nspec:\n"
      "  template: {spec: {containers: []}}\n  replicas: 2\n  " +
          claims + "\nkind: ",
      {
          {"CloneSet", "CloneSet", "data=data-web-xxxxx x2"},
          {"StatefulSet", "StatefulSet", "data=data-web-0 x2"},
      });
  check(
      "apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\nmetadata: {name: llm}\n"
      "spec:\n  replicas: 2\n  leaderWorkerTemplate:\n"
      "    leaderTemplate: {spec: {containers: []}}\n"
      "    workerTemplate: {spec: {containers: []}}\n    " +
          claims,
      {{"LeaderWorkerSet", "", "leader: data=data-llm-0 x2, worker: data=data-llm-0-1"}});
  check(
      "apiVersion: agents.x-k8s.io/v1alpha1\nkind: Sandbox\nmetadata: {name: box}\n"
      "spec:\n  podTemplate: {spec: {containers: []}}\n  " +
          claims,
      {{"Sandbox", "", "data=data-box"}});
}

}  // namespace
}  // namespace fargate_lint::kube
