#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::host_ipc)) {
    auto finding = add(out, violation, say("`hostIPC: true` is not supported on Fargate"));
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
        .summary = "pod uses the host IPC namespace",
        .why = "`hostIPC` shares memory and semaphores between a Pod and its node. Fargate nodes "
               "are managed by AWS, so Fargate refuses the Pod: it stays Pending and is not "
               "retried until it is created again.",
        .fix = "remove `hostIPC`; use an `emptyDir` with `medium: Memory` to share memory between "
               "containers of the Pod",
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
