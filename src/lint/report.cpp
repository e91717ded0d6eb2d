#include "lint/report.hpp"

#include <algorithm>

namespace fargate_lint::lint {

std::uint32_t Report::count(Severity severity) const {
  const auto is_that = [=](const Finding& finding) { return finding.severity == severity; };
  return static_cast<std::uint32_t>(std::count_if(findings.begin(), findings.end(), is_that));
}

std::uint32_t Report::count(fargate::Verdict verdict) const {
  const auto is_that = [=](const PlacedWorkload& pod) { return pod.placement->verdict == verdict; };
  return static_cast<std::uint32_t>(std::count_if(placements.begin(), placements.end(), is_that));
}

std::vector<std::reference_wrapper<const InputError>> Report::errors() const {
  std::vector<std::reference_wrapper<const InputError>> all(reading->errors.begin(),
                                                            reading->errors.end());
  all.insert(all.end(), unfinished.begin(), unfinished.end());
  return all;
}

}  // namespace fargate_lint::lint
