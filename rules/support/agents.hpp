#pragma once

#include <string_view>

#include "kube/workload.hpp"

/// Programs that gather what pods tell of themselves: as a DaemonSet on each node, from the files
/// and the metrics of its pods; or as a sidecar, from the pod that they are in.
namespace fargate_lint::rules {

/// The pod's container that gathers logs, or metrics and traces; null if none does, as far as the
/// names of images tell.
const kube::Container* find_log_shipper(const kube::PodTemplate& pod);
const kube::Container* find_observer(const kube::PodTemplate& pod);

/// Whether an operator is asked to add a log shipper to the pod: it does not show yet.
bool is_given_log_shipper(const kube::PodTemplate& pod);

}  // namespace fargate_lint::rules
