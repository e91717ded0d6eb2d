#pragma once

#include "kube/object.hpp"

namespace fargate_lint::rules {

/// Whether the object is the ConfigMap that Fargate's log router reads, or is one if it is applied
/// in the right namespace: it has the name, and no other namespace of its own.
bool is_log_router_config(const kube::Object& object);

}  // namespace fargate_lint::rules
