#include "lint/judge.hpp"
#include "list.hpp"
#include "support/fargate_nodes.hpp"

namespace fargate_lint::rules {
namespace {

/// Where the object makes the pod.
lint::Location place_of(const PodContext& pod) {
  const auto kind = pod.object.node["kind"];
  return lint::locate(pod.object, pod.workload.part.empty() ? kind : pod.workload.pod);
}

Severity severity_of(const PodContext& pod) {
  // Another namespace than the assumed one may be selected.
  if (pod.placement.namespace_matters) return Severity::info;
  const bool is_certain =
      lint::other_nodes(pod.reading, pod.fleet, pod.object) == fargate::OtherNodes::none;
  return is_certain ? Severity::error : Severity::warning;
}

void check(const PodContext& pod, FindingSink& out) {
  const auto& placement = pod.placement;
  // A workload without replicas makes no pod.
  if (!placement.stays_pending || pod.workload.replicas() == 0) return;
  const bool opted_out = placement.reason == fargate::Reason::opted_out;
  auto finding = out.add(
      place_of(pod),
      opted_out ? say("annotation `eks.amazonaws.com/compute-type: ec2` keeps the pod off "
                      "Fargate, and the cluster declares no other nodes: it stays Pending")
                : say("no profile selects this pod, and the cluster declares no other nodes: "
                      "it stays Pending"));
  finding.severity(severity_of(pod));
  if (opted_out) finding.help("remove the annotation");
  note_nearest(finding, pod);
  if (!placement.events.empty()) finding.event_part(placement.events.front(), 0);
}

}  // namespace

constinit const Rule unplaced_pod = define(
    {
        .id = "FG814",
        .name = "unplaced-pod",
        .severity = Severity::warning,
        .also = Severity::error | Severity::info,
        .since = "0.2.0",
        .summary = "no profile selects the pod, and the cluster has no other nodes",
        .why =
            "Only a Fargate profile puts a pod on Fargate. A pod that no profile selects "
            "goes to the default scheduler, which needs other nodes: EC2, Auto Mode or "
            "hybrid nodes. In a cluster that has none, it stays Pending forever, because the "
            "only nodes are those of other Fargate pods and carry a taint. The finding is a "
            "warning where a declaration of the cluster shows no other nodes, since they may "
            "be declared elsewhere, and an error if the configuration says `nodes: none` or, in a "
            "running cluster, the event of the pod shows it.",
        .fix = "change the labels or the namespace of the pod to match a profile, or add a "
               "selector for it; if the cluster has other nodes, set `nodes: some` in the "
               "configuration",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "0/N nodes are available: N node(s) had untolerated taint "
                 "{eks.amazonaws.com/compute-type: fargate}",
        .symptoms =
            "untolerated taint {eks.amazonaws.com/compute-type: fargate}\nno nodes available "
            "to schedule pods",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {tier: web}
      - namespace: kube-system
        labels: {k8s-app: kube-dns}
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: shop
  labels: {tier: api}
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
managedNodeGroups: [{name: workers}]
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {tier: web}
      - namespace: kube-system
        labels: {k8s-app: kube-dns}
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: shop
  labels: {tier: api}
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
