#include <string>

#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  if (!pod.placement.namespace_matters || pod.reading.default_namespace_given) return;
  const auto name = pod.object.metadata()["name"];
  const auto metadata = pod.object.metadata();
  const auto where = name ? name : metadata ? metadata : pod.object.node;
  out.add(where, say("namespace {} is assumed; another one would change where the pod lands",
                     quote(pod.object.ns)));
}

}  // namespace

constinit const Rule assumed_namespace = define(
    {
        .id = "FG007",
        .name = "assumed-namespace",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "the object names no namespace, and the namespace decides its placement",
        .why = "A Fargate profile selects pods by namespace. An object that names none gets the "
               "one that it is applied in: kubectl's `--namespace`, the namespace of a Helm "
               "release, or `default`. Until that is known the placement shown here holds for the "
               "namespace that was assumed.",
        .fix = "give the namespace with `--namespace`, or write `metadata.namespace`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
---
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: "*"
---
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
