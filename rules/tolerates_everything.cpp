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
  // Who asks for Fargate is not to be kept off it (FG815).
  if (find_fargate_request(pod.pod)) return;
  report_toleration(
      pod, out,
      say("tolerates the Fargate taint, but no profile selects it: a Fargate node may "
          "get and reject it"),
      FixKind::unsafe);
}

}  // namespace

constinit const Rule tolerates_everything = define(
    {
        .id = "FG120",
        .name = "tolerates-everything",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "pod tolerates every taint and may land on a Fargate node, which rejects it",
        .why = "The taint `eks.amazonaws.com/compute-type=fargate:NoSchedule` keeps other pods "
               "off Fargate nodes. The default scheduler may still put a pod there that "
               "tolerates every taint and that no profile selects. The kubelet rejects it with "
               "`Pod not supported: SchedulerName is not fargate-scheduler`, its controller "
               "creates another one, and clusters have ended up with hundreds of failed pods.",
        .fix = "tolerate only the taints you mean, or add required node affinity "
               "`eks.amazonaws.com/compute-type NotIn [fargate]`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported: SchedulerName is not fargate-scheduler",
        .fix_kind = FixKind::unsafe,
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
