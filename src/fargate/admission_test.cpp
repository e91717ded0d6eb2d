/// What other objects of the input, and the cluster, do to a pod before Fargate looks at it.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using testing::pod;
using testing::World;

constexpr std::string_view kAll = "[{name: all, selectors: [{namespace: '*'}]}]";

World::Told told(const std::string& manifests) {
  return World(manifests, testing::profiles(kAll)).told();
}

std::string limit_range(std::string_view limits) {
  return "---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: shop}\n"
         "spec: {limits: [{type: Container, " +
         std::string(limits) + "}]}\n";
}

std::string vertical(std::string_view policies) {
  return "---\napiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\n"
         "metadata: {name: v, namespace: shop}\nspec: {targetRef: {kind: Pod, name: p}, "
         "resourcePolicy: {containerPolicies: [" +
         std::string(policies) + "]}}\n";
}

TEST_CASE("admission: a LimitRange decides the size of what requests nothing") {
  const auto bare = told(pod(""));
  CHECK(bare.size->nothing_requested);
  const auto limited = told(pod("") + limit_range("default: {cpu: 1, memory: 3Gi}"));
  CHECK(format(*limited.size->rung) == "1 vCPU 4 GB");
  CHECK(limited.why.ends_with("LimitRange `l` sets requests or limits"));
  CHECK(limited.verdict == Verdict::fargate);
  const auto large = told(pod("") + limit_range("default: {cpu: 17}"));
  CHECK(large.verdict == Verdict::refused);
  CHECK_FALSE(large.size->rung);
}

TEST_CASE("admission: the size of what a VerticalPodAutoscaler resizes is undecided") {
  const std::string large =
      pod("containers: [{name: app, image: nginx, resources: {requests: {cpu: 17}}}]");
  CHECK(told(large).verdict == Verdict::refused);
  const auto resized = told(large + vertical(""));
  CHECK(resized.verdict == Verdict::fargate);
  CHECK(resized.missing.back() == "VerticalPodAutoscaler `v` sets the requests");
  const auto least = told(large + vertical("{containerName: app, minAllowed: {cpu: 17}}"));
  CHECK(least.verdict == Verdict::refused);
}

TEST_CASE("admission: a RuntimeClass selects nodes, as far as the input shows it") {
  const auto manifest = pod("runtimeClassName: arm");
  const auto open = told(manifest);
  CHECK(open.verdict == Verdict::fargate);
  CHECK(open.missing == std::vector<std::string>{"RuntimeClass `arm` is not in the input"});
  const auto refused =
      told(manifest +
           "---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: arm}\n"
           "handler: runc\nscheduling: {nodeSelector: {kubernetes.io/arch: arm64}}\n");
  CHECK(refused.verdict == Verdict::refused);
  CHECK(refused.missing.empty());
}

TEST_CASE("admission: a RuntimeClass adds its tolerations") {
  const auto events_with = [](std::string_view tolerations) {
    const World world(pod("runtimeClassName: any") +
                          "---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\n"
                          "metadata: {name: any}\nhandler: runc\nscheduling: {tolerations: [" +
                          std::string(tolerations) + "]}\n",
                      testing::profiles("[{name: other, selectors: [{namespace: other}]}]"));
    return fargate::place(world.workload(), world.pod(), world.profiles(), world.inventory(),
                          OtherNodes::none)
        .placement.events.size();
  };
  // What tolerates the taint of Fargate nodes is not said to stay off them.
  CHECK(events_with("{operator: Exists}") == 0);
  CHECK(events_with("{key: another, operator: Exists}") == 1);
}

TEST_CASE("admission: what runs on a Fargate node was not refused") {
  const auto with = [](std::string_view status) {
    return told(pod("nodeName: fargate-ip-10-0-1-2.eu-west-1.compute.internal, hostNetwork: true") +
                std::string(status));
  };
  CHECK(with("").verdict == Verdict::refused);
  CHECK(with("status: {phase: Pending}\n").verdict == Verdict::refused);
  const auto running = with("status: {phase: Running}\n");
  CHECK(running.verdict == Verdict::fargate);
  CHECK(running.events.empty());
}

TEST_CASE("admission: ephemeral containers change nothing about the placement") {
  CHECK(told(pod("containers: [{name: app, image: nginx}], ephemeralContainers: [{name: debug, "
                 "image: busybox, securityContext: {privileged: true}, ports: [{hostPort: 1}]}]"))
            .verdict == Verdict::fargate);
}

TEST_CASE("admission: what makes no pods now says so") {
  const auto idle = told(
      "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: p, namespace: shop}\n"
      "spec: {replicas: 0, template: {spec: {containers: [{name: app, image: nginx}]}}}\n");
  CHECK(idle.idle == kube::Idle::no_replicas);
  CHECK(idle.why.ends_with("makes no Pods now: `replicas` is 0"));
}

}  // namespace
}  // namespace fargate_lint::fargate
