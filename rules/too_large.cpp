#include "list.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::too_large)) {
    const auto size = pod.placement.size ? *pod.placement.size : fargate::size_of(pod.pod);
    auto finding = add(
        out, violation,
        violation.detail == "cpu"
            ? say("requests of {} vCPU exceed the largest Fargate size, 16 vCPU",
                  seen(kube::format_cpu(size.cpu)))
            : say("requests of {} memory plus 256 MB of overhead exceed the largest Fargate size, "
                  "120 GB",
                  seen(kube::format_memory(size.memory))));
    if (const auto* range = pod.pod.admission.limit_range)
      finding.related("LimitRange " + quote(range->name) + " sets requests or limits",
                      range->spec()["limits"]);
  }
}

}  // namespace

constinit const Rule too_large = define(
    {
        .id = "FG501",
        .name = "too-large",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "requests exceed the largest Fargate size",
        .why = "The largest Fargate size is 16 vCPU and 120 GB. Fargate takes the sum of the "
               "requests of all containers or the largest request of an init container, "
               "whichever is larger, and adds 256 MB of memory for the Kubernetes components. A "
               "Pod that needs more stays Pending.",
        .fix = "lower the requests, split the Pod, or run it on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .event = "Your pod's cpu/memory requirements exceed the max Fargate configuration",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: training
spec:
  containers:
    - name: app
      image: python
      resources:
        requests:
          cpu: "4"
          memory: 120Gi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: training
spec:
  containers:
    - name: app
      image: python
      resources:
        requests:
          cpu: "16"
          memory: 119Gi
)",
    },
    check);

}  // namespace fargate_lint::rules
