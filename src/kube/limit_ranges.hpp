#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "kube/object.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {

/// What one LimitRange gives to containers that leave it out.
struct LimitRangeDefaults {
  const Object* object = nullptr;
  AdmittedResources resources;  ///< of cpu, memory and ephemeral-storage
};

/// The LimitRanges of the input, by namespace and environment, read once.
class LimitRanges {
 public:
  void add(const Object& limit_range);
  /// The first of those that the scope can meet, `most` at most; those of one environment in the
  /// order of add().
  std::vector<const LimitRangeDefaults*> of(const Scope& scope, std::size_t most) const;

 private:
  std::map<Scope, std::vector<LimitRangeDefaults>> by_scope_;
};

}  // namespace fargate_lint::kube
