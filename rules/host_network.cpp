#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::host_network)) {
    auto finding = add(out, violation, say("`hostNetwork: true` is refused on Fargate"));
    attach(finding, false, remove_field(pod.spec(), "hostNetwork"));
  }
}

}  // namespace

constinit const Rule host_network = define(
    {
        .id = "FG101",
        .name = "host-network",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "the pod asks for the node's network",
        .why =
            "Each Fargate pod runs on a node of its own that belongs to AWS, and AWS does not let "
            "a pod use that node's network. The Fargate scheduler refuses the pod: it stays "
            "Pending, and is not tried again until it is created anew. Every container port of "
            "such a pod is refused as well, because Kubernetes turns it into a host port.",
        .fix =
            "remove `hostNetwork`: a Fargate pod has its own VPC address, which load balancers and "
            "other pods reach directly",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: fields not supported: HostNetwork",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: true
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: false
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
