#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "list.hpp"
#include "support/sizes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// The limits of the long-running containers on one resource.
struct Total {
  kube::Quantity limits;
  kube::Quantity largest;
  std::size_t containers = 0;  ///< that have one
  const kube::Container* first = nullptr;
};

Total add_limits(const kube::PodTemplate& pod, std::string_view resource) {
  Total total;
  for (const auto& container : pod.containers) {
    if (container.role != kube::ContainerRole::app &&
        container.role != kube::ContainerRole::sidecar)
      continue;
    const auto limit = container.limit(resource);
    if (!limit) continue;
    total.limits += *limit;
    total.largest = std::max(total.largest, *limit);
    ++total.containers;
    if (total.first == nullptr) total.first = &container;
  }
  return total;
}

/// One container whose own limit is beyond the size is FG503's.
bool is_beyond(const Total& total, kube::Quantity provisioned) {
  return total.limits > provisioned && total.largest <= provisioned;
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  if (!size) return;
  const auto cpu = add_limits(pod.pod, "cpu");
  const auto memory = add_limits(pod.pod, "memory");
  const bool by_cpu = is_beyond(cpu, kube::Quantity::from_milli(size->rung->milli_cpu));
  const bool by_memory = is_beyond(
      memory, kube::Quantity::from_units(std::int64_t{size->rung->mebibytes} * 1024 * 1024));
  if (!by_cpu && !by_memory) return;
  const auto& total = by_cpu ? cpu : memory;
  const Amount first(pod, *total.first, total.first->limit_field(by_cpu ? "cpu" : "memory"));
  const auto of_cpu = seen(kube::format_cpu(cpu.limits));
  const auto of_memory = seen(kube::format_memory(memory.limits));
  const auto provisioned = seen(format(*size->rung));
  const auto message =
      by_cpu && by_memory ? say("limits add up to {} CPU and {} memory, but the Pod gets {}",
                                of_cpu, of_memory, provisioned)
      : by_cpu            ? say("limits add up to {} CPU, but the Pod gets {}", of_cpu, provisioned)
               : say("limits add up to {} memory, but the Pod gets {}", of_memory, provisioned);
  auto finding = out.add(first.place(), message);
  first.show(finding);
  finding.container({}).note("limits of " + count(total.containers, "long-running container"));
}

}  // namespace

constinit const Rule limits_beyond_size = define(
    {
        .id = "FG506",
        .name = "limits-beyond-size",
        .former_name = "requests-below-limits",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "limits of the containers together exceed the provisioned size",
        .why = "Fargate sizes a Pod by its requests, not by its limits, and nothing else runs on "
               "its node. When the limits of the containers together exceed that size, they "
               "cannot all be reached: under load the containers compete for CPU, and one of them "
               "is killed for memory although it stays below its limit.",
        .fix = "raise the requests if the containers need their limits at the same time, otherwise "
               "lower the limits",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      resources:
        requests: {cpu: 100m, memory: 128Mi}
        limits: {cpu: 200m, memory: 128Mi}
    - name: proxy
      image: envoy
      resources:
        requests: {cpu: 100m, memory: 64Mi}
        limits: {cpu: 100m, memory: 64Mi}
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
        requests: {cpu: 100m, memory: 128Mi}
        limits: {cpu: 150m, memory: 192Mi}
)",
    },
    check);

}  // namespace fargate_lint::rules
