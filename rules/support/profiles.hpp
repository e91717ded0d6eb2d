#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "fargate/match.hpp"
#include "lint/rule.hpp"

/// What rules about profiles share.
namespace fargate_lint::rules {

/// "label `tier` is `adm`, needs `web*`"
Message describe(const fargate::Term& term);

/// Whether both are of one cluster: both name it, or one file has the same expression for it.
bool shares_cluster(const fargate::Profile& a, const fargate::Profile& b);
/// False only if both name their cluster and the names differ.
bool may_share_cluster(const fargate::Profile& a, const fargate::Profile& b);

/// Holds selectors against each other. Profiles are hostile input as well: after a number of steps
/// that no real cluster comes near, it answers no and is exhausted().
class SelectorComparison {
 public:
  /// True only if every pod that `narrow` selects is selected by `wide`.
  bool covers(const fargate::Selector& wide, const fargate::Selector& narrow);
  /// Whether a pod may exist that both select.
  bool overlap(const fargate::Selector& a, const fargate::Selector& b);
  bool exhausted() const { return steps_left_ == 0; }
  /// Takes `steps` and one from those that are left; false if none are.
  bool spend(std::size_t steps);

 private:
  bool includes(const fargate::Value& wide, const fargate::Value& narrow);
  bool intersect(const fargate::Value& a, const fargate::Value& b);

  std::size_t steps_left_ = 4'000'000;  // two thousand profiles in one run
};

/// The profiles with earlier names that together select every pod that `profile` selects, and so
/// take them all; none if there is a pod that they may leave to it.
std::vector<const fargate::Profile*> profiles_before(std::span<const fargate::Profile> profiles,
                                                     const fargate::Profile& profile,
                                                     SelectorComparison& comparison);

}  // namespace fargate_lint::rules
