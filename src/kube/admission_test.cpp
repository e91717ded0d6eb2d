#include "kube/admission.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

using testing::inventory_of;

std::string pod(std::string_view spec, std::string_view ns = "shop") {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: " + std::string(ns) +
         "}\nspec: " + std::string(spec) + "\n";
}

std::string limit_range(std::string_view limits, std::string_view name = "defaults") {
  return "---\napiVersion: v1\nkind: LimitRange\nmetadata: {namespace: shop, name: " +
         std::string(name) + "}\nspec: {limits: [" + std::string(limits) + "]}\n";
}

std::string vertical(std::string_view rest) {
  return "---\napiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\n"
         "metadata: {name: v, namespace: shop}\n" +
         std::string(rest) + "\n";
}

/// "cpu memory / cpu memory": requests and limits of the first container, `-` for none.
std::string told(const PodTemplate& pod) {
  const auto& container = pod.containers.front();
  const auto cpu = [](const auto& amount) { return amount ? format_cpu(*amount) : "-"; };
  const auto memory = [](const auto& amount) { return amount ? format_memory(*amount) : "-"; };
  return cpu(container.request("cpu")) + " " + memory(container.request("memory")) + " / " +
         cpu(container.limit("cpu")) + " " + memory(container.limit("memory"));
}

std::string told(const std::string& manifests) {
  const auto inventory = inventory_of(manifests);
  return told(read_admitted_pod(inventory, inventory.workloads().front()));
}

TEST_CASE("admission: a LimitRange fills in what a container leaves out") {
  const auto bare = pod("{containers: [{name: c}]}");
  const auto with = [](std::string_view resources) {
    return pod("{containers: [{name: c, resources: " + std::string(resources) + "}]}");
  };
  CHECK(told(bare) == "- - / - -");
  const auto all = limit_range(
      "{type: Container, defaultRequest: {cpu: 100m}, default: {cpu: 200m, memory: 1Gi}}");
  CHECK(told(bare + all) == "100m 1Gi / 200m 1Gi");
  // The API server makes a request of the container's own limit first.
  CHECK(told(with("{limits: {cpu: 150m}}") + all) == "150m 1Gi / 150m 1Gi");
  CHECK(told(with("{requests: {cpu: 50m, memory: 64Mi}}") + all) == "50m 64Mi / 200m 1Gi");
  CHECK(told(bare + limit_range("{type: Container, max: {cpu: 300m}, min: {memory: 32Mi}}")) ==
        "300m 32Mi / 300m -");
  CHECK(told(bare + limit_range("{type: Container, max: {cpu: 300m}, min: {cpu: 30m}, "
                                "default: {cpu: 200m}}")) == "200m - / 200m -");
  // Of several items the last that says it.
  CHECK(told(bare + limit_range("{type: Container, default: {cpu: 100m, memory: 1Gi}}, "
                                "{type: Container, default: {cpu: 200m}}")) ==
        "200m 1Gi / 200m 1Gi");
  CHECK(told(bare + limit_range("{type: Pod, max: {cpu: 300m}}")) == "- - / - -");
  CHECK(told(pod("{containers: [{name: c}]}", "other") + all) == "- - / - -");
}

TEST_CASE("admission: without namespaces a LimitRange is for what is below its directory") {
  const testing::File range = {
      "shop/limits.yaml",
      "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\n"
      "spec: {limits: [{type: Container, default: {cpu: 200m, memory: 1Gi}}]}\n"};
  const auto pod_in = [](std::string path) {
    return testing::File{std::move(path),
                         "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
                         "spec: {containers: [{name: c}]}\n"};
  };
  const auto inventory = testing::inventory_of_files(
      {range, pod_in("shop/pod.yaml"), pod_in("shop/app/pod.yaml"), pod_in("other/pod.yaml")});
  const auto pods = inventory.workloads();
  CHECK(told(read_admitted_pod(inventory, pods[0])) == "200m 1Gi / 200m 1Gi");
  CHECK(told(read_admitted_pod(inventory, pods[1])) == "200m 1Gi / 200m 1Gi");
  CHECK(told(read_admitted_pod(inventory, pods[2])) == "- - / - -");
}

