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
              say("one replica: nothing runs while AWS patches its node and a new one starts"));
  if (range->assumed && !kube::holds_all_autoscalers(context.inventory(), context.object.ns))
    finding.note("undecided: `replicas` is not written; nothing in the input scales it");
}

}  // namespace

constinit const Rule single_replica = define(
    {
        .id = "FG704",
        .name = "single-replica",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "one replica is down whenever AWS patches its Fargate node",
        .why = "AWS patches the nodes of Fargate pods by evicting the pods. The new pod starts on "
               "a new machine and pulls its images again, which takes from some ten seconds to "
               "more than a minute. With one replica nothing answers in that time.",
        .fix = "run two replicas or more, with a PodDisruptionBudget of `maxUnavailable: 1`; "
               "leave it as it is if a minute's pause does no harm",
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
