#include "list.hpp"
#include "support/scaling.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const RunContext& run, FindingSink& out) {
  for (const auto* autoscaler : run.inventory().of_kind(kube::kinds::vertical_pod_autoscaler)) {
    const auto mode = autoscaler->spec()["updatePolicy"]["updateMode"];
    // `Off` without quotes is false in YAML; what was meant is plain.
    if (mode.text() != "Off" && mode.text() != "Initial") continue;
    const auto target = find_target(run, *autoscaler, autoscaler->spec()["targetRef"]);
    if (!target || !run.pods.is_on_fargate(*target)) continue;
    auto of_this = out.about(*autoscaler);
    auto finding = of_this.add(
        mode, say("update mode {} does not resize running Pods on Fargate", quote(mode.text())));
    show(finding, run, {*target, fargate::Tri::yes});
  }
}

}  // namespace

constinit const Rule vpa_mode = define(
    {
        .id = "FG707",
        .name = "vpa-mode",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "VerticalPodAutoscaler does not resize its Fargate Pods",
        .why = "Fargate sizes and bills a Pod by the requests it has when it is created. A "
               "VerticalPodAutoscaler resizes a Pod by replacing it, which it does in the modes "
               "`Auto` and `Recreate`. In mode `Off` it only recommends; in mode `Initial` it "
               "changes a Pod only when something else recreates it.",
        .fix = "set `updateMode` to `Auto` or `Recreate`, or ignore this finding if you only want "
               "recommendations",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata:
  name: web
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  updatePolicy:
    updateMode: Initial
---
apiVersion: apps/v1
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
)",
        .silent = R"(apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata:
  name: web
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  updatePolicy:
    updateMode: Recreate
---
apiVersion: apps/v1
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
)",
    },
    check);

}  // namespace fargate_lint::rules
