#pragma once

#include <string>
#include <string_view>

#include "kube/object.hpp"

namespace fargate_lint::kube {

/// What looks like a pod in an object of a kind that is not known to make pods.
struct SuspectedPod {
  yaml::Node containers;  ///< its `containers`; missing where it is not a pod template
  /// Fields of a pod and of its container in one mapping: its `image` or `resources`.
  yaml::Node field;
  /// From the object to the template, as a declared workload has it (DeclaredWorkload): fields with
  /// dots between them, `[]` behind a list, `*` for a name that holds a dot itself.
  std::string path;

  explicit operator bool() const { return containers || field; }
};

/// The first list of containers, in the order of the manifest, with an image or a command; else the
/// first mapping with an image or resources beside what only pods have. Nothing in kinds that are
/// known to make no pods: those of Kubernetes' own groups, and policies, charts and deliveries,
/// which speak of other objects' pods. Looks at each node twice at most, and at no more nodes than
/// an object made by hand has.
SuspectedPod find_suspected_pod(std::string_view group, std::string_view kind, yaml::Node object);

}  // namespace fargate_lint::kube
