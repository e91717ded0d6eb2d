#include "list.hpp"

namespace fargate_lint::rules {
namespace {

bool opts_out(yaml::Node annotation) {
  return annotation.is_string() && annotation.text() == "ec2";
}

void check(const PodContext& pod, FindingSink& out) {
  if (pod.placement.reason == fargate::Reason::opted_out) {
    auto finding =
        out.add(pod.pod.annotations()[fargate::kComputeTypeKey],
                say("annotation `eks.amazonaws.com/compute-type: ec2` keeps the pod off Fargate"));
    if (pod.placement.candidates.empty()) return;
    const auto& profile = pod.fleet.profiles()[pod.placement.candidates.front()];
    finding.related("profile `" + profile.display_name() + "` would take it", profile.where);
    return;
  }
  // A Pod's own metadata is the template's.
  if (!pod.placement.selected || pod.pod.node == pod.object.node) return;
  const auto misplaced = pod.object.annotations()[fargate::kComputeTypeKey];
  if (!opts_out(misplaced)) return;
  out.add(misplaced,
          say("`compute-type: ec2` on the {} has no effect on its pods", seen(pod.object.kind)))
      .severity(Severity::warning)
      .help("move the annotation to the metadata of the pod template");
}

}  // namespace

constinit const Rule opt_out = define(
    {
        .id = "FG810",
        .name = "opt-out",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "an annotation keeps a pod off Fargate, or was to and does not",
        .why = "EKS leaves a pod with the annotation `eks.amazonaws.com/compute-type: ec2` to the "
               "default scheduler although a profile selects it. Only the pod's own annotation "
               "counts, so in a workload it belongs to the pod template: on the Deployment itself "
               "it does nothing, and the pods land on Fargate.",
        .fix = "remove the annotation if the pod is to run on Fargate",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html",
        .fires = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    eks.amazonaws.com/compute-type: ec2
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
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    eks.amazonaws.com/compute-type: fargate
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
