#include <string>

#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  const auto field = pod.spec()["runtimeClassName"];
  if (!field.is_string() || field.text().empty()) return;
  out.add(field, say("runtime class {} needs a handler that Fargate nodes are not known to have",
                     quote(field.text())));
}

}  // namespace

constinit const Rule runtime_class = define(
    {
        .id = "FG117",
        .name = "runtime-class",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "pod sets `runtimeClassName`",
        .why = "A RuntimeClass selects a handler, such as gVisor, Kata or an NVIDIA runtime, that "
               "must be installed on the node. Nothing can be installed on a Fargate node, and no "
               "handler other than the default is known to exist there. Without the handler, the "
               "Pod does not start.",
        .fix = "remove `runtimeClassName`: every Fargate Pod already runs on its own node, "
               "isolated from other Pods",
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
