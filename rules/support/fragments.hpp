#pragma once

#include <algorithm>

#include "kube/workload.hpp"

namespace fargate_lint::rules {

/// Whether the pod is a piece that a tool lays over another, as a kustomize patch is: no cluster
/// takes a container without an image. What a piece does not say may be said by the rest.
inline bool is_fragment(const kube::PodTemplate& pod) {
  return !pod.partial && std::ranges::any_of(pod.containers, [](const kube::Container& container) {
    return container.role == kube::ContainerRole::app && container.image.empty();
  });
}

}  // namespace fargate_lint::rules
