#include <map>
#include <tuple>

#include "list.hpp"
#include "support/profile_faults.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

bool alike(const fargate::Value& a, const fargate::Value& b) {
  return a.state == b.state && a.text == b.text;
}

bool alike(const fargate::Selector& a, const fargate::Selector& b) {
  if (!alike(a.ns, b.ns) || a.labels.size() != b.labels.size()) return false;
  for (std::size_t i = 0; i < a.labels.size(); ++i)
    if (!alike(a.labels[i].key, b.labels[i].key) || !alike(a.labels[i].value, b.labels[i].value))
      return false;
  return true;
}

/// Whether both may be the declaration of one profile, seen through two tools.
bool alike(const fargate::Profile& a, const fargate::Profile& b) {
  if (a.selectors_unknown.is_unknown() || b.selectors_unknown.is_unknown()) return true;
  if (a.selectors.size() != b.selectors.size()) return false;
  for (std::size_t i = 0; i < a.selectors.size(); ++i)
    if (!alike(a.selectors[i], b.selectors[i])) return false;
  return true;
}

void report_twice(const fargate::Profile& first, const fargate::Profile& second, FindingSink& out) {
  const bool one_file = first.where.path == second.where.path;
  const bool exists = !first.status.empty() && !second.status.empty();
  if ((!one_file || exists) && alike(first, second)) return;
  const bool sure = one_file && !first.cluster.is_unknown();
  auto finding =
      out.add(second.where, say("profile {} is declared twice{}", quote(second.name.text),
                                one_file ? Words("") : Words(", with different selectors")));
  if (!sure || exists) finding.severity(Severity::warning);
  if (first.cluster.is_unknown())
    finding.note("undecided: the profiles may belong to different clusters: " + first.cluster.text);
  finding.help(one_file ? "give each profile its own name"
                        : "remove one declaration, or bring both up to date");
  finding.related("first declared here", first.where);
}

void check(const RunContext& run, FindingSink& out) {
  report_profile_faults(run, out);
  using Key = std::tuple<fargate::Value::State, std::string_view, std::string_view>;
  std::map<Key, const fargate::Profile*> first;
  for (const auto& profile : run.fleet.profiles()) {
    // Of two that a condition chooses between, one is there.
    if (!profile.name.is_known() || profile.conditional.is_unknown()) continue;
    const Key key{profile.cluster.state, profile.cluster.text, profile.name.text};
    const auto [entry, is_new] = first.try_emplace(key, &profile);
    if (!is_new) report_twice(*entry->second, profile, out);
  }
}

}  // namespace

constinit const Rule profile_name = define(
    {
        .id = "FG811",
        .name = "profile-name",
        .severity = Severity::error,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "Fargate profile has a name that AWS rejects or that is already taken",
        .why = "AWS does not create a profile without a name, with a name longer than 100 "
               "characters, with the reserved prefix `eks-`, or with the name of another "
               "profile of the cluster. The pods it should select are then left to the default "
               "scheduler.",
        .fix = "use a unique name of 1 to 100 characters that does not begin with `eks-`",
        .page = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateFargateProfile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: eks-web
    selectors:
      - namespace: shop
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web-eks-
    selectors:
      - namespace: shop
)",
    },
    check);

}  // namespace fargate_lint::rules
