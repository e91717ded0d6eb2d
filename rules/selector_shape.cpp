#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule selector_shape = define(
    {
        .id = "FG802",
        .name = "selector-shape",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "a selector of a Fargate profile is refused, or can never match",
        .why = "A selector is a namespace, which it must have, and labels. What has another shape "
               "is refused by the tool that reads it, or dropped without a word. Of patterns, AWS "
               "knows `*` and `?` only: a regular expression is taken letter by letter, and no pod "
               "matches it.",
        .fix = "write a namespace and a mapping of labels, with `*` and `?` as the only wildcards",
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
