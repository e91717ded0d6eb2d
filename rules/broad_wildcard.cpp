#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const RunContext& run, FindingSink& out) {
  for (const auto& profile : run.fleet.profiles()) {
    for (const auto& selector : profile.selectors) {
      if (!selector.labels.empty() || selector.labels_unknown.is_unknown()) continue;
      if (!selector.ns.is_known()) continue;
      const std::string& ns = selector.ns.text;
      if (ns.find_first_of("*?") == std::string::npos) continue;
      if (!fargate::wildcard_match(ns, "kube-system")) continue;
      const auto what = fargate::matches_everything(ns)
                            ? Words("matches every namespace, including `kube-system`")
                            : Words("matches `kube-system`");
      out.add(selector.where,
              say("namespace {} of profile {} {}", quote(ns), quote(profile.display_name()), what));
    }
  }
}

}  // namespace

constinit const Rule broad_wildcard = define(
    {
        .id = "FG806",
        .name = "broad-wildcard",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "selector without labels matches `kube-system`",
        .why = "A namespace pattern selects the pods of every namespace it matches, including "
               "namespaces created later. One that matches `kube-system` moves the add-ons of "
               "the cluster to Fargate as well, and those that need the host or run as "
               "DaemonSets do not work there.",
        .fix = "list the namespaces, or add labels that only pods meant for Fargate carry",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: "*"
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: "*"
        labels: {fargate: "true"}
      - namespace: kube-system
      - namespace: shop-*
)",
    },
    check);

}  // namespace fargate_lint::rules
