#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule profiles_in_parallel = define(
    {
        .id = "FG818",
        .name = "profiles-in-parallel",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "CloudFormation may create several profiles of one cluster at the same time",
        .why = "EKS creates or deletes one Fargate profile of a cluster at a time and refuses a "
               "second with `ResourceInUseException`. CloudFormation creates resources in "
               "parallel unless one depends on the other, so deploying the stack fails. eksctl, "
               "the AWS CDK and the `aws` provider of Terraform create profiles one after the "
               "other.",
        .fix = "add `DependsOn`, so that the profiles form a chain",
        .page = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateFargateProfile.html",
        .symptoms = "ResourceInUseException: Cannot create Fargate Profile",
        .fires = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: demo
      FargateProfileName: web
      PodExecutionRoleArn: arn:aws:iam::111122223333:role/fargate
      Selectors:
        - Namespace: shop
  Jobs:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: demo
      FargateProfileName: jobs
      PodExecutionRoleArn: arn:aws:iam::111122223333:role/fargate
      Selectors:
        - Namespace: jobs
)",
        .silent = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: demo
      FargateProfileName: web
      PodExecutionRoleArn: arn:aws:iam::111122223333:role/fargate
      Selectors:
        - Namespace: shop
  Jobs:
    Type: AWS::EKS::FargateProfile
    DependsOn: Web
    Properties:
      ClusterName: demo
      FargateProfileName: jobs
      PodExecutionRoleArn: arn:aws:iam::111122223333:role/fargate
      Selectors:
        - Namespace: jobs
)",
    },
    report_profile_faults);

}  // namespace fargate_lint::rules
