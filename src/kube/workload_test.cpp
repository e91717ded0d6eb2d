#include "kube/workload.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

/// A workload with everything it views.
struct Sample {
  explicit Sample(const std::string& text) : document(testing::read(text)) {
    append_objects(*document, "default", objects);
    REQUIRE(objects.size() == 1);
    workload = as_workload(objects[0]);
  }
  std::unique_ptr<const yaml::Document> document;
  std::vector<Object> objects;
  std::optional<Workload> workload;
};

Sample pod_with(const std::string& spec) {
  return Sample("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: " + spec + "\n");
}

PodTemplate template_of(const Sample& sample) {
  REQUIRE(sample.workload);
  return read_pod_template(*sample.workload);
}

/// "init a, app b"
std::string describe_containers(const PodTemplate& pod) {
  std::string text;
  for (const auto& container : pod.containers) {
    if (!text.empty()) text += ", ";
    text.append(to_string(container.role)).append(" ").append(container.name);
  }
  return text;
}

/// "name:type" or "name:type=claim", a claim template's with `!`.
std::string describe_volumes(const PodTemplate& pod) {
  std::string text;
  for (const auto& volume : pod.volumes) {
    if (!text.empty()) text += ", ";
    text.append(volume.name).append(":").append(volume.type);
    if (!volume.claim.empty()) text.append("=").append(volume.claim);
    if (volume.from_claim_template()) text += "!";
  }
  return text;
}

TEST_CASE("workload: every kind has its template where Kubernetes has it") {
  struct Row {
    std::string api_version;
    std::string kind;
    std::string before;
    std::string added_labels;
  };
  const std::string job_labels =
      "batch.kubernetes.io/job-name job-name batch.kubernetes.io/controller-uid controller-uid "
      "batch.kubernetes.io/job-completion-index ";
  const std::vector<Row> rows = {
      {"v1", "Pod", "", ""},
      {"v1", "PodTemplate", "template", ""},
      {"v1", "ReplicationController", "spec template", ""},
      {"apps/v1", "Deployment", "spec template", "pod-template-hash "},
      {"apps/v1beta2", "Deployment", "spec template", "pod-template-hash "},
      {"extensions/v1beta1", "Deployment", "spec template", "pod-template-hash "},
      {"apps/v1", "ReplicaSet", "spec template", ""},
      {"extensions/v1beta1", "ReplicaSet", "spec template", ""},
      {"apps/v1", "StatefulSet", "spec template",
       "statefulset.kubernetes.io/pod-name apps.kubernetes.io/pod-index "
       "controller-revision-hash "},
      {"apps/v1", "DaemonSet", "spec template",
       "controller-revision-hash pod-template-generation "},
      {"extensions/v1beta1", "DaemonSet", "spec template",
       "controller-revision-hash pod-template-generation "},
      {"batch/v1", "Job", "spec template", job_labels},
      {"batch/v1", "CronJob", "spec jobTemplate spec template", job_labels},
      {"batch/v2alpha1", "CronJob", "spec jobTemplate spec template", job_labels},
  };
  for (const auto& row : rows) {
    CAPTURE(row.api_version);
    CAPTURE(row.kind);
    std::string text = R"({"apiVersion":")" + row.api_version + R"(","kind":")" + row.kind + "\"";
    std::size_t depth = 0;
    for (std::size_t start = 0; start < row.before.size(); ++depth) {
      const auto end = std::min(row.before.find(' ', start), row.before.size());
      text += ",\"" + row.before.substr(start, end - start) + "\":{\"x\":0";
      start = end + 1;
    }
    text += R"(,"metadata":{"labels":{"app":"web"},"annotations":{"a":"b"}},)"
            R"("spec":{"containers":[{"name":"c","image":"i"}]})" +
            std::string(depth + 1, '}');
    const Sample sample(text);
    const auto pod = template_of(sample);
    CHECK(describe_containers(pod) == "app c");
    CHECK(pod.containers[0].image == "i");
    CHECK(pod.labels()["app"].text() == "web");
    CHECK(pod.annotations()["a"].text() == "b");
    std::string added;
    for (const auto label : pod.added_labels) added.append(label).append(" ");
    CHECK(added == row.added_labels);
    CHECK(sample.workload->is_daemon_set() == (row.kind == "DaemonSet"));
  }
}

