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
  out.add(where, say("namespace {} is assumed, and another one would change the placement",
                     quote(pod.object.ns)));
}

}  // namespace

constinit const Rule assumed_namespace = define(
    {
        .id = "FG007",
        .name = "assumed-namespace",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "no namespace is set, and the namespace decides the placement",
        .why = "Fargate profiles select Pods by namespace. An object without "
               "`metadata.namespace` gets the namespace it is applied to: kubectl's "
               "`--namespace`, the namespace of the Helm release, or `default`. The placement "
               "shown here is only true for the assumed namespace.",
        .fix = "pass the namespace with `--namespace`, or set `metadata.namespace`",
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
