#pragma once

#include "kube/inventory.hpp"
#include "kube/workload.hpp"

/// What the API server's own plug-ins, and the webhook of the VerticalPodAutoscaler, make of a pod
/// before Fargate looks at it.
namespace fargate_lint::kube {

/// read_pod_template(), and what objects of the input do to the pod when it is created:
///
/// - LimitRanges of its namespace (`type: Container`) fill in requests and limits: what is missing
///   of a request comes from `defaultRequest`, `default`, `max` or `min`, of a limit from `default`
///   or `max`, the first that says it (SetDefaults_LimitRangeItem in pkg/apis/core/v1/defaults.go,
///   plugin/pkg/admission/limitranger);
/// - the RuntimeClass that it names adds a nodeSelector, tolerations and an overhead
///   (plugin/pkg/admission/runtimeclass);
/// - a VerticalPodAutoscaler in mode Auto, Recreate or Initial writes requests.
///
/// `inventory` must be indexed and outlive the template; of it only these objects are looked at,
/// and where it holds none, nothing but the pod's `runtimeClassName`.
PodTemplate read_admitted_pod(const Inventory& inventory, const Workload& workload);

/// Whether a request_field() or limit_field() of the container stands in the container, and not in
/// a LimitRange, which may be an item of the same list. False where it is missing.
bool is_own(const Container& container, yaml::Node field);

}  // namespace fargate_lint::kube
