#include <string>

#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  const auto field = pod.spec()["runtimeClassName"];
  if (!field.is_string() || field.text().empty()) return;
  out.add(field, say("runtime class {} needs a handler that no Fargate node is known to have",
                     quote(field.text())));
}

}  // namespace

constinit const Rule runtime_class = define(
    {
        .id = "FG117",
        .name = "runtime-class",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "the pod asks for a container runtime of its own",
        .why = "A RuntimeClass names a handler, such as gVisor, Kata or an NVIDIA runtime, that "
               "somebody installed and configured on the nodes. A Fargate node belongs to AWS: "
               "nothing can be installed there, and no handler beside the default one is known "
               "to exist. Where the handler is missing the pod's sandbox is never made.",
        .fix = "remove `runtimeClassName`: every Fargate pod has a machine of its own already, "
               "which is what most of these runtimes are used for",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  runtimeClassName: gvisor
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    container.runtime: gvisor
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
