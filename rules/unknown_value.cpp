#include <algorithm>

#include "list.hpp"
#include "support/profile_faults.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void report_unknown(const fargate::Profile& profile, FindingSink& out) {
  constexpr std::size_t kMostNamed = 5;
  const std::size_t count = profile.unknown.size();
  auto finding =
      out.add(profile.where, (count == 1 ? "a value" : std::to_string(count) + " values") +
                                 " of profile " + quote(profile.display_name()) +
                                 (count == 1 ? " is" : " are") + " not known before deployment");
  for (std::size_t i = 0; i < std::min(count, kMostNamed); ++i) finding.note(profile.unknown[i]);
  if (count > kMostNamed) finding.note("and " + std::to_string(count - kMostNamed) + " more");
}

void check(const RunContext& run, FindingSink& out) {
  report_profile_faults(run, out);
  for (const fargate::Profile& profile : run.input.profiles)
    if (!profile.unknown.empty()) report_unknown(profile, out);
}

}  // namespace

constinit const Rule unknown_value = define(
    {
        .id = "FG813",
        .name = "unknown-value",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "a value of a profile is not known before deployment",
        .why = "The declaration leaves a value of the Fargate profile to a reference, a template "
               "or the provider, so it cannot be told before deployment. Pods whose placement "
               "rests on it are reported as undecided, and nothing is claimed about them.",
        .fix = "write the value out, or give the result instead: `aws eks "
               "describe-fargate-profile`, `terraform show -json`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: ${NAMESPACE}
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
)",
    },
    check);

}  // namespace fargate_lint::rules
