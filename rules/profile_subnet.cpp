#include "list.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

constinit const Rule profile_subnet = define(
    {
        .id = "FG817",
        .name = "profile-subnet",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "subnet of a Fargate profile is public or in a zone without Fargate",
        .why = "Fargate pods run in private subnets only. AWS refuses to create a profile with "
               "a subnet that has a route to an internet gateway, or with one in an "
               "Availability Zone where Fargate is not available. Checked as far as the same "
               "template, plan or state shows the subnets and their routes.",
        .fix = "use private subnets, which reach the internet through a NAT gateway, in zones "
               "with Fargate",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .symptoms = "provided in Fargate Profile is not a private subnet\nFargate Profile creation "
                    "for the Availability Zone",
        .fires = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: demo
      FargateProfileName: web
      PodExecutionRoleArn: arn:aws:iam::111122223333:role/fargate
      Subnets: [!Ref Subnet]
      Selectors:
        - Namespace: shop
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}
  Table:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: vpc-1}
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}
  Route:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: igw-0123456789abcdef0
)",
        .silent = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: demo
      FargateProfileName: web
      PodExecutionRoleArn: arn:aws:iam::111122223333:role/fargate
      Subnets: [!Ref Subnet]
      Selectors:
        - Namespace: shop
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}
  Table:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: vpc-1}
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}
  Route:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 0.0.0.0/0
      NatGatewayId: nat-0123456789abcdef0
)",
    },
    report_profile_faults);

}  // namespace fargate_lint::rules
