#include "support/sizes.hpp"

namespace fargate_lint::rules {

bool requests_as_a_whole(const lint::PodContext& pod) {
  return pod.spec()["resources"].size() > 0 || pod.pod.field("overhead").size() > 0;
}

std::optional<fargate::Size> decided_size(const lint::PodContext& pod) {
  if (!pod.pod.is_sized || pod.placement.invalid || requests_as_a_whole(pod)) return std::nullopt;
  const auto size = pod.placement.size ? *pod.placement.size : fargate::size_of(pod.pod);
  if (!size.rung || size.nothing_requested || size.if_pod_overhead != size.rung) {
    return std::nullopt;
  }
  return size;
}

std::string_view counted_together(const lint::PodContext& pod) {
  bool init = false;
  bool sidecar = false;
  for (const auto& container : pod.pod.containers) {
    init = init || container.role == kube::ContainerRole::init;
    sidecar = sidecar || container.role == kube::ContainerRole::sidecar;
  }
  if (!init) return " at most in sum";
  return sidecar ? " at most, in sum and by each init container with the sidecars before it,"
                 : " at most, in sum and by each init container,";
}

}  // namespace fargate_lint::rules
