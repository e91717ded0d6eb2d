#pragma once

#include "kube/fields.hpp"
#include "kube/object.hpp"

namespace fargate_lint::kube {

/// Whether the object was read from a running cluster: the API server gives each object a UID when
/// it is created, and nobody writes one by hand (k8s.io/apimachinery meta/v1 ObjectMeta).
inline bool is_live(const Object& object) {
  return !is_absent(object.metadata()["uid"]);
}

}  // namespace fargate_lint::kube
