#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "list.hpp"
#include "support/sizes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

struct Excess {
  yaml::Node limit;
  yaml::Node request;
};

/// The limit of a resource that is written above its request, within what is provisioned (FG503
/// speaks of what is beyond).
std::optional<Excess> find_excess(const kube::Container& container, std::string_view resource,
                                  kube::Quantity provisioned) {
  const Excess excess = {container.limits[resource], container.requests[resource]};
  // Alike in nearly every manifest that has both, or written as one is used to.
  if (!excess.request || excess.limit.text() == excess.request.text()) return std::nullopt;
  const auto limit = container.limit(resource);
  const auto request = container.request(resource);
  if (!limit || !request || *limit <= *request || *limit > provisioned) return std::nullopt;
  return excess;
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  if (!size) return;
  const auto cpu = kube::Quantity::from_milli(size->rung->milli_cpu);
  const auto memory = kube::Quantity::from_units(std::int64_t{size->rung->mebibytes} * 1024 * 1024);
  for (const auto& container : pod.pod.containers) {
    for (const auto& [resource, provisioned] :
         {std::pair{std::string_view("cpu"), cpu}, std::pair{std::string_view("memory"), memory}}) {
      const auto excess = find_excess(container, resource, provisioned);
      if (!excess) continue;
      out.add(excess->limit,
              say("{} limit {} is above the request, which is all that is provisioned for",
                  seen(resource), quote(excess->limit.text())))
          .container(container.name)
          .related("requests " + quote(excess->request.text()), excess->request)
          .note("the pod gets " + format(*size->rung));
    }
  }
}

}  // namespace

constinit const Rule requests_below_limits = define(
    {
        .id = "FG506",
        .name = "requests-below-limits",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "limits are above requests, but only requests are provisioned",
        .why = "On a shared node a container can use more than it requested while others are "
               "idle, up to its limit. A Fargate pod is alone on a machine that is sized by its "
               "requests: it can use what rounding left over and no more, so a limit above the "
               "request promises what is not there.",
        .fix = "set requests equal to limits, so that what the container may use is provisioned",
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
        limits: {cpu: 250m, memory: 128Mi}
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
        limits: {cpu: "0.1", memory: 128Mi}
)",
    },
    check);

}  // namespace fargate_lint::rules