TEST_CASE("admission: what a LimitRange says is not the container's, in one list neither") {
  const auto inventory = inventory_of(
      "apiVersion: v1\nkind: List\nitems:\n"
      "- {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: "
      "{requests: {memory: 1Gi}}}]}}\n"
      "- {apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, "
      "default: {cpu: 1}}]}}\n");
  const auto pod = read_admitted_pod(inventory, inventory.workloads().front());
  const auto& container = pod.containers.front();
  CHECK(is_own(container, container.request_field("memory")));
  CHECK_FALSE(is_own(container, container.request_field("cpu")));
  CHECK_FALSE(is_own(container, container.limit_field("cpu")));
  CHECK_FALSE(is_own(container, container.limit_field("memory")));
}

TEST_CASE("admission: LimitRanges that disagree leave the size open") {
  const auto two = limit_range("{type: Container, default: {cpu: 200m, memory: 1Gi}}", "a") +
                   limit_range("{type: Container, default: {cpu: 300m}}", "b");
  const auto is_open = [&](std::string_view resources) {
    const auto inventory = inventory_of(
        pod("{containers: [{name: c, resources: " + std::string(resources) + "}]}") + two);
    return read_admitted_pod(inventory, inventory.workloads().front())
        .admission.limit_ranges_differ;
  };
  CHECK(is_open("{}"));
  CHECK_FALSE(is_open("{limits: {cpu: 1, memory: 1Gi}}"));
}

TEST_CASE("admission: a VerticalPodAutoscaler writes requests") {
  const auto target = std::string("targetRef: {kind: Pod, name: p}");
  const auto own = pod("{containers: [{name: c, resources: {requests: {cpu: 1, memory: 1Gi}}}]}");
  CHECK(told(own + vertical("spec: {" + target + "}")) == "1 1Gi / - -");
  CHECK(told(own + vertical("spec: {" + target +
                            ", resourcePolicy: {containerPolicies: [{containerName: '*', "
                            "minAllowed: {cpu: 2}}]}}")) == "2 1Gi / - -");
  const auto status =
      "\nstatus: {recommendation: {containerRecommendations: [{containerName: c, target: {cpu: "
      "300m, memory: 2Gi}}]}}";
  CHECK(told(own + vertical("spec: {" + target + "}" + status)) == "300m 2Gi / - -");
  CHECK(told(own + vertical("spec: {" + target + ", updatePolicy: {updateMode: \"Off\"}}" +
                            status)) == "1 1Gi / - -");
  CHECK(told(own + vertical("spec: {" + target +
                            ", resourcePolicy: {containerPolicies: [{containerName: c, mode: "
                            "\"Off\"}]}}" +
                            status)) == "1 1Gi / - -");
}

TEST_CASE("admission: a RuntimeClass adds a node selection, tolerations and an overhead") {
  const std::string runtime_class =
      "---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: gvisor}\n"
      "handler: runsc\noverhead: {podFixed: {cpu: 250m}}\n"
      "scheduling: {nodeSelector: {sandbox: gvisor}, tolerations: [{key: sandbox}]}\n";
  const auto manifest = pod("{runtimeClassName: gvisor, containers: [{name: c}]}");
  const auto inventory = inventory_of(manifest + runtime_class);
  const auto admitted = read_admitted_pod(inventory, inventory.workloads().front());
  CHECK(admitted.node_selectors()[1]["sandbox"].text() == "gvisor");
  CHECK(admitted.tolerations()[1].size() == 1);
  CHECK(admitted.overhead()["cpu"].text() == "250m");
  CHECK_FALSE(admitted.admission.runtime_class_absent);
  const auto alone = inventory_of(manifest);
  const auto unknown = read_admitted_pod(alone, alone.workloads().front());
  CHECK(unknown.admission.runtime_class_absent);
  CHECK_FALSE(unknown.node_selectors()[1]);
}

}  // namespace
}  // namespace fargate_lint::kube
