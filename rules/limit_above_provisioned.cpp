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

constexpr std::int64_t kMebibyte = 1024 * 1024;

/// What a container can use at most of a resource on the machine that is provisioned.
struct Ceiling {
  std::string_view resource;
  kube::Quantity provisioned;
  kube::Quantity in_reach;  ///< without what Fargate takes of it
  std::string (*format)(kube::Quantity);
};

std::array<Ceiling, 2> ceilings(const fargate::Rung& rung) {
  const auto cpu = kube::Quantity::from_milli(rung.milli_cpu);
  const auto memory = kube::Quantity::from_units(rung.mebibytes * kMebibyte);
  const auto overhead = kube::Quantity::from_units(fargate::kOverheadMebibytes * kMebibyte);
  return {{{"cpu", cpu, cpu, kube::format_cpu},
           {"memory", memory, memory - overhead, kube::format_memory}}};
}

void report(const kube::Container& container, const Ceiling& ceiling, const fargate::Rung& rung,
            FindingSink& out) {
  const auto field = container.limit_field(ceiling.resource);
  auto finding =
      out.add(field, say("{} limit {} exceeds the provisioned {}", seen(ceiling.resource),
                         quote(field.text()), quote(ceiling.format(ceiling.provisioned))));
  finding.container(container.name).note("requests come to " + format(rung));
  attach(finding, false, replace_scalar(field, ceiling.format(ceiling.in_reach)));
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  if (!size) return;
  for (const auto& ceiling : ceilings(*size->rung)) {
    for (const auto& container : pod.pod.containers) {
      const auto limit = container.limit(ceiling.resource);
      if (limit && *limit > ceiling.provisioned) report(container, ceiling, *size->rung, out);
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
