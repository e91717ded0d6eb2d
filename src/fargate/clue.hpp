#pragma once

#include <cstdint>
#include <string_view>

#include "fargate/match.hpp"

namespace fargate_lint::fargate {

/// What suggests that a selector is meant for a pod that it misses; the strongest last.
enum class Clue : std::uint8_t {
  none,
  slip,         ///< one term fails, and by what is easily confused
  on_workload,  ///< labels alone fail, and they are those of the object that makes the pod
};
/// `workload_labels` are those of the object that makes the pod; of a pod by itself none.
Clue clue_of(const Selector& selector, const PodIdentity& pod, const kube::Labels& workload_labels);

/// Whether two texts differ by no more than case, by `_`, `.` and `-`, by the s of a plural, or by
/// one letter of a word (too many, too few, wrong or swapped with the next). Nothing is a slip of a
/// pattern with wildcards.
bool is_slip(std::string_view wanted, std::string_view seen);

}  // namespace fargate_lint::fargate
