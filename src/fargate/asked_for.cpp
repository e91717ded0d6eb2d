#include "fargate/asked_for.hpp"

#include <string_view>

#include "fargate/log_router.hpp"
#include "fargate/role_arn.hpp"
#include "kube/kinds.hpp"
#include "kube/object.hpp"

namespace fargate_lint::fargate {

namespace {

/// Whether a ConfigMap may tell its readers to call AWS (FG301).
bool may_name_aws(yaml::Node data) {
  for (const auto [key, value] : data.entries())
    for (const std::string_view sign : {"s3://", "arn:aws", "amazonaws.com"})
      if (value.text().find(sign) != std::string_view::npos) return true;
  return false;
}

}  // namespace

bool is_asked_for(const kube::Object& object) {
  if (object.kind == kube::kinds::config_map.name)
    return object.name == kLogRouterConfig || object.ns == kLogRouterNamespace ||
           may_name_aws(object.node["data"]);
  if (object.kind == kube::kinds::cluster_role.name || object.kind == kube::kinds::role.name)
    return bool{object.annotations()[kRoleArnKey]};
  return true;
}

}  // namespace fargate_lint::fargate
