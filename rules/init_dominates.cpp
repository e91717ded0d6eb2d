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
  const Amount amount(pod, *request->container, request->field);
  auto finding = out.add(amount.place(),
                         say("this init container alone requires {}; the other containers need {}",
                             seen(format(*size->rung)), seen(format(*size->running_rung))));
  amount.show(finding);
  if (request->sidecars > kube::Quantity()) {
    finding.note("the sidecars that start before it run beside it and count as well");
  }
}

}  // namespace

constinit const Rule init_dominates = define(
    {
        .id = "FG507",
        .name = "init-dominates",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "an init container alone decides the Pod's size",
        .why = "Fargate sizes a Pod once: by the largest request of an init container, or by the "
               "sum of the requests of all long-running containers if that is more. An init "
               "container that needs more than the rest makes the Pod larger, and more expensive, "
               "for as long as it runs.",
        .fix = "lower the request of the init container, or move its work to a Job that runs "
               "first",
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
