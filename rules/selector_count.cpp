#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule selector_count = define(
    {
        .id = "FG801",
        .name = "selector-count",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "a Fargate profile has no selector, or more than AWS allows by default",
        .why = "A profile selects pods by its selectors, and AWS refuses to create one without. "
               "Five is the quota of an account unless AWS has raised it: with more, creating the "
               "profile fails.",
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
