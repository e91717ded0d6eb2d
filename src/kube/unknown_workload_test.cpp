#include "kube/unknown_workload.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

SuspectedPod suspect(const yaml::Document& document, std::string_view group = "example.com",
                     std::string_view kind = "Worker") {
  return find_suspected_pod(group, kind, document.root());
}

TEST_CASE("unknown workload: the path is one that can be declared") {
  struct Row {
    std::string_view body;
    std::string_view path;
  };
  const std::vector<Row> rows = {
      {"spec: {template: {spec: {containers: [{image: a}]}}}", "spec.template"},
      {"spec: {job: {template: {metadata: {}, spec: {containers: [{image: a}]}}}}",
       "spec.job.template"},
      {"spec: {containers: [{image: a}]}", "spec"},
      {"spec: {podSpec: {containers: [{name: a, command: [b]}]}}", "spec.podSpec"},
      {"spec: {groups: [{name: g, template: {spec: {containers: [{image: a}]}}}]}",
       "spec.groups[].template"},
      {"spec: {replicas: [{spec: {containers: [{image: a}]}}]}", "spec.replicas[]"},
      {"spec: {pools: {eu.west: {template: {spec: {containers: [{image: a}]}}}}}",
       "spec.pools.*.template"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const std::string text =
        "apiVersion: example.com/v1\nkind: Worker\nmetadata: {name: w}\n" + std::string(row.body);
    const auto document = testing::read(text);
    const auto pod = suspect(*document);
    CHECK(pod.path == row.path);
    REQUIRE(pod.containers);

    const WorkloadKinds kinds({{"Worker", "example.com", pod.path}});
    std::vector<Object> objects;
    REQUIRE(append_objects(*document, "default", kinds, objects));
    const auto workload = as_workload(objects.front());
    REQUIRE(workload);
    CHECK(read_pod_template(*workload).containers.size() == 1);
  }
}

TEST_CASE("unknown workload: what is no list of containers is no pod") {
  const std::vector<std::string_view> bodies = {
      "spec: {template: {spec: {replicas: 1}}}",
      "spec: {containers: []}",
      "spec: {containers: [app, sidecar]}",
      "spec: {containers: {app: {image: a}}}",
      "spec: {containers: [{name: app}]}",
      "spec: {containers: [{name: app, maxAllowed: {cpu: 1}}]}",
      "spec: {openAPIV3Schema: {properties: {containers: {items: {properties: {image: {}}}}}}}",
      "spec: {matrix: [[{containers: [{image: a}]}]]}",
  };
  for (const auto body : bodies) {
    CAPTURE(body);
    const auto document = testing::read(body);
    CHECK_FALSE(suspect(*document).containers);
  }
}

TEST_CASE("unknown workload: kinds that make no pods may speak of those of others") {
  const auto document = testing::read("spec: {pattern: {spec: {containers: [{image: '*'}]}}}");
  CHECK_FALSE(suspect(*document, "kyverno.io", "ClusterPolicy").containers);
  CHECK_FALSE(suspect(*document, "argoproj.io", "Application").containers);
  CHECK_FALSE(suspect(*document, "", "Secret").containers);
  CHECK_FALSE(suspect(*document, "workload.codeflare.dev", "AppWrapper").containers);
  CHECK_FALSE(suspect(*document, "apiextensions.k8s.io", "CustomResourceDefinition").containers);
  CHECK(suspect(*document, "argoproj.io", "Sensor").containers);
  CHECK(suspect(*document, "example.com", "RunnerDeployment").containers);
}

TEST_CASE("unknown workload: fields of a pod beside an image or resources look like one") {
  struct Row {
    std::string_view spec;
    std::string_view path;
  };
  const std::vector<Row> rows = {
      {"{image: a, nodeSelector: {a: b}}", "spec"},
      {"{image: {repository: a, tag: b}, tolerations: []}", "spec"},
      {"{servers: [{resources: {limits: {cpu: 1}}, volumes: []}]}", "spec.servers[]"},
      {"{db: {image: a, storageClassName: gp3}}", "spec.db"},
      {"{db: {image: a, hostNetwork: true}}", "spec.db"},
      {"{image: a, replicas: 2}", ""},
      {"{db: {image: a}, nodeSelector: {a: b}}", ""},
      {"{resources: [a], nodeSelector: {a: b}}", ""},
      {"{nodeSelector: {a: b}, hostNetwork: true}", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.spec);
    const auto document = testing::read("spec: " + std::string(row.spec));
    const auto pod = suspect(*document);
    CHECK(pod.path == row.path);
    CHECK(bool{pod.field} == !row.path.empty());
    CHECK_FALSE(pod.containers);
  }
}

TEST_CASE("unknown workload: depth and size have an end") {
  std::string deep = "spec: ";
  for (int i = 0; i < 5000; ++i) deep += "{a: ";
  deep += "{containers: [{image: a}]}" + std::string(5000, '}');
  yaml::SyntaxError error;
  const auto document = yaml::read_document(deep, {}, &error);
  if (document) CHECK_FALSE(suspect(*document).containers);

  std::string wide = "spec: {items: [";
  for (int i = 0; i < 200'000; ++i) wide += "{a: {}},";
  wide += "{containers: [{image: a}]}]}";
  const auto other = testing::read(wide);
  CHECK_FALSE(suspect(*other).containers);
}

}  // namespace
}  // namespace fargate_lint::kube
