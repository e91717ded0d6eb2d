#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : pod.violations) {
    if (violation.cause != fargate::Cause::host_network) continue;
    out.add(violation.field, "`hostNetwork: true` is refused on Fargate")
        .event_part(violation.event_part);
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
        .why = "A Fargate pod has a node of its own, whose network belongs to AWS. The Fargate "
               "scheduler "
               "does not place a pod with `hostNetwork: true`: it stays Pending, and is not tried "
               "again "
               "until it is created anew.",
        .fix =
            "remove `hostNetwork`; a Fargate pod has its own VPC address, which load balancers and "
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