TEST_CASE("workload: kinds of other groups make no pods") {
  CHECK(find_workload_kind("", "Deployment") == nullptr);
  CHECK(find_workload_kind("apps", "Pod") == nullptr);
  CHECK(find_workload_kind("apps.openshift.io", "Deployment") == nullptr);
  CHECK(find_workload_kind("apps", "deployment") == nullptr);
  CHECK(find_workload_kind("", "Service") == nullptr);
  CHECK_FALSE(Sample("apiVersion: v1\nkind: Service\nspec: {containers: [{name: a}]}\n").workload);
}

TEST_CASE("workload: the table names each kind once") {
  for (const auto& row : workload_kinds()) {
    CAPTURE(row.kind);
    CHECK(find_workload_kind(row.group, row.kind) == &row);
  }
}

TEST_CASE("workload: a fragment is none") {
  const std::string head = "apiVersion: apps/v1\nkind: Deployment\n";
  for (const std::string rest :
       {"", "spec: null\n", "spec: {replicas: 3}\n", "spec: [a]\n", "spec: {template: null}\n",
        "spec: {template: text}\n", "spec: {template: {metadata: {labels: {a: b}}}}\n",
        "spec: {template: {spec: null}}\n", "spec: {template: {spec: []}}\n",
        "spec: {template: {spec: {nodeSelector: {a: b}}}}\n",
        "spec: {template: {spec: {initContainers: [{name: a}]}}}\n",
        "spec: {template: {spec: {containers: null}}}\n"}) {
    CAPTURE(rest);
    CHECK_FALSE(Sample(head + rest).workload);
  }
}

TEST_CASE("workload: containers of the wrong shape make one nevertheless") {
  for (const std::string containers : {"[]", "{}", "{name: a}", "text", "5", "[null]", "[text]"}) {
    CAPTURE(containers);
    const auto sample = pod_with("{containers: " + containers + "}");
    REQUIRE(sample.workload);
    CHECK(template_of(sample).containers.empty());
  }
}

TEST_CASE("workload: replicas default to one where the kind has them") {
  struct Row {
    std::string kind;
    std::string spec;
    std::optional<std::int64_t> replicas;
  };
  const std::vector<Row> rows = {
      {"apps/v1 Deployment", "", 1},
      {"apps/v1 Deployment", "replicas: 3, ", 3},
      {"apps/v1 Deployment", "replicas: 0, ", 0},
      {"apps/v1 Deployment", "replicas: null, ", 1},
      {"apps/v1 Deployment", "replicas: '3', ", 1},
      {"apps/v1 Deployment", "replicas: 010, ", 8},
      {"apps/v1 StatefulSet", "", 1},
      {"apps/v1 ReplicaSet", "replicas: 2, ", 2},
      {"v1 ReplicationController", "replicas: 2, ", 2},
      {"apps/v1 DaemonSet", "replicas: 2, ", std::nullopt},
      {"batch/v1 Job", "replicas: 2, ", std::nullopt},
  };
  for (const auto& row : rows) {
    CAPTURE(row.kind);
    CAPTURE(row.spec);
    const auto space = row.kind.find(' ');
    const Sample sample("apiVersion: " + row.kind.substr(0, space) +
                        "\nkind: " + row.kind.substr(space + 1) + "\nspec: {" + row.spec +
                        "template: {spec: {containers: []}}}\n");
    REQUIRE(sample.workload);
    CHECK(sample.workload->replicas() == row.replicas);
  }
  CHECK_FALSE(pod_with("{containers: []}").workload->replicas());
}

