#include "list.hpp"
#include "support/fargate_nodes.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  if (!pod.workload.is_daemon_set()) return;
  report_toleration(
      pod, out,
      say("tolerates the taint of Fargate nodes: one pod for each of them stays Pending"));
}

}  // namespace

constinit const Rule daemonset_pending = define(
    {
        .id = "FG109",
        .name = "daemonset-pending",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "DaemonSet tolerates the taint of Fargate nodes and leaves Pending pods there",
        .why = "Every Fargate pod has its own node, which carries the taint "
               "`eks.amazonaws.com/compute-type=fargate:NoSchedule` and runs nothing else. A "
               "DaemonSet that tolerates this taint, usually because it tolerates everything, "
               "gets one pod for each Fargate node, and each of them stays Pending forever: the "
               "DaemonSet never becomes ready and rollouts wait for it. AWS keeps its own "
               "add-ons off with node affinity.",
        .fix = "add required node affinity `eks.amazonaws.com/compute-type NotIn [fargate]` to "
               "the pod template",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fix_kind = FixKind::safe,
        .fires = R"(apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      tolerations:
        - operator: Exists
      containers:
        - name: agent
          image: fluent-bit
)",
        .silent = R"(apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      tolerations:
        - key: node-role.kubernetes.io/control-plane
          operator: Exists
          effect: NoSchedule
      containers:
        - name: agent
          image: fluent-bit
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
