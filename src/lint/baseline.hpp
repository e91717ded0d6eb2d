#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lint/report.hpp"

namespace fargate_lint::lint {

/// What a finding is known by, whatever line or file it stands on and however it is said: rule,
/// kind, namespace and name of its object, container, the name of its field, and its facts, sorted,
/// a line each. What is seen only, as sums over all pods, does not make it another.
using BaselineKey = std::array<std::string, 7>;
/// The names of its parts, for a file.
inline constexpr std::array<std::string_view, 7> kBaselineParts = {
    "rule", "kind", "namespace", "name", "container", "field", "facts"};
BaselineKey baseline_key(const Finding& finding);

/// Findings that are known already, and how many of each.
struct Baseline {
  using Counts = std::map<BaselineKey, std::uint32_t>;
  Counts findings;
  /// Of a file of version 1, see FormerBaseline.
  Counts former;
};
Baseline collect(std::span<const Finding> findings);
/// Adds what another report of the same input holds, as by the profiles of another cluster: each
/// report is held against the whole, so what several hold counts as often as where it is most.
void unite(const Baseline& more, Baseline& baseline);
/// The entries of a baseline that are not, or less often, in what was found `now`. Those of a file
/// of version 1 are not compared.
std::vector<BaselineKey> missing(const Baseline& before, const Baseline& now);
/// Moves the findings that are in the baseline to those that are suppressed, `reason` being why.
void subtract(Baseline baseline, const std::string& reason, Report& report);

}  // namespace fargate_lint::lint
