#pragma once

#include <string>
#include <string_view>

#include "kube/object.hpp"

namespace fargate_lint::cmd {

/// How a user names workloads: `Deployment/api`, `deploy/api`, `deployments.apps/api`, or `api` for
/// any kind.
struct WorkloadName {
  std::string kind;  ///< in lower case and in full; empty: any
  std::string name;

  static WorkloadName parse(std::string_view text);
  /// Whether it names a kind that makes pods, of those that every cluster has.
  bool is_known_kind() const;
  bool is_kind_of(const kube::Object& object) const;
  /// Whether it may name a Pod.
  bool may_be_pod() const { return kind.empty() || kind == "pod" || kind == "pods"; }
  bool names(const kube::Object& object) const { return object.name == name && is_kind_of(object); }
};

}  // namespace fargate_lint::cmd
