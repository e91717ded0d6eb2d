#include "fargate/asked_for.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "fargate/log_router.hpp"
#include "fargate/role_arn.hpp"
#include "kube/embedded_pod.hpp"
#include "kube/kinds.hpp"
#include "kube/object.hpp"
#include "yaml/find.hpp"

namespace fargate_lint::fargate {

namespace {

/// Whether a ConfigMap may tell its readers to call AWS (FG301). Looks at the data as it is
/// written, for to decode it would cost more than all else that is done with most ConfigMaps; and
/// for the end of `arn:aws`, whose first two bytes are rarer.
bool may_name_aws(yaml::Node data) {
  if (!data.is_mapping()) return false;
  const auto range = data.range();
  const auto text = data.document()->text().substr(range.begin, range.size());
  return std::ranges::any_of(
      std::array<std::string_view, 4>{"s3://", "n:aws", "sqs.", "dynamodb."},
      [text](std::string_view sign) { return yaml::find(text, sign) != std::string_view::npos; });
}

}  // namespace

bool is_asked_for(const kube::Object& object) {
  if (object.kind == kube::kinds::config_map.name)
    return object.name == kLogRouterConfig || object.ns == kLogRouterNamespace ||
           kube::may_embed_pod(object) || may_name_aws(object.node["data"]);
  if (object.kind == kube::kinds::cluster_role.name || object.kind == kube::kinds::role.name)
    return bool{object.annotations()[kRoleArnKey]};
  return true;
}

}  // namespace fargate_lint::fargate
