#include "support/log_router.hpp"

#include "fargate/log_router.hpp"

namespace fargate_lint::rules {

bool is_log_router_config(const kube::Object& object) {
  return object.kind == "ConfigMap" && object.group().empty() &&
         object.name == fargate::kLogRouterConfig &&
         (object.ns_assumed || object.ns == fargate::kLogRouterNamespace);
}

}  // namespace fargate_lint::rules
