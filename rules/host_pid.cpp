#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::host_pid)) {
    auto finding = add(out, violation, say("`hostPID: true` is not supported on Fargate"));
    attach(finding, false, remove_field(pod.spec(), "hostPID"));
  }
}

}  // namespace

constinit const Rule host_pid = define(
    {
        .id = "FG106",
        .name = "host-pid",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "pod uses the host PID namespace",
        .why = "`hostPID` shows a Pod every process on its node. Fargate nodes are managed by AWS, "
               "so Fargate refuses the Pod: it stays Pending and is not retried until it is "
               "created again.",
        .fix = "remove `hostPID`; use `shareProcessNamespace: true`, which Fargate accepts, to "
               "share processes between containers of the Pod",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: fields not supported: HostPID",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: profiler
spec:
  hostPID: true
  containers:
    - name: app
      image: example.com/profiler:1
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: profiler
spec:
  shareProcessNamespace: true
  containers:
    - name: app
      image: example.com/profiler:1
)",
    },
    check);

}  // namespace fargate_lint::rules
