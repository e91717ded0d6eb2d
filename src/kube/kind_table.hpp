#pragma once

#include <string_view>

#include "kube/kinds.hpp"
#include "kube/object.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {

/// How look-ups by kind alone see a kind of some group.
struct KindRole {
  std::string_view kind;  ///< its name, as constant text if we know it, else as given
  const WorkloadKind* workload = nullptr;  ///< its row, if it makes pods
  bool is_wanted = false;                  ///< a rule may ask for it
  bool is_namesake = false;  ///< a wanted kind of another group has its name: Knative's Service
};
/// The kind that rules look up although one of another group has its name: Calico's NetworkPolicy.
const Kind* find_namesake(std::string_view group, std::string_view kind);
KindRole role_of(const WorkloadKinds& kinds, std::string_view group, std::string_view kind);

}  // namespace fargate_lint::kube
