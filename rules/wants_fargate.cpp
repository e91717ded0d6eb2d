#include "list.hpp"
#include "support/fargate_nodes.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  if (pod.placement.reason != fargate::Reason::no_match || pod.fleet.empty()) return;
  const auto request = find_fargate_request(pod.pod);
  if (!request) return;
  auto finding = out.add(request->node, say("{} does not put the pod on Fargate, and no profile "
                                            "selects it",
                                            request->what));
  note_nearest(finding, pod);
}

}  // namespace

constinit const Rule wants_fargate = define(
    {
        .id = "FG815",
        .name = "wants-fargate",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "pod asks for Fargate, but no profile selects it",
        .why = "Only a Fargate profile puts a pod on Fargate. A toleration of the taint of "
               "Fargate nodes, a node selector, an annotation or `schedulerName: "
               "fargate-scheduler` does not: without a profile that matches, the pod goes to "
               "the default scheduler. It then runs on other nodes, stays Pending, or is put on "
               "the node of another Fargate pod, which rejects it.",
        .fix = "add a selector to a Fargate profile that matches the namespace and labels of "
               "the pod, and remove what asks for Fargate",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .symptoms = "Pod not supported: SchedulerName is not fargate-scheduler",
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
  name: api
  namespace: tools
spec:
  tolerations:
    - key: eks.amazonaws.com/compute-type
      value: fargate
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
      - namespace: shop
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: shop
spec:
  tolerations:
    - key: eks.amazonaws.com/compute-type
      value: fargate
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
