#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::host_ipc)) {
    auto finding = add(out, violation, say("`hostIPC: true` is refused on Fargate"));
    attach(finding, false, remove_field(pod.spec(), "hostIPC"));
  }
}

}  // namespace

constinit const Rule host_ipc = define(
    {
        .id = "FG107",
        .name = "host-ipc",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "the pod asks for the node's shared memory",
        .why = "`hostIPC` lets a pod share memory and semaphores with its node. A Fargate node "
               "belongs to AWS, which refuses the pod: it stays Pending.",
        .fix = "remove `hostIPC`; containers of one pod share memory through an `emptyDir` with "
               "`medium: Memory`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: fields not supported: HostIPC",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: pricing
spec:
  hostIPC: true
  containers:
    - name: app
      image: example.com/pricing:1
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: pricing
spec:
  hostIPC: false
  containers:
    - name: app
      image: example.com/pricing:1
)",
    },
    check);

}  // namespace fargate_lint::rules