TEST_CASE("pod template: containers come by role, then in the order of the manifest") {
  const auto sample = pod_with(
      "{ephemeralContainers: [{name: debug}],"
      " containers: [{name: app}, {name: log, restartPolicy: Always}],"
      " initContainers: [{name: first}, {name: mesh, restartPolicy: Always},"
      " {name: last, restartPolicy: never}, {restartPolicy: Always}]}");
  CHECK(describe_containers(template_of(sample)) ==
        "init first, sidecar mesh, init last, sidecar , app app, app log, ephemeral debug");
}

TEST_CASE("pod template: malformed parts are left out") {
  const auto sample = pod_with(
      "{containers: [text, {name: 5, image: [a]}, null, [b]], initContainers: {name: a},"
      " ephemeralContainers: text, volumes: [text, null, {name: 7, emptyDir: {}}]}");
  const auto pod = template_of(sample);
  CHECK(describe_containers(pod) == "app ");
  CHECK(pod.containers[0].image == "");
  CHECK(describe_volumes(pod) == ":emptyDir");
  CHECK(describe_volumes(template_of(pod_with("{containers: [], volumes: {name: a}}"))) == "");
}

TEST_CASE("container: the request falls back to the limit") {
  struct Row {
    std::string resources;
    std::string request;  ///< "" for none
    std::string limit;
  };
  const std::vector<Row> rows = {
      {"{requests: {cpu: 250m}, limits: {cpu: 1}}", "250m", "1"},
      {"{limits: {cpu: 1500m}}", "1.5", "1.5"},
      {"{requests: {memory: 1Gi}, limits: {cpu: 1}}", "1", "1"},
      {"{requests: {cpu: 0.5}}", "500m", ""},
      {"{requests: {cpu: 2}}", "2", ""},
      {"{requests: {cpu: 0}, limits: {cpu: 1}}", "0", "1"},
      // Go's decoder keeps the key: a request of nothing, which is not defaulted.
      {"{requests: {cpu: null}, limits: {cpu: 1}}", "0", "1"},
      {"{requests: null, limits: {cpu: 1}}", "1", "1"},
      // The API server rounds up to milli.
      {"{requests: {cpu: 100u}}", "1m", ""},
      {"{requests: {cpu: 1.0001}}", "1.001", ""},
      {"{requests: {cpu: lots}, limits: {cpu: 1}}", "", "1"},
      {"{requests: {cpu: [1]}}", "", ""},
      {"{requests: [cpu], limits: text}", "", ""},
      {"{}", "", ""},
      {"null", "", ""},
      {"text", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.resources);
    const auto sample = pod_with("{containers: [{resources: " + row.resources + "}]}");
    const auto pod = template_of(sample);
    const auto written = [](std::optional<Quantity> quantity) {
      return quantity ? format_cpu(*quantity) : "";
    };
    CHECK(written(pod.containers[0].request("cpu")) == row.request);
    CHECK(written(pod.containers[0].limit("cpu")) == row.limit);
  }
}

TEST_CASE("pod template: a volume's type is the source that is set") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{name: a, emptyDir: {}}", "a:emptyDir"},
      {"{emptyDir: {}, name: a}", "a:emptyDir"},
      {"{name: a, emptyDir: null}", "a:"},
      {"{name: a}", "a:"},
      {"{name: a, hostPath: null, configMap: {name: c}}", "a:configMap"},
      {"{name: a, hostPath: {path: /}, configMap: {name: c}}", "a:hostPath"},
      {"{name: a, persistentVolumeClaim: {claimName: data}}", "a:persistentVolumeClaim=data"},
      {"{name: a, persistentVolumeClaim: {claimName: 5}}", "a:persistentVolumeClaim"},
      {"{name: a, persistentVolumeClaim: text}", "a:persistentVolumeClaim"},
      {"{name: a, ephemeral: {volumeClaimTemplate: {}}}", "a:ephemeral"},
      {"{name: a, csi: {driver: d}}", "a:csi"},
      {"{name: a, image: {reference: r}}", "a:image"},
      // Kubernetes drops fields that it does not know; a mapping may be a type newer than we are.
      {"{name: a, readOnly: true, secret: {secretName: s}}", "a:secret"},
      {"{name: a, options: {b: c}, secret: {secretName: s}}", "a:secret"},
      {"{name: a, medium: Memory}", "a:"},
      {"{name: a, holographic: {size: 1}}", "a:"},
  };
  for (const auto& [volume, expected] : rows) {
    CAPTURE(volume);
    const auto sample = pod_with("{containers: [], volumes: [" + volume + "]}");
    CHECK(describe_volumes(template_of(sample)) == expected);
  }
}

