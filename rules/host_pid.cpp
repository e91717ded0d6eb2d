#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::host_pid)) {
    auto finding = add(out, violation, say("`hostPID: true` is refused on Fargate"));
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
        .summary = "the pod asks to see the node's processes",
        .why = "`hostPID` shows a pod all processes of its node. A Fargate node belongs to AWS, "
               "which refuses the pod: it stays Pending.",
        .fix = "remove `hostPID`; containers of one pod see each other's processes with "
               "`shareProcessNamespace: true`, which Fargate accepts",
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
