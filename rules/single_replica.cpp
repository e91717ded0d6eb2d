#include "kube/fields.hpp"
#include "list.hpp"
#include "support/fragments.hpp"
#include "support/scaling.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& context, FindingSink& out) {
  const auto range = kube::replicas_of(context.inventory(), context.workload);
  if (!range || range->least != 1 || range->most != 1) return;
  if (range->assumed && is_fragment(context.pod)) return;
  const auto written = context.object.spec()["replicas"];
  auto finding =
      out.add(place_of(context.object, kube::is_absent(written) ? yaml::Node() : written),
              say("single replica: expect downtime when AWS patches the node"));
  if (range->assumed && !kube::holds_all_autoscalers(context.inventory(), context.object.ns))
    finding.note("undecided: `replicas` is not set, and nothing in the input scales the workload");
}

}  // namespace

constinit const Rule single_replica = define(
    {
        .id = "FG704",
        .name = "single-replica",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "single replica is down while AWS patches its node",
        .why = "AWS patches the nodes of Fargate Pods by evicting the Pods. The new Pod starts on "
               "a new node and pulls its images again, which takes tens of seconds to a minute. "
               "With a single replica nothing answers in that time.",
        .fix = "run at least two replicas with a PodDisruptionBudget of `maxUnavailable: 1`, or "
               "ignore this finding if a short interruption does no harm",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-patching.html",
        .fires = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
        .silent = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 6
)",
    },
    check);

}  // namespace fargate_lint::rules
