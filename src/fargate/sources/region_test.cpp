#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

std::string region_of(std::string_view text) {
  const auto declared = testing::declare(text);
  REQUIRE(declared.profiles.size() == 1);
  return declared.profiles[0].region;
}

std::string plan(std::string_view providers, std::string_view variables = "{}",
                 std::string_view values = "") {
  return R"({"format_version": "1.2", "variables": )" + std::string(variables) +
         R"(, "configuration": {"provider_config": )" + std::string(providers) +
         R"(}, "planned_values": {"root_module": {}}, "resource_changes": [{"address":
"aws_eks_fargate_profile.web", "mode": "managed", "type": "aws_eks_fargate_profile", "change":
{"actions": ["create"], "after": {"fargate_profile_name": "web", "cluster_name": "prod",
"pod_execution_role_arn": "arn:aws:iam::111122223333:role/r", "selector": [{"namespace": "shop"}])" +
         std::string(values) + R"(}, "after_unknown": {}}}]})";
}

std::string provider(std::string_view region) {
  return R"({"aws": {"name": "aws", "expressions": {"region": )" + std::string(region) + "}}}";
}

std::string stack(std::string_view zone) {
  return "Resources:\n  Subnet: {Type: AWS::EC2::Subnet, Properties: {AvailabilityZone: " +
         std::string(zone) +
         "}}\n  Web: {Type: AWS::EKS::FargateProfile, Properties: {FargateProfileName: web, "
         "ClusterName: prod, PodExecutionRoleArn: 'arn:aws:iam::111122223333:role/r', Selectors: "
         "[{Namespace: shop}]}}\n";
}

std::string object(std::string_view head, std::string_view spec) {
  return "apiVersion: " + std::string(head) + "\nspec: {" + std::string(spec) + "}\n";
}

}  // namespace

TEST_CASE("region: a Terraform plan tells it by its providers, or by the profile") {
  const auto constant = provider(R"({"constant_value": "eu-west-1"})");
  const auto variable = provider(R"({"references": ["var.region"]})");
  CHECK(region_of(plan(constant)) == "eu-west-1");
  CHECK(region_of(plan(variable, R"({"region": {"value": "eu-west-2"}})")) == "eu-west-2");
  CHECK(region_of(plan(variable)).empty());
  CHECK(region_of(plan(provider(R"({"references": ["local.region"]})"))).empty());
  CHECK(region_of(plan("{}")).empty());
  CHECK(region_of(plan(R"({"aws": {"name": "aws"}})")).empty());
  const auto two = [](std::string_view other) {
    return R"({"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}},
      "aws.b": {"name": "aws", "expressions": {"region": {"constant_value": ")" +
           std::string(other) + R"("}}}, "helm": {"name": "helm"}})";
  };
  CHECK(region_of(plan(two("eu-west-1"))) == "eu-west-1");
  CHECK(region_of(plan(two("us-east-1"))).empty());
  CHECK(region_of(plan(constant, "{}", R"(, "region": "eu-north-1")")) == "eu-north-1");
  CHECK(region_of(plan(constant, "{}",
                       R"(, "arn": "arn:aws:eks:eu-west-3:111122223333:fargateprofile/a/b/c")")) ==
        "eu-west-3");
}

TEST_CASE("region: the zone of a subnet tells that of a CloudFormation stack") {
  CHECK(region_of(stack("eu-west-1a")) == "eu-west-1");
  CHECK(region_of(stack("us-gov-west-1b")) == "us-gov-west-1");
  for (const std::string_view zone :
       {"us-west-2-lax-1a", "{Ref: Zone}", "{'Fn::Select': [0, {'Fn::GetAZs': ''}]}", "a", "''",
        "use1-az1", "'${Zone}'"}) {
    CAPTURE(zone);
    CHECK(region_of(stack(zone)).empty());
  }
}

TEST_CASE("region: objects of ACK and Crossplane") {
  constexpr std::string_view kCrossplane =
      "eks.aws.upbound.io/v1beta1\nkind: FargateProfile\nmetadata: {name: web}";
  const std::string fields = "clusterName: prod, selector: [{namespace: shop}]";
  CHECK(region_of(object(kCrossplane, "forProvider: {region: eu-west-1, " + fields + "}")) ==
        "eu-west-1");
  CHECK(region_of(object(kCrossplane, "forProvider: {" + fields + "}")).empty());
  const auto ack = [](std::string_view annotations) {
    return object(
        "eks.services.k8s.aws/v1alpha1\nkind: FargateProfile\nmetadata: {name: web, "
        "annotations: {" +
            std::string(annotations) + "}}",
        "name: web, clusterName: prod, selectors: [{namespace: shop}]");
  };
  CHECK(region_of(ack("services.k8s.aws/region: eu-central-1")) == "eu-central-1");
  CHECK(region_of(ack("")).empty());
}

}  // namespace fargate_lint::fargate
