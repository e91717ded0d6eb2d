#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "fargate/profile.hpp"
#include "kube/inventory.hpp"

namespace fargate_lint::fargate {

/// Which pod templates of the input profiles select, whoever takes them in the end; a profile that
/// takes no new pods selects none. The pods of
/// DaemonSets, which profiles never take, do not count. What rests on a value that is not known
/// counts as selected.
struct Coverage {
  struct OfProfile {
    std::uint32_t pods = 0;                ///< selected by one of its selectors at least
    std::vector<std::uint32_t> selectors;  ///< selected by each
  };
  std::vector<OfProfile> profiles;        ///< in the order of the profiles
  std::uint32_t pods = 0;                 ///< all
  std::vector<std::uint32_t> unselected;  ///< workloads of the inventory that no profile selects
};
Coverage cover(const kube::Inventory& inventory, std::span<const Profile> profiles);

}  // namespace fargate_lint::fargate
