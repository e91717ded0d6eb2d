#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/fixes.hpp"
#include "support/sizes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// What a container can use at most of a resource on the machine that is provisioned.
struct Ceiling {
  std::string_view resource;
  kube::Quantity provisioned;
  std::string shown;
  std::string in_reach;  ///< what a limit may say
};

std::array<Ceiling, 2> ceilings(const fargate::Rung& rung) {
  const auto mebibytes = [](std::int64_t number) {
    return kube::Quantity::from_units(number * 1024 * 1024);
  };
  const auto cpu = kube::Quantity::from_milli(rung.milli_cpu);
  const auto memory = mebibytes(rung.mebibytes);
  return {{{"cpu", cpu, kube::format_cpu(cpu), kube::format_cpu(cpu)},
           {"memory", memory, kube::format_memory(memory),
            kube::format_memory(memory - mebibytes(fargate::kOverheadMebibytes))}}};
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  if (!size) return;
  const auto limits = ceilings(*size->rung);
  for (const kube::Container& container : pod.pod.containers) {
    for (const Ceiling& ceiling : limits) {
      const auto limit = container.limit(ceiling.resource);
      if (!limit || *limit <= ceiling.provisioned) continue;
      const yaml::Node field = container.node["resources"]["limits"][ceiling.resource];
      auto finding =
          out.add(field, std::string(ceiling.resource) + " limit " + quote(field.text()) +
                             " exceeds the provisioned " + quote(ceiling.shown));
      finding.container(container.name);
      finding.note("requests come to " + format(*size->rung));
      attach(finding, false, replace_scalar(field, ceiling.in_reach));
    }
  }
}

}  // namespace

constinit const Rule limit_above_provisioned = define(
    {
        .id = "FG503",
        .name = "limit-above-provisioned",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a limit is larger than the machine that the pod gets",
        .why = "Fargate sizes the pod's machine by requests. A limit above that size can never "
               "be reached, and a cpu limit above it has kept containers from starting: runc "
               "fails to write `cpu.cfs_quota_us` with `invalid argument`.",
        .fix = "set requests equal to limits: raise the request if the container needs that "
               "much, lower the limit if not",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      resources:
        requests: {cpu: 250m, memory: 512Mi}
        limits: {cpu: "2", memory: 512Mi}
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
        requests: {cpu: 250m, memory: 512Mi}
        limits: {cpu: 250m, memory: 1Gi}
)",
    },
    check);

}  // namespace fargate_lint::rules
