#include <algorithm>
#include <vector>

#include "list.hpp"
#include "support/profiles.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

bool overlap(const fargate::Profile& a, const fargate::Profile& b, SelectorComparison& comparison) {
  return std::ranges::any_of(a.selectors, [&](const fargate::Selector& left) {
    return std::ranges::any_of(b.selectors, [&](const fargate::Selector& right) {
      return comparison.overlap(left, right);
    });
  });
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return texts;
}

/// In what the two send their pods to different places; empty if in nothing that is known.
std::string_view difference(const fargate::Profile& a, const fargate::Profile& b) {
  if (!a.subnets.empty() && !b.subnets.empty() && sorted(a.subnets) != sorted(b.subnets))
    return "their subnets differ";
  if (a.role_arn.is_known() && b.role_arn.is_known() && a.role_arn.text != b.role_arn.text)
    return "their pod execution roles differ";
  return {};
}

void report(const fargate::Profile& first, const fargate::Profile& second, FindingSink& out) {
  const bool sure = fargate::surely_first(first, second);
  auto finding = out.add(second.where,
                         say("profiles {} and {} can select the same pod; {}",
                             quote(first.display_name()), quote(second.display_name()),
                             sure ? say("{} comes first and takes it", quote(first.display_name()))
                                  : say("which one takes it is not certain")));
  finding.related("profile " + quote(first.display_name()) + " is declared here", first.where);
  if (!shares_cluster(first, second))
    finding.note("undecided: the profiles may belong to different clusters");
  const std::string_view differs = difference(first, second);
  if (!differs.empty()) finding.severity(Severity::warning).note(differs);
}

/// In the order of names: the later one of two is where the finding belongs.
std::vector<const fargate::Profile*> by_name(const std::vector<fargate::Profile>& profiles) {
  std::vector<const fargate::Profile*> ordered;
  for (const auto& profile : profiles)
    if (profile.takes_new_pods() && profile.name.is_known()) ordered.push_back(&profile);
  std::ranges::stable_sort(ordered, {}, [](const fargate::Profile* profile) {
    return std::string_view(profile->name.text);
  });
  return ordered;
}

/// The earlier profile that `later` shares pods with: one that differs from it, if there is one.
const fargate::Profile* find(std::span<const fargate::Profile* const> earlier,
                             const fargate::Profile& later, SelectorComparison& comparison) {
  const fargate::Profile* found = nullptr;
  for (const auto* profile : earlier) {
    // One profile that is declared twice is another matter (FG811).
    if (profile->name.text == later.name.text || !may_share_cluster(*profile, later)) continue;
    if (found != nullptr && difference(*profile, later).empty()) continue;
    if (!overlap(*profile, later, comparison)) continue;
    found = profile;
    if (!difference(*found, later).empty()) break;
  }
  return found;
}

void check(const RunContext& run, FindingSink& out) {
  const auto profiles = by_name(run.fleet.profiles());
  SelectorComparison comparison;
  // One finding a profile: the first overlap shows the matter, and pairs grow with the square.
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const auto& later = *profiles[i];
    const auto* found = find(std::span(profiles).first(i), later, comparison);
    if (comparison.exhausted()) {
      out.add(later.where,
              say("too many profiles to compare: overlaps beyond this one are not reported"));
      return;
    }
    // Of a profile that gets no pod at all FG803 speaks.
    if (found == nullptr || !profiles_before(run.fleet.profiles(), later, comparison).empty())
      continue;
    report(*found, later, out);
  }
}

}  // namespace

constinit const Rule overlapping_profiles = define(
    {
        .id = "FG804",
        .name = "overlapping-profiles",
        .severity = Severity::info,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary =
            "two profiles can select the same pod, and their names decide which one takes it",
        .why = "If several Fargate profiles match a pod, the one whose name comes first in "
               "alphanumeric order takes it, whichever was created first. This is easy to miss "
               "when the profiles differ in subnets or pod execution role: the pod then runs in "
               "the wrong place or with the wrong permissions.",
        .fix = "make the selectors exclude each other, or choose with the pod label "
               "`eks.amazonaws.com/fargate-profile`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: shop
    selectors:
      - namespace: shop
  - name: web
    selectors:
      - namespace: "*"
        labels: {tier: web}
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: shop
    selectors:
      - namespace: shop
        labels: {tier: api}
  - name: web
    selectors:
      - namespace: "*"
        labels: {tier: web}
)",
    },
    check);

}  // namespace fargate_lint::rules
