#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "list.hpp"
#include "support/profile_faults.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void note_all(const std::vector<std::string>& texts, lint::FindingBuilder finding) {
  constexpr std::size_t kMostNamed = 5;
  for (std::size_t i = 0; i < std::min(texts.size(), kMostNamed); ++i) finding.note(texts[i]);
  if (texts.size() > kMostNamed)
    finding.note("and " + std::to_string(texts.size() - kMostNamed) + " more");
}

void report_unknown(const fargate::Profile& profile, FindingSink& out) {
  const auto count = profile.unknown.size();
  note_all(profile.unknown,
           out.add(profile.where,
                   say("{} of profile {} {} unknown before deployment",
                       count == 1 ? seen("a value") : seen(std::to_string(count) + " values"),
                       quote(profile.display_name()), count == 1 ? Words("is") : Words("are"))));
}

/// A deployment may give the parameters other values; the verdicts hold for these. One finding a
/// file, at the first profile that rests on any.
void report_assumed(const std::vector<fargate::Profile>& profiles, FindingSink& out) {
  std::map<std::string_view, std::vector<const fargate::Profile*>> by_file;
  for (const auto& profile : profiles)
    if (!profile.assumed.empty()) by_file[profile.where.path].push_back(&profile);
  for (const auto& [path, resting] : by_file) {
    std::vector<std::string> assumed;
    for (const auto* profile : resting)
      for (const auto& each : profile->assumed)
        if (std::ranges::find(assumed, each) == assumed.end()) assumed.push_back(each);
    auto finding =
        out.add(resting.front()->where,
                say("{} read with the default values of parameters",
                    resting.size() == 1 ? Words("a profile is") : Words("profiles are")));
    finding.help("deploy with these values, or write them into the template");
    note_all(assumed, finding);
  }
}

void check(const RunContext& run, FindingSink& out) {
  report_profile_faults(run, out);
  for (const auto& profile : run.fleet.profiles())
    if (!profile.unknown.empty()) report_unknown(profile, out);
  report_assumed(run.fleet.profiles(), out);
}

}  // namespace

constinit const Rule unknown_value = define(
    {
        .id = "FG813",
        .name = "unknown-value",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "value of a profile is unknown before deployment",
        .why = "The declaration takes a value of the Fargate profile from a reference, a "
               "template or the provider, so it is unknown until deployment. Pods whose "
               "placement depends on it are reported as undecided.",
        .fix = "write the value out, or pass the result instead: `aws eks "
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
