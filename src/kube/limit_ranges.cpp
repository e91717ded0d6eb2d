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
  by_namespace_[limit_range.ns].push_back({&limit_range, read_defaults(limit_range)});
}

std::span<const LimitRangeDefaults> LimitRanges::of(std::string_view ns) const {
  if (by_namespace_.empty()) return {};
  const auto entry = by_namespace_.find(ns);
  if (entry == by_namespace_.end()) return {};
  return entry->second;
}

}  // namespace fargate_lint::kube
