#include <string_view>

#include "kube/live.hpp"
#include "list.hpp"
#include "support/fixes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kCapacity = "CapacityProvisioned";

void check(const PodContext& pod, FindingSink& out) {
  const auto capacity = pod.pod.annotations()[kCapacity];
  // On a pod of a cluster Fargate wrote it.
  if (!capacity || kube::is_live(pod.object)) return;
  auto finding = out.add(
      capacity, say("annotation `CapacityProvisioned` has no effect: {}", quote(capacity.text())));
  attach(finding, true, remove_field(pod.pod.annotations(), kCapacity));
}

}  // namespace

constinit const Rule capacity_annotation = define(
    {
        .id = "FG122",
        .name = "capacity-annotation",
        .severity = Severity::info,
        .since = "0.2.0",
        .summary = "annotation `CapacityProvisioned` is set by hand",
        .why = "Fargate writes the annotation `CapacityProvisioned` to each Pod, to show its "
               "provisioned size. It does not read the annotation: CPU and memory requests decide "
               "the size.",
        .fix = "remove the annotation, and set CPU and memory requests to choose the size",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fix_kind = FixKind::safe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    CapacityProvisioned: 1vCPU 2GB
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
  uid: 8fbc9f0a-7c39-4a0f-a0c4-1fd8bb9d2c7e
  annotations:
    CapacityProvisioned: 0.25vCPU 0.5GB
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
