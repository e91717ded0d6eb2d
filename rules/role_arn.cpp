#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule role_arn = define(
    {
        .id = "FG812",
        .name = "role-arn",
        .severity = Severity::warning,
        .also = Severity::error,
        .since = "0.1.0",
        .summary = "pod execution role of a Fargate profile is not one that Fargate can use",
        .why = "Fargate uses the pod execution role to pull images and to register its nodes "
               "with the cluster. AWS accepts only the ARN of an IAM role. In the ConfigMap "
               "`aws-auth`, where EKS puts the role unless the cluster uses access entries, the "
               "ARN must not contain a path: otherwise the nodes cannot join the cluster.",
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
