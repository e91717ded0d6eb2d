#include "list.hpp"
#include "support/fargate_nodes.hpp"

namespace fargate_lint::rules {
namespace {

/// Nobody claims it, so the default scheduler looks for a node.
bool is_left_to_default_scheduler(const PodContext& pod) {
  return pod.placement.reason == fargate::Reason::no_match ||
         pod.placement.reason == fargate::Reason::opted_out;
}

void check(const PodContext& pod, FindingSink& out) {
  if (pod.fleet.profiles().empty() || !is_left_to_default_scheduler(pod)) return;
  report_toleration(pod, out,
                    say("tolerates Fargate's taint, but no profile takes it: may land on a node "
                        "that refuses it"));
}

}  // namespace

constinit const Rule tolerates_everything = define(
    {
        .id = "FG120",
        .name = "tolerates-everything",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a pod that no profile takes may be put on a Fargate node, which refuses it",
        .why = "The nodes that Fargate pods bring along are kept free by the taint "
               "`eks.amazonaws.com/compute-type=fargate:NoSchedule`. A pod that no profile "
               "takes and that tolerates every taint can be put there by the default scheduler. "
               "The kubelet of that node runs no pod but its own and answers `Pod not "
               "supported: SchedulerName is not fargate-scheduler`; the pod fails, its "
               "controller makes another, and clusters have ended up with hundreds.",
        .fix = "tolerate only the taints that are meant, or add required node affinity "
               "`eks.amazonaws.com/compute-type NotIn [fargate]`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported: SchedulerName is not fargate-scheduler",
        .fix_kind = FixKind::safe,
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
  name: operator
  namespace: tools
spec:
  tolerations:
    - operator: Exists
  containers:
    - name: app
      image: operator
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
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
  name: operator
  namespace: tools
spec:
  tolerations:
    - key: CriticalAddonsOnly
      operator: Exists
  containers:
    - name: app
      image: operator
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
