#include "fargate/asked_for.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "fargate/test_world.hpp"
#include "kube/object.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::fargate {
namespace {

TEST_CASE(
    "asked for: of roles those that name an IAM role, of ConfigMaps what holds pods, logs or AWS") {
  const auto document = testing::parse(R"(apiVersion: v1
kind: List
items:
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: a, namespace: shop, annotations: {eks.amazonaws.com/role-arn: x}}
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: b, namespace: shop, annotations: {c: d}}
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: c}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: aws-logging, namespace: shop}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: d, namespace: aws-observability}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: d, namespace: shop}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: e, namespace: shop}
    data: {pod.yaml: "kind: Pod\nspec:\n  containers: []"}
  - apiVersion: v1
    kind: Service
    metadata: {name: e, namespace: shop}
  - apiVersion: v1
    kind: Secret
    metadata: {name: aws-logging, namespace: aws-observability}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: f, namespace: shop}
    data: {a: b, url: "s3://shop"}
)");
  const auto wanted = [&](const kube::WorkloadKinds& kinds) {
    std::vector<kube::Object> objects;
    REQUIRE(kube::append_objects(*document, "default", kinds, objects));
    std::vector<bool> all;
    for (const auto& object : objects) all.push_back(object.is_wanted);
    return all;
  };
  CHECK(wanted(kube::WorkloadKinds({}, is_asked_for)) ==
        std::vector{true, false, false, true, true, false, true, true, false, true});
  CHECK(wanted(kube::WorkloadKinds::known()) ==
        std::vector{true, true, true, true, true, true, true, true, false, true});
}

}  // namespace
}  // namespace fargate_lint::fargate
