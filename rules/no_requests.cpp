#include "kube/hook.hpp"
#include "list.hpp"
#include "support/fragments.hpp"
#include "support/sizes.hpp"

namespace fargate_lint::rules {
namespace {

/// The first container that runs as long as the pod does; where a request would be written.
yaml::Node place(const PodContext& pod) {
  for (const auto& container : pod.pod.containers) {
    if (container.role != kube::ContainerRole::app) continue;
    const auto name = container.node["name"];
    return name ? name : container.node;
  }
  return {};
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = pod.placement.size ? *pod.placement.size : fargate::size_of(pod.pod);
  if (!size.nothing_requested) return;
  if (!pod.pod.is_sized || pod.placement.invalid || is_fragment(pod.pod) ||
      requests_as_a_whole(pod))
    return;
  if (pod.pod.admission.autoscaler != nullptr || pod.pod.admission.limit_ranges_differ) return;
  // It runs for a moment: the smallest size will do.
  if (kube::is_helm_test(pod.object)) return;
  const auto where = place(pod);
  if (!where) return;
  out.add(where, say("no container requests CPU or memory: the Pod gets 0.25 vCPU 0.5 GB"));
}

}  // namespace

constinit const Rule no_requests = define(
    {
        .id = "FG502",
        .name = "no-requests",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "no container sets CPU or memory requests",
        .why = "Fargate sizes a Pod by its requests. Without any it provisions the smallest size, "
               "0.25 vCPU and 0.5 GB, of which 256 MB are for the Kubernetes components. There is "
               "no other capacity on the node to burst into: a container that needs more is "
               "throttled or killed.",
        .fix = "set `resources.requests` for CPU and memory on each container",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      resources:
        limits:
          memory: 512Mi
)",
    },
    check);

}  // namespace fargate_lint::rules
