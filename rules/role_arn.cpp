#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule role_arn = define(
    {
        .id = "FG812",
        .name = "role-arn",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "the pod execution role of a Fargate profile is not one that Fargate can use",
        .why = "A profile names the IAM role with which Fargate pulls images and with which its "
               "nodes join the cluster. AWS takes nothing but the ARN of a role for it. In the "
               "ConfigMap `aws-auth`, where EKS puts the role unless the cluster has access "
               "entries, the ARN of a role must not have a path: with one, the nodes are not "
               "recognised. What the tool refuses outright is an error.",
        .fix = "write `arn:aws:iam::ACCOUNT:role/NAME`, the ARN of a role without a path",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    podExecutionRoleARN: arn:aws:iam::111122223333:role/team/fargate
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
