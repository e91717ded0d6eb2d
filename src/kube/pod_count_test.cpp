#include "kube/pod_count.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

std::string pods_of(std::string_view api, std::string_view kind, std::string_view spec,
                    std::string_view beside = "") {
  const auto inventory =
      testing::inventory_of("apiVersion: " + std::string(api) + "\nkind: " + std::string(kind) +
                            "\nmetadata: {name: api, namespace: shop}\nspec: {" +
                            std::string(spec) + "}\n" + std::string(beside));
  const auto count = pod_count_of(inventory, inventory.workloads().front());
  if (!count) return "nothing";
  return std::to_string(count->least) + " to " + std::to_string(count->most) + " by " +
         count->from.str();
}

constexpr std::string_view kTemplate = "template: {spec: {containers: [{name: app}]}}";

TEST_CASE("pod count: of workloads with replicas") {
  const auto of = [](std::string spec) {
    return pods_of("apps/v1", "Deployment", spec.append(kTemplate));
  };
  CHECK(of("replicas: 12, ") == "12 to 12 by spec.replicas");
  CHECK(of("replicas: 0, ") == "0 to 0 by spec.replicas");
  CHECK(of("") == "1 to 1 by default");
  CHECK(of("replicas: -4, ") == "0 to 0 by spec.replicas");
  CHECK(of("replicas: 9223372036854775807, ") == "2147483647 to 2147483647 by spec.replicas");
  CHECK(of("replicas: many, ") == "nothing");
  CHECK(pods_of("apps/v1", "Deployment", "replicas: 3, " + std::string(kTemplate),
                "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
                "metadata: {name: by-cpu, namespace: shop}\n"
                "spec: {scaleTargetRef: {kind: Deployment, name: api}, minReplicas: 2, "
                "maxReplicas: 6}\n") == "2 to 6 by HorizontalPodAutoscaler/by-cpu");
}

TEST_CASE("pod count: of Pods and Jobs") {
  CHECK(pods_of("v1", "Pod", "containers: [{name: app}]") == "1 to 1 by Pod");
  const auto job = [](std::string spec) {
    return pods_of("batch/v1", "Job", spec.append(kTemplate));
  };
  CHECK(job("") == "1 to 1 by default");
  CHECK(job("parallelism: 4, ") == "4 to 4 by spec.parallelism");
  CHECK(job("parallelism: 4, completions: 2, ") == "2 to 2 by spec.parallelism");
  CHECK(job("parallelism: x, ") == "nothing");
  CHECK(pods_of("batch/v1", "CronJob",
                "jobTemplate: {spec: {parallelism: 3, " + std::string(kTemplate) + "}}") ==
        "3 to 3 by spec.parallelism");
}

TEST_CASE("pod count: is not told of a DaemonSet") {
  CHECK(pods_of("apps/v1", "DaemonSet", std::string(kTemplate)) == "nothing");
}

}  // namespace
}  // namespace fargate_lint::kube
