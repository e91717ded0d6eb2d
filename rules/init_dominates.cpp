#include <string>
#include <string_view>

#include "list.hpp"
#include "support/sizes.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  if (!size || !size->init_decides || !size->rung || !size->running_rung) return;
  if (size->running_rung == size->rung) return;
  const auto request = fargate::deciding_request(pod.pod, fargate::resource_of_init(pod.pod));
  if (!request || request->container->role != kube::ContainerRole::init) return;
  auto finding = out.add(request->field,
                         say("this init container makes the pod {}; what keeps running needs {}",
                             seen(format(*size->rung)), seen(format(*size->running_rung))));
  finding.container(request->container->name);
  if (request->sidecars > kube::Quantity()) {
    finding.note("the sidecars that start before it run beside it, and count with it");
  }
}

}  // namespace

constinit const Rule init_dominates = define(
    {
        .id = "FG507",
        .name = "init-dominates",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "an init container alone makes the pod larger",
        .why = "Fargate sizes the pod's machine once, by the larger of what its biggest init "
               "container requests and what all its long-running containers request together. "
               "An init container that needs more than the rest makes the pod larger for as "
               "long as it lives, though it runs for a moment.",
        .fix = "lower the request of the init container, or move its work to a Job that runs "
               "before",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
    - name: migrate
      image: migrate
      resources:
        requests:
          memory: 4Gi
  containers:
    - name: app
      image: nginx
      resources:
        requests:
          memory: 256Mi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
    - name: migrate
      image: migrate
      resources:
        requests:
          memory: 200Mi
  containers:
    - name: app
      image: nginx
      resources:
        requests:
          memory: 128Mi
)",
    },
    check);

}  // namespace fargate_lint::rules
