#include "kube/replicas.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

constexpr std::string_view kDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {spec: {containers: [{name: app}]}}}
---
)";

std::string told(const std::optional<ReplicaRange>& range) {
  if (!range) return "nothing";
  return std::to_string(range->least) + " to " + std::to_string(range->most) +
         (range->assumed ? ", assumed" : "");
}

std::string replicas(std::string_view text) {
  const auto inventory = testing::inventory_of(text);
  return told(replicas_of(inventory, inventory.workloads().front()));
}

TEST_CASE("replicas: are what the manifest says, or one") {
  const auto of = [](std::string_view written) {
    return replicas("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {" +
                    std::string(written) + "template: {spec: {containers: [{name: app}]}}}\n");
  };
  CHECK(of("") == "1 to 1, assumed");
  CHECK(of("replicas: null, ") == "1 to 1, assumed");
  CHECK(of("replicas: 3, ") == "3 to 3");
  CHECK(of("replicas: 0, ") == "0 to 0");
  CHECK(of("replicas: many, ") == "nothing");
  CHECK(replicas("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
                 "spec: {containers: [{name: app}]}\n") == "nothing");
}

TEST_CASE("replicas: an autoscaler has the last word") {
  const auto by = [](std::string_view api, std::string_view kind, std::string_view spec) {
    return replicas(std::string(kDeployment) + "apiVersion: " + std::string(api) +
                    "\nkind: " + std::string(kind) +
                    "\nmetadata: {name: s, namespace: shop}\nspec: {scaleTargetRef: "
                    "{kind: Deployment, name: api}, " +
                    std::string(spec) + "}\n");
  };
  const auto hpa = [&](std::string_view spec) {
    return by("autoscaling/v2", "HorizontalPodAutoscaler", spec);
  };
  CHECK(hpa("minReplicas: 2, maxReplicas: 6") == "2 to 6");
  CHECK(hpa("maxReplicas: 6") == "1 to 6");
  CHECK(hpa("minReplicas: 4, maxReplicas: 2") == "4 to 4");
  const auto keda = [&](std::string_view spec) {
    return by("keda.sh/v1alpha1", "ScaledObject", spec);
  };
  CHECK(keda("triggers: []") == "0 to 100");
  CHECK(keda("minReplicaCount: 2, maxReplicaCount: 5") == "2 to 5");
  CHECK(keda("minReplicaCount: 2, idleReplicaCount: 0, maxReplicaCount: 5") == "0 to 5");
}

TEST_CASE("replicas: none, a suspended job and a template make no pods now") {
  const auto idle = [](std::string_view api, std::string_view kind, std::string_view rest,
                       std::string_view more = {}) {
    const auto inventory =
        testing::inventory_of("apiVersion: " + std::string(api) + "\nkind: " + std::string(kind) +
                              "\nmetadata: {name: api, namespace: shop}\n" + std::string(rest) +
                              "\n" + std::string(more));
    return idleness_of(inventory, inventory.workloads().front());
  };
  const std::string pods = "template: {spec: {containers: [{name: c}]}}";
  const auto with = [&](std::string_view fields) {
    return "spec: {" + std::string(fields) + pods + "}";
  };
  CHECK(idle("apps/v1", "ReplicaSet", with("replicas: 0, ")) == Idle::no_replicas);
  CHECK(idle("apps/v1", "Deployment", with("replicas: 0, ")) == Idle::no_replicas);
  CHECK(idle("apps/v1", "Deployment", with("")) == Idle::no);
  CHECK(idle("apps/v1", "Deployment", with("replicas: 0, "),
             "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, "
             "namespace: shop}\nspec: {scaleTargetRef: {name: api}}\n") == Idle::no);
  CHECK(idle("batch/v1", "Job", with("suspend: true, ")) == Idle::suspended);
  CHECK(idle("batch/v1", "Job", with("suspend: false, ")) == Idle::no);
  CHECK(idle("batch/v1", "CronJob", "spec: {suspend: true, jobTemplate: {spec: {" + pods + "}}}") ==
        Idle::suspended);
  CHECK(idle("v1", "PodTemplate", pods) == Idle::template_only);
}

TEST_CASE("replicas: nothing else scales where both kinds of autoscalers were read whole") {
  Inventory inventory;
  CHECK_FALSE(holds_all_autoscalers(inventory, "shop"));
  inventory.set_complete(kinds::horizontal_pod_autoscaler, "shop");
  CHECK_FALSE(holds_all_autoscalers(inventory, "shop"));
  inventory.set_complete(kinds::scaled_object);
  CHECK(holds_all_autoscalers(inventory, "shop"));
  CHECK_FALSE(holds_all_autoscalers(inventory, "office"));
}

}  // namespace
}  // namespace fargate_lint::kube
