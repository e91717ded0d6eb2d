#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule role_arn = define(
    {
        .id = "FG812",
        .name = "role-arn",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "the pod execution role of a Fargate profile is not written as a string",
        .why = "A profile names the IAM role with which Fargate pulls images and joins the "
               "cluster. What is not a string is refused by the tool that creates the profile, so "
               "the profile does not come to be.",
        .fix = "write the ARN of the pod execution role as a string",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    podExecutionRoleARN: [arn:aws:iam::111122223333:role/fargate]
    selectors:
      - namespace: shop
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    podExecutionRoleARN: arn:aws:iam::111122223333:role/fargate
    selectors:
      - namespace: shop
)",
    },
    report_profile_faults);

}  // namespace fargate_lint::rules
