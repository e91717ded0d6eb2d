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
  const auto where = place(pod);
  if (!where) return;
  out.add(where, say("no container requests cpu or memory: the pod gets 0.25 vCPU and 0.5 GB"));
}

}  // namespace

constinit const Rule no_requests = define(
    {
        .id = "FG502",
        .name = "no-requests",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "no container says how much cpu or memory it needs",
        .why = "Fargate sizes the pod's machine by what its containers request. With no request at "
               "all it gives the smallest one, 0.25 vCPU and 0.5 GB, of which Kubernetes' own "
               "components take 256 MB: there is no spare node capacity to burst into, and a "
               "container that needs more is throttled or killed.",
        .fix = "set `resources.requests` for cpu and memory on the containers",
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
