#include <algorithm>

#include "list.hpp"
#include "support/profiles.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Whether a pod of the input asks for the profile by its label, and so gets it all the same.
bool is_used(const RunContext& run, std::size_t profile) {
  return std::ranges::any_of(run.placements, [&](const lint::PlacedWorkload& placed) {
    return placed.placement->profile == profile;
  });
}

void check(const RunContext& run, FindingSink& out) {
  SelectorComparison comparison;
  for (std::size_t i = 0; i < run.fleet.profiles().size(); ++i) {
    const auto& profile = run.fleet.profiles()[i];
    const auto earlier = profiles_before(run.fleet.profiles(), profile, comparison);
    if (earlier.empty() || is_used(run, i)) continue;
    auto names = say("{}", quote(earlier.front()->name.text));
    for (const auto* other : std::span(earlier).subspan(1))
      names = say("{}, {}", names, quote(other->name.text));
    auto finding =
        out.add(profile.where, say("profile {} never takes a pod: {} {} everything it matches",
                                   quote(profile.name.text), names,
                                   earlier.size() == 1 ? Words("comes first and matches")
                                                       : Words("come first and match")));
    for (const auto* other : earlier)
      finding.related("profile " + quote(other->name.text) + " is declared here", other->where);
  }
}

}  // namespace

constinit const Rule shadowed_profile = define(
    {
        .id = "FG803",
        .name = "shadowed-profile",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "profiles with earlier names take every pod that this profile selects",
        .why = "If several Fargate profiles match a pod, the one whose name comes first in "
               "alphanumeric order takes it. When profiles with earlier names match everything "
               "this one matches, it never takes a pod, and its subnets and pod execution role "
               "are never used.",
        .fix = "rename the profile so that it comes first, narrow the earlier profiles, or "
               "label the pods with `eks.amazonaws.com/fargate-profile`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: shop-*
  - name: web
    selectors:
      - namespace: shop-eu
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: shop-*
  - name: about
    selectors:
      - namespace: shop-eu
)",
    },
    check);

}  // namespace fargate_lint::rules
