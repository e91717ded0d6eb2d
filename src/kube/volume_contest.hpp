#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kube/quantity.hpp"

/// Who gets which of several volumes. Kubernetes serves claims in no order that anybody knows: this
/// finds what holds in every order. Claims that ask for the same are one Demand, volumes that offer
/// the same one Supply.
namespace fargate_lint::kube {

struct Supply {
  std::uint32_t count = 1;
  std::uint8_t access_modes = 0;  ///< a set of bits
  Quantity capacity;
};

struct Demand {
  std::uint32_t count = 1;
  std::vector<std::uint32_t> fits;  ///< numbers of supplies
  bool optional = false;            ///< it is not known whether these claims take volumes at all
};

/// The supplies that a claim takes first of those that are left: of the sets of access modes with
/// the fewest modes any one, and of that the smallest volumes (findByClaim and FindMatchingVolume,
/// pkg/controller/volume/persistentvolume of Kubernetes).
std::vector<std::uint32_t> first_choices(std::span<const Supply> supplies, const Demand& demand,
                                         std::span<const std::uint32_t> left);

/// What may become of each claim of a demand.
struct Prospect {
  bool sure = true;                    ///< it gets a volume, in whatever order claims are served
  std::vector<std::uint32_t> may_get;  ///< supplies
  std::uint32_t contest = 0;           ///< those that are not sure of the same volumes share it
};
/// Exact, but for sets of claims and volumes that are too many to try: there nobody is sure.
std::vector<Prospect> find_prospects(std::span<const Supply> supplies,
                                     std::span<const Demand> demands);

/// Which of the claims, each given by its demand, get none even if no other claim takes a volume:
/// the last of those that are too many.
std::vector<bool> find_left_over(std::span<const Supply> supplies, std::span<const Demand> demands,
                                 std::span<const std::uint32_t> claims);

}  // namespace fargate_lint::kube
