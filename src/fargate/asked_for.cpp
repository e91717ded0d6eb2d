#include "fargate/asked_for.hpp"

#include "fargate/log_router.hpp"
#include "fargate/role_arn.hpp"
#include "kube/embedded_pod.hpp"
#include "kube/kinds.hpp"
#include "kube/object.hpp"

namespace fargate_lint::fargate {

bool is_asked_for(const kube::Object& object) {
  if (object.kind == kube::kinds::config_map.name)
    return object.name == kLogRouterConfig || object.ns == kLogRouterNamespace ||
           kube::may_embed_pod(object);
  if (object.kind == kube::kinds::cluster_role.name || object.kind == kube::kinds::role.name)
    return bool{object.annotations()[kRoleArnKey]};
  return true;
}

}  // namespace fargate_lint::fargate
