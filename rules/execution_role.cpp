#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule execution_role = define(
    {
        .id = "FG819",
        .name = "execution-role",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "pod execution role does not trust Fargate or lacks its policy",
        .why = "Fargate assumes the pod execution role to pull images and to register its nodes "
               "with the cluster. The role must trust `eks-fargate-pods.amazonaws.com` and "
               "needs the permissions of `AmazonEKSFargatePodExecutionRolePolicy`; otherwise "
               "pods that the profile selects do not start. Checked where the same template or "
               "state holds the role.",
        .fix = "trust the service `eks-fargate-pods.amazonaws.com` and attach "
               "`AmazonEKSFargatePodExecutionRolePolicy`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html",
        .symptoms =
            "Misconfigured Fargate Profile: fargate profile NAME blocked for new launches due to: "
            "Failed to assume PodExecutionRole\nMisconfigured Fargate Profile: fargate profile "
            "NAME blocked for new launches due to: Pod execution role is not found in auth config "
            "or does not have all required permissions for launching fargate pods",
        .fires = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: demo
      FargateProfileName: web
      PodExecutionRoleArn: !GetAtt Role.Arn
      Selectors:
        - Namespace: shop
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: eks.amazonaws.com}
            Action: sts:AssumeRole
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy]
)",
        .silent = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: demo
      FargateProfileName: web
      PodExecutionRoleArn: !GetAtt Role.Arn
      Selectors:
        - Namespace: shop
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: eks-fargate-pods.amazonaws.com}
            Action: sts:AssumeRole
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy]
)",
    },
    report_profile_faults);

}  // namespace fargate_lint::rules
