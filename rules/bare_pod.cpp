#include "kube/hook.hpp"
#include "list.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

/// Made for a moment by Helm (`helm test`, install hooks), or a static pod's mirror.
bool is_short_lived(const kube::Object& pod) {
  return !kube::helm_hook_of(pod).empty() || pod.annotations()["kubernetes.io/config.mirror"];
}

void check(const PodContext& pod, FindingSink& out) {
  const auto& object = pod.object;
  if (object.kind != "Pod" || !object.group().empty()) return;
  if (object.metadata()["ownerReferences"].size() > 0 || is_short_lived(object)) return;
  const auto kind = object.node["kind"];
  out.add(place_of(object, kind ? kind : object.metadata()),
          say("no controller recreates this Pod after AWS evicts it for patching"));
}

}  // namespace

constinit const Rule bare_pod = define(
    {
        .id = "FG705",
        .name = "bare-pod",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "Pod without a controller is lost when AWS patches its node",
        .why = "AWS patches the nodes of Fargate Pods by evicting the Pods. A Deployment, a "
               "StatefulSet or a Job recreates its Pod on a patched node. Nothing recreates a Pod "
               "without a controller.",
        .fix = "use a Deployment or a StatefulSet, or a Job if the Pod runs to completion",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-patching.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
