#pragma once

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "kube/object.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {

/// What one LimitRange gives to containers that leave it out.
struct LimitRangeDefaults {
  const Object* object = nullptr;
  AdmittedResources resources;  ///< of cpu, memory and ephemeral-storage
};

/// The LimitRanges of the input, by namespace, read once.
class LimitRanges {
 public:
  void add(const Object& limit_range);
  /// In the order of add().
  std::span<const LimitRangeDefaults> of(std::string_view ns) const;

 private:
  std::map<std::string_view, std::vector<LimitRangeDefaults>> by_namespace_;
};

}  // namespace fargate_lint::kube
