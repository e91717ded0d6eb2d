#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lint/difference.hpp"
#include "lint/difference_sides.hpp"

/// Which profiles differ between two sides: for src/lint only.
namespace fargate_lint::lint {

/// Profiles and what becomes of them; without what is deleted with them.
struct ProfilePairs {
  std::vector<ProfileChange> changes;
  /// Of each profile of a side, the other side's that is the same or replaces it.
  std::vector<std::optional<std::uint32_t>> of_before;
  std::vector<std::optional<std::uint32_t>> of_after;
  std::vector<std::optional<std::uint32_t>> changes_of_before;  ///< numbers in `changes`
  std::vector<std::optional<std::uint32_t>> changes_of_after;

  /// Whether a profile of each side are one, changed or not.
  bool are_one(std::optional<std::uint32_t> before, std::optional<std::uint32_t> after) const;
  /// The number of the change of a profile of one side, if there is any.
  std::optional<std::uint32_t> change_of_before(std::optional<std::uint32_t> profile) const;
  std::optional<std::uint32_t> change_of_after(std::optional<std::uint32_t> profile) const;
};
ProfilePairs pair_profiles(const Side& before, const Side& after);

}  // namespace fargate_lint::lint
