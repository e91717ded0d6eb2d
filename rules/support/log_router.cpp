#include "support/log_router.hpp"

#include "kube/kind_table.hpp"

namespace fargate_lint::rules {

bool is_log_router_config(const kube::Object& object) {
  return object.kind == "ConfigMap" && object.group().empty() &&
         object.name == kube::kLogRouterConfig &&
         (object.ns_assumed || object.ns == kube::kLogRouterNamespace);
}

}  // namespace fargate_lint::rules
