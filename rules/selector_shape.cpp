#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule selector_shape = define(
    {
        .id = "FG802",
        .name = "selector-shape",
        .severity = Severity::error,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "selector of a Fargate profile is rejected or can never match",
        .why = "A selector has a namespace, which is required, and labels. A tool that reads "
               "another shape rejects it or silently drops it. Patterns support only `*` and "
               "`?`: AWS compares a regular expression literally, so no pod matches it.",
        .fix = "write a namespace and a mapping of labels, with `*` and `?` as the only "
               "wildcards",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: "shop-.*"
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: "shop-*"
        labels: {app.kubernetes.io/name: "v1.2?"}
)",
    },
    report_profile_faults);

}  // namespace fargate_lint::rules
