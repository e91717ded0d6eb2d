#include "support/sizes.hpp"

namespace fargate_lint::rules {

std::optional<fargate::Size> decided_size(const lint::PodContext& pod) {
  if (pod.spec()["resources"].size() > 0) return std::nullopt;
  const fargate::Size size = pod.placement.size ? *pod.placement.size : fargate::size_of(pod.pod);
  if (!size.rung || size.nothing_requested) return std::nullopt;
  return size;
}

}  // namespace fargate_lint::rules
