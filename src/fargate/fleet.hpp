#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/profile.hpp"

namespace fargate_lint::fargate {

/// The profiles that pods are placed by: all that were declared, or those of one cluster. Never
/// changes; copies share the profiles, so that a report may keep those it was made by.
class Fleet {
 public:
  /// Without profiles: every pod is judged as if one selected it.
  Fleet();
  explicit Fleet(std::vector<Profile> profiles, std::string cluster = {});

  const std::vector<Profile>& profiles() const { return *profiles_; }
  bool empty() const { return profiles_->empty(); }
  /// Which cluster it is of; empty if nobody chose one.
  const std::string& cluster() const { return cluster_; }

  /// The clusters that the profiles name, sorted.
  std::vector<std::string> clusters() const;
  /// Whether a profile counts in that cluster.
  bool has_cluster(std::string_view cluster) const;
  /// The profiles that count in a cluster: its own, and those whose cluster is not known.
  Fleet of_cluster(std::string cluster) const;

 private:
  std::shared_ptr<const std::vector<Profile>> profiles_;  ///< never null
  std::string cluster_;
};

}  // namespace fargate_lint::fargate
