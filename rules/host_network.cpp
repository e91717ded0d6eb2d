#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::host_network)) {
    auto finding = add(out, violation, say("`hostNetwork: true` is not supported on Fargate"));
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
        .summary = "pod uses the host network",
        .why = "Each Fargate Pod runs on its own node, which AWS manages, and a Pod cannot use "
               "that node's network. The Fargate scheduler refuses the Pod: it stays Pending and "
               "is not retried until it is created again. Kubernetes also turns every container "
               "port of such a Pod into a host port, which is refused as well.",
        .fix = "remove `hostNetwork`: a Fargate Pod has its own VPC address, which load balancers "
               "and other Pods reach directly",
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
