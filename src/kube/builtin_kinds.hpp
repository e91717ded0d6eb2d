#pragma once

#include <optional>
#include <string_view>

namespace fargate_lint::kube {

/// Whether Kubernetes itself defines the kind, in any version of the group.
bool is_builtin_kind(std::string_view group, std::string_view kind);

/// What an object of a kind that no API server has was meant to be: constant texts.
struct KindSlip {
  std::string_view kind;         ///< "Deployment"
  std::string_view api_version;  ///< "apps/v1"
};
/// Nothing if the kind exists, or may be one of a custom resource: the groups of those hold a dot,
/// and are not Kubernetes' own. A kind of Kubernetes in a group that does not have it is a slip,
/// and so is in its groups a word that is one of its kinds in another case, in the plural, or
/// misspelt.
std::optional<KindSlip> find_kind_slip(std::string_view api_version, std::string_view kind);

}  // namespace fargate_lint::kube
