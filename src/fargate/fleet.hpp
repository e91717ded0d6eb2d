#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/cluster.hpp"
#include "fargate/profile.hpp"

namespace fargate_lint::fargate {

/// The profiles that pods are placed by: all that were declared, or those of one cluster; and what
/// is known of that cluster besides. Never changes; copies share the profiles, so that a report may
/// keep those it was made by.
class Fleet {
 public:
  /// Without profiles: every pod is judged as if one selected it.
  Fleet();
  explicit Fleet(std::vector<Profile> profiles, std::string cluster = {},
                 std::vector<Cluster> declared = {});

  const std::vector<Profile>& profiles() const { return all_->profiles; }
  bool empty() const { return profiles().empty(); }
  /// Which cluster it is of; empty if nobody chose one.
  const std::string& cluster() const { return all_->cluster; }
  /// Whether the cluster has other nodes: what the user says, else what the declarations show
  /// together. One that shows nodes beats those that show none; and none are only declared if that
  /// is shown of the cluster of each profile.
  OtherNodes other_nodes() const { return all_->nodes; }
  /// What the declarations say of the cluster, or may say of it.
  const std::vector<Cluster>& declared() const { return all_->declared; }

  /// The clusters that the profiles name, sorted.
  std::vector<std::string> clusters() const;
  /// Whether a profile counts in that cluster.
  bool has_cluster(std::string_view cluster) const;
  /// The profiles that count in a cluster: its own, and those whose cluster is not known.
  Fleet of_cluster(std::string cluster) const;

 private:
  struct All {
    std::vector<Profile> profiles;
    std::string cluster;
    std::vector<Cluster> declared;
    OtherNodes nodes = OtherNodes::not_known;
  };
  std::shared_ptr<const All> all_;  ///< never null
};

}  // namespace fargate_lint::fargate
