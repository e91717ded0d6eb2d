#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fargate/profile.hpp"

namespace fargate_lint::fargate {

/// Whether a cluster has nodes besides Fargate's, where a Pod runs that no profile selects: EC2,
/// Auto Mode or hybrid nodes.
enum class OtherNodes : std::uint8_t {
  not_known,
  some,
  from_karpenter,  ///< only those that Karpenter starts, which runs on Fargate until then
  none_declared,   ///< a declaration shows the cluster without any; they may be declared elsewhere
  none,            ///< the user says so
};
/// Whether nothing runs a Pod that no profile selects, as far as that is known.
constexpr bool shows_none(OtherNodes nodes) {
  return nodes == OtherNodes::none_declared || nodes == OtherNodes::none;
}

/// An EKS add-on as some file declares it.
struct Addon {
  Value name;
  /// Its configuration, which is JSON or YAML in a text; absent if it has none.
  Value configuration;
  Location where;
};

/// What a document tells of a cluster besides its profiles.
struct Cluster {
  Value name;  ///< absent: of every cluster of the run
  OtherNodes nodes = OtherNodes::not_known;
  std::vector<Addon> addons;
  Location where;
};

}  // namespace fargate_lint::fargate
