#include "list.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

/// Made for a moment by Helm (`helm test`, install hooks), or a static pod's mirror.
bool is_short_lived(const kube::Object& pod) {
  const auto annotations = pod.annotations();
  return annotations["helm.sh/hook"] || annotations["kubernetes.io/config.mirror"];
}

void check(const PodContext& pod, FindingSink& out) {
  const auto& object = pod.object;
  if (object.kind != "Pod" || !object.group().empty()) return;
  if (object.metadata()["ownerReferences"].size() > 0 || is_short_lived(object)) return;
  const auto kind = object.node["kind"];
  out.add(place_of(object, kind ? kind : object.metadata()),
          say("this Pod has no controller: once evicted for a patch it is not made again"));
}

}  // namespace

constinit const Rule bare_pod = define(
    {
        .id = "FG705",
        .name = "bare-pod",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "a Pod without a controller is gone when Fargate patches its node",
        .why = "AWS keeps the nodes of Fargate pods patched by evicting the pods. A pod that "
               "belongs to a Deployment, a StatefulSet or a Job is made anew on a patched node; "
               "one that was made by itself is gone.",
        .fix = "let a Deployment or a StatefulSet make the pod, or a Job if it runs to an end",
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
