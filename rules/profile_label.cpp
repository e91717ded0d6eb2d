#include <algorithm>
#include <string>

#include "base/nearest.hpp"
#include "list.hpp"
#include "support/profiles.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr Words kLabel = "`eks.amazonaws.com/fargate-profile`";

const fargate::Profile* find(const fargate::Fleet& fleet, std::string_view name) {
  const auto found = std::ranges::find_if(fleet.profiles(), [&](const fargate::Profile& profile) {
    return profile.name.is_known() && profile.name.text == name;
  });
  return found == fleet.profiles().end() ? nullptr : &*found;
}

/// The declared name that `name` looks like a slip for; empty if there is none.
std::string nearest(const fargate::Fleet& fleet, std::string_view name) {
  constexpr std::size_t kMostSlips = 2;
  auto fewest = kMostSlips + 1;
  std::string best;
  for (const auto& profile : fleet.profiles()) {
    if (!profile.name.is_known()) continue;
    const auto slips = edit_distance(profile.name.text, name, Letters::as_written);
    if (slips >= fewest) continue;
    fewest = slips;
    best = profile.name.text;
  }
  return best;
}

void check_undeclared(const PodContext& pod, yaml::Node label, FindingSink& out) {
  const auto has_unknown_name = [](const fargate::Profile& profile) {
    return !profile.name.is_known();
  };
  if (std::ranges::any_of(pod.fleet.profiles(), has_unknown_name)) return;
  auto finding = out.add(
      label, say("label {} names profile {}, which is not declared", kLabel, quote(label.text())));
  const std::string meant = nearest(pod.fleet, label.text());
  if (!meant.empty()) finding.help("did you mean " + quote(meant) + "?");
}

void check_declared(const PodContext& pod, const fargate::Profile& profile, yaml::Node label,
                    FindingSink& out) {
  const auto identity = fargate::identity_of(pod.workload);
  if (fargate::matches(profile, identity) != fargate::Tri::no) return;
  const auto name = quote(profile.display_name());
  if (!profile.takes_new_pods()) {
    out.add(label, say("the label names profile {}, which takes no new pods", name))
        .note("its status is " + profile.status)
        .related("declared here", profile.where);
    return;
  }
  auto finding =
      out.add(label, say("the label names profile {}, which does not match this pod", name));
  const auto trace = fargate::match_profile(profile, 0, identity);
  const fargate::SelectorTrace* closest = nullptr;
  std::size_t fewest = 0;
  for (const auto& selector : trace.selectors) {
    const auto failed = static_cast<std::size_t>(
        std::ranges::count(selector.terms, fargate::Tri::no, &fargate::Term::matched));
    if (closest != nullptr && failed >= fewest) continue;
    closest = &selector;
    fewest = failed;
  }
  if (closest == nullptr) return;
  for (const auto& term : closest->terms) {
    if (term.matched == fargate::Tri::no)
      finding.note("selector " + std::to_string(closest->selector) + ": " + describe(term).text());
  }
  finding.related("its closest selector", profile.selectors[closest->selector].where);
}

void check(const PodContext& pod, FindingSink& out) {
  const auto label = pod.pod.labels()[fargate::kProfileLabel];
  if (!label.is_string() || label.text().empty()) return;
  if (pod.fleet.profiles().empty() || pod.workload.is_daemon_set()) return;
  if (const auto* profile = find(pod.fleet, label.text())) {
    check_declared(pod, *profile, label, out);
  } else {
    check_undeclared(pod, label, out);
  }
}

}  // namespace

constinit const Rule profile_label = define(
    {
        .id = "FG807",
        .name = "profile-label",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "pod asks for a profile that does not exist or does not match it",
        .why = "The label `eks.amazonaws.com/fargate-profile` chooses among the profiles that "
               "match a pod; it does not make a profile match. AWS does not document what "
               "happens to a pod that names any other profile, so its placement is undecided.",
        .fix = "name a profile that selects the pod, or remove the label",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {tier: web}
---
apiVersion: v1
kind: Pod
metadata:
  name: admin
  namespace: shop
  labels:
    tier: admin
    eks.amazonaws.com/fargate-profile: web
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
---
apiVersion: v1
kind: Pod
metadata:
  name: admin
  namespace: shop
  labels:
    eks.amazonaws.com/fargate-profile: web
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
