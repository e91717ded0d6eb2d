#pragma once

#include <string>
#include <string_view>

#include "kube/object.hpp"

namespace fargate_lint::kube {

/// What looks like a pod template in an object of a kind that is not known to make pods.
struct SuspectedPod {
  yaml::Node containers;  ///< its `containers`; missing if there is nothing of the sort
  /// From the object to the template, as a declared workload has it (DeclaredWorkload): fields with
  /// dots between them, `[]` behind a list, `*` for a name that holds a dot itself.
  std::string path;
};

/// The first list of containers, in the order of the manifest, with an image or a command. Nothing
/// in kinds that are known to make no pods: those of Kubernetes' own groups, and policies, charts
/// and deliveries, which speak of other objects' pods. Looks at each node once, and at no more
/// nodes than an object made by hand has.
SuspectedPod find_suspected_pod(std::string_view group, std::string_view kind, yaml::Node object);

}  // namespace fargate_lint::kube