TEST_CASE("pod template: a volume keeps the nodes it was read from") {
  const auto sample = pod_with("{containers: [], volumes: [{name: a, hostPath: {path: /x}}]}");
  const auto pod = template_of(sample);
  REQUIRE(pod.volumes.size() == 1);
  CHECK(pod.volumes[0].node["name"].text() == "a");
  CHECK(pod.volumes[0].source["path"].text() == "/x");
}

Sample stateful_set(const std::string& rest) {
  return Sample(
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n"
      "  template: {spec: {containers: [], volumes: [{name: tmp, emptyDir: {}},"
      " {name: data, emptyDir: {}}]}}\n  " +
      rest + "\n");
}

TEST_CASE("pod template: a StatefulSet's claims come first and replace volumes of their name") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"volumeClaimTemplates: [{metadata: {name: data}}]",
       "data:persistentVolumeClaim=data-db-0!, tmp:emptyDir"},
      {"volumeClaimTemplates: [{metadata: {name: log}}, {metadata: {name: data}}]",
       "log:persistentVolumeClaim=log-db-0!, data:persistentVolumeClaim=data-db-0!, tmp:emptyDir"},
      {"volumeClaimTemplates: []", "tmp:emptyDir, data:emptyDir"},
      {"volumeClaimTemplates: null", "tmp:emptyDir, data:emptyDir"},
      {"volumeClaimTemplates: {metadata: {name: data}}", "tmp:emptyDir, data:emptyDir"},
      {"volumeClaimTemplates: [text, {metadata: {name: 5}}, {spec: {}}]",
       "tmp:emptyDir, data:emptyDir"},
      {"ordinals: {start: 3}\n  volumeClaimTemplates: [{metadata: {name: data}}]",
       "data:persistentVolumeClaim=data-db-3!, tmp:emptyDir"},
      {"ordinals: {start: -3}\n  volumeClaimTemplates: [{metadata: {name: data}}]",
       "data:persistentVolumeClaim=data-db-0!, tmp:emptyDir"},
  };
  for (const auto& [rest, expected] : rows) {
    CAPTURE(rest);
    CHECK(describe_volumes(template_of(stateful_set(rest))) == expected);
  }
}

TEST_CASE("pod template: of two claim templates of one name the last counts") {
  const auto sample = stateful_set(
      "volumeClaimTemplates: [{metadata: {name: a}, spec: {storageClassName: x}},"
      " {metadata: {name: b}}, {metadata: {name: a}, spec: {storageClassName: z}}]");
  const auto pod = template_of(sample);
  CHECK(describe_volumes(pod) ==
        "b:persistentVolumeClaim=b-db-0!, a:persistentVolumeClaim=a-db-0!, tmp:emptyDir, "
        "data:emptyDir");
  CHECK(pod.volumes[1].source["storageClassName"].text() == "z");
}

TEST_CASE("pod template: only StatefulSets have claim templates") {
  const Sample sample(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
      "  volumeClaimTemplates: [{metadata: {name: data}}]\n"
      "  template: {spec: {containers: []}}\n");
  CHECK(describe_volumes(template_of(sample)) == "");
}

}  // namespace
}  // namespace fargate_lint::kube
