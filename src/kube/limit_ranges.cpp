#include "kube/limit_ranges.hpp"

#include <array>
#include <utility>

#include "kube/fields.hpp"

namespace fargate_lint::kube {
namespace {

constexpr std::array<std::string_view, 3> kResources = {"cpu", "memory", "ephemeral-storage"};

/// The first of the fields that says how much: each stands in for those before it
/// (SetDefaults_LimitRangeItem in pkg/apis/core/v1/defaults.go).
yaml::Node first_of(yaml::Node item, std::string_view resource,
                    std::span<const std::string_view> fields) {
  for (const auto field : fields)
    if (const auto amount = item[field][resource]) return amount;
  return {};
}

/// Of several items for containers the last that says it counts
/// (defaultContainerResourceRequirements in plugin/pkg/admission/limitranger).
AdmittedResources read_defaults(const Object& limit_range) {
  static constexpr std::array<std::string_view, 2> kForLimits = {"default", "max"};
  static constexpr std::array<std::string_view, 4> kForRequests = {"defaultRequest", "default",
                                                                   "max", "min"};
  std::array<yaml::Node, kResources.size()> limits;
  std::array<yaml::Node, kResources.size()> requests;
  for (const auto item : limit_range.spec()["limits"].items()) {
    if (text_of(item["type"]) != "Container") continue;
    for (std::size_t i = 0; i < kResources.size(); ++i) {
      if (const auto limit = first_of(item, kResources[i], kForLimits)) limits[i] = limit;
      if (const auto request = first_of(item, kResources[i], kForRequests)) requests[i] = request;
    }
  }
  AdmittedResources defaults;
  for (std::size_t i = 0; i < kResources.size(); ++i) {
    if (limits[i]) defaults.limits.push_back({kResources[i], limits[i]});
    if (requests[i]) defaults.requests.push_back({kResources[i], requests[i]});
  }
  return defaults;
}

}  // namespace

void LimitRanges::add(const Object& limit_range) {
  by_scope_[limit_range.scope()].push_back({&limit_range, read_defaults(limit_range)});
}

std::vector<const LimitRangeDefaults*> LimitRanges::of(const Scope& scope, std::size_t most) const {
  std::vector<const LimitRangeDefaults*> found;
  const auto take = [&](const std::vector<LimitRangeDefaults>& ranges) {
    for (const auto& range : ranges)
      if (found.size() < most) found.push_back(&range);
  };
  if (scope.environment == Environment::shared) {
    for (auto entry = by_scope_.lower_bound(scope);
         entry != by_scope_.end() && entry->first.ns == scope.ns && found.size() < most; ++entry)
      take(entry->second);
    return found;
  }
  for (const auto environment : {Environment::shared, scope.environment})
    if (const auto entry = by_scope_.find({scope.ns, environment}); entry != by_scope_.end())
      take(entry->second);
  return found;
}

}  // namespace fargate_lint::kube
