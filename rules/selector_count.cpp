#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule selector_count = define(
    {
        .id = "FG801",
        .name = "selector-count",
        .severity = Severity::error,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "Fargate profile has no selector, or more than the default quota allows",
        .why = "AWS refuses to create a Fargate profile without a selector. Five selectors is "
               "the default quota of an account (L-D78D8AF8): above it, creating the profile "
               "fails unless AWS has raised the quota.",
        .fix = "give the profile one to five selectors, each with a namespace",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors: []
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
    report_profile_faults);

}  // namespace fargate_lint::rules
