#include <doctest/doctest.h>

#include "fargate/fleet.hpp"
#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using testing::declare;
using testing::parse;

/// What several documents of one file show together.
OtherNodes nodes_of(std::initializer_list<std::string> documents) {
  std::vector<Profile> profiles;
  std::vector<Cluster> clusters;
  for (const auto& text : documents) {
    auto declared = declare(text);
    std::ranges::move(declared.profiles, std::back_inserter(profiles));
    std::ranges::move(declared.clusters, std::back_inserter(clusters));
  }
  return Fleet(std::move(profiles), {}, std::move(clusters)).other_nodes();
}

std::string eksctl(std::string_view more) {
  return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c}\n" +
         std::string(more) + "fargateProfiles: [{name: web, selectors: [{namespace: shop}]}]\n";
}

TEST_CASE("nodes: eksctl declares node groups, Auto Mode, hybrid nodes and Karpenter") {
  const std::pair<std::string_view, OtherNodes> rows[] = {
      {"", OtherNodes::none_declared},
      {"nodeGroups: []\nmanagedNodeGroups:\n", OtherNodes::none_declared},
      {"nodeGroups: [{name: a}]\n", OtherNodes::some},
      {"managedNodeGroups: [{name: a}]\n", OtherNodes::some},
      {"managedNodeGroups: ${GROUPS}\n", OtherNodes::not_known},
      {"autoModeConfig: {enabled: true}\n", OtherNodes::some},
      {"autoModeConfig: {enabled: false}\n", OtherNodes::none_declared},
      {"autoModeConfig: {enabled: $AUTO}\n", OtherNodes::not_known},
      {"remoteNetworkConfig: {iam: {provider: ssm}}\n", OtherNodes::some},
      {"karpenter: {version: 1.6.0}\n", OtherNodes::some},
  };
  for (const auto& [more, nodes] : rows) {
    CAPTURE(more);
    CHECK(nodes_of({eksctl(more)}) == nodes);
  }
  // A file without profiles is one of several.
  CHECK(nodes_of({"apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c}\n",
                  "fargateProfile: {fargateProfileName: a, clusterName: c, selectors: []}"}) ==
        OtherNodes::not_known);
}

std::string stack(std::string_view more, std::string_view head = "") {
  return std::string(head) +
         "Resources:\n"
         "  Cluster: {Type: AWS::EKS::Cluster, Properties: {RoleArn: r}}\n"
         "  Web:\n"
         "    Type: AWS::EKS::FargateProfile\n"
         "    Properties: {ClusterName: !Ref Cluster, PodExecutionRoleArn: r,\n"
         "                 Selectors: [{Namespace: shop}]}\n" +
         std::string(more);
}

TEST_CASE("nodes: a template shows those that it makes, unless it hides some") {
  const std::string group = "  Nodes: {Type: AWS::EKS::Nodegroup, ";
  const std::pair<std::string, OtherNodes> rows[] = {
      {stack(""), OtherNodes::none_declared},
      {stack(group + "Properties: {ClusterName: !Ref Cluster}}\n"), OtherNodes::some},
      {stack("  Nodes: {Type: AWS::AutoScaling::AutoScalingGroup}\n"), OtherNodes::some},
      {stack(group + "Condition: Maybe, Properties: {}}\n"), OtherNodes::not_known},
      {stack("  Nested: {Type: AWS::CloudFormation::Stack}\n"), OtherNodes::not_known},
      {stack("  Module: {Type: 'My::Nodes::Group::MODULE'}\n"), OtherNodes::not_known},
      {stack("", "Transform: [AWS::Serverless-2016-10-31, OurMacro]\n"), OtherNodes::not_known},
      {stack("", "Transform: AWS::LanguageExtensions\n"), OtherNodes::none_declared},
      {"Resources:\n  Web:\n    Type: AWS::EKS::FargateProfile\n    Properties: {ClusterName: c, "
       "PodExecutionRoleArn: r, Selectors: [{Namespace: shop}]}\n",
       OtherNodes::not_known},
  };
  for (const auto& [text, nodes] : rows) {
    CAPTURE(text);
    CHECK(nodes_of({text}) == nodes);
  }
}

TEST_CASE("nodes: the CDK's clusters show Auto Mode in their configuration") {
  const auto cdk = [](std::string_view config) {
    return "Resources:\n  C: {Type: 'Custom::AWSCDK-EKS-Cluster', Properties: {Config: {name: c" +
           std::string(config) +
           "}}}\n  P: {Type: 'Custom::AWSCDK-EKS-FargateProfile', Properties: {Config: "
           "{clusterName: !Ref C, podExecutionRoleArn: r, selectors: [{namespace: a}]}}}\n";
  };
  CHECK(nodes_of({cdk("")}) == OtherNodes::none_declared);
  CHECK(nodes_of({cdk(", computeConfig: {enabled: true}")}) == OtherNodes::some);
}

std::string resource(std::string_view type, std::string_view values) {
  return "{address: " + std::string(type) + ".a, mode: managed, type: " + std::string(type) +
         ", name: a, values: {cluster_name: c, " + std::string(values) + "}}";
}
const std::string kProfile = resource("aws_eks_fargate_profile",
                                      "fargate_profile_name: web, selector: [{namespace: shop}], "
                                      "status: null");
const std::string kCluster = resource("aws_eks_cluster", "name: c");

std::string state(const std::string& resources) {
  return "{format_version: '1.0', values: {root_module: {resources: [" + resources + "]}}}";
}

TEST_CASE("nodes: a state of Terraform shows those that it has") {
  const std::pair<std::string, OtherNodes> rows[] = {
      {kProfile, OtherNodes::not_known},
      {kProfile + ", " + kCluster, OtherNodes::none_declared},
      {kProfile + ", " + kCluster + ", " + resource("aws_eks_node_group", ""), OtherNodes::some},
      {kProfile + ", " + kCluster + ", " + resource("aws_autoscaling_group", ""), OtherNodes::some},
      {kProfile + ", " + kCluster + ", " + resource("helm_release", "chart: karpenter"),
       OtherNodes::from_karpenter},
      {kProfile + ", " + resource("aws_eks_cluster", "name: c, compute_config: [{enabled: true}]"),
       OtherNodes::some},
      {kProfile + ", " + resource("aws_eks_cluster", "name: c, remote_network_config: [{}]"),
       OtherNodes::some},
  };
  for (const auto& [resources, nodes] : rows) {
    CAPTURE(resources);
    CHECK(nodes_of({state(resources)}) == nodes);
  }
}

TEST_CASE("nodes: machines of Cluster API and of Karpenter are nodes") {
  const std::string cluster =
      "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: c}\n"
      "spec: {controlPlaneRef: {kind: AWSManagedControlPlane}}\n";
  const std::string profile =
      "apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSFargateProfile\n"
      "metadata: {name: p}\nspec: {clusterName: c, selectors: [{namespace: a}]}\n";
  const auto object = [](std::string_view api, std::string_view kind, std::string_view spec) {
    return "apiVersion: " + std::string(api) + "\nkind: " + std::string(kind) +
           "\nmetadata: {name: n}\nspec: {" + std::string(spec) + "}\n";
  };
  CHECK(nodes_of({cluster, profile}) == OtherNodes::none_declared);
  CHECK(nodes_of({profile}) == OtherNodes::not_known);
  CHECK(nodes_of({cluster, profile,
                  object("cluster.x-k8s.io/v1beta1", "MachinePool", "clusterName: c")}) ==
        OtherNodes::some);
  CHECK(nodes_of({cluster, profile, object("karpenter.sh/v1", "NodePool", "")}) ==
        OtherNodes::from_karpenter);
  CHECK(nodes_of({cluster, profile, object("eks.amazonaws.com/v1", "NodeClass", "")}) ==
        OtherNodes::some);
  CHECK(recognise(parse("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\n")->root()) == nullptr);
}

TEST_CASE("nodes: node groups of ACK and Crossplane are nodes") {
  const auto group = [](std::string_view api, std::string_view kind, std::string_view spec) {
    return "apiVersion: " + std::string(api) + "\nkind: " + std::string(kind) +
           "\nmetadata: {name: n}\nspec: {" + std::string(spec) + "}\n";
  };
  const std::string ack =
      "apiVersion: eks.services.k8s.aws/v1alpha1\nkind: FargateProfile\nmetadata: {name: a}\n"
      "spec: {name: a, clusterName: c, selectors: [{namespace: shop}]}\n";
  const std::tuple<std::string_view, std::string_view, std::string_view> rows[] = {
      {"eks.services.k8s.aws/v1alpha1", "Nodegroup", "name: n, clusterName: c"},
      {"eks.services.k8s.aws/v1alpha1", "Nodegroup", "name: n, clusterRef: {from: {name: c}}"},
      {"eks.aws.crossplane.io/v1alpha1", "NodeGroup", "forProvider: {clusterName: c}"},
      {"eks.aws.upbound.io/v1beta2", "NodeGroup",
       "forProvider: {}, initProvider: {clusterName: c}"},
      {"eks.aws.m.upbound.io/v1beta1", "NodeGroup", "forProvider: {clusterNameRef: {name: c}}"},
  };
  for (const auto& [api, kind, spec] : rows) {
    CAPTURE(api);
    CAPTURE(spec);
    CHECK(nodes_of({ack, group(api, kind, spec)}) == OtherNodes::some);
  }
  CHECK(nodes_of({ack}) == OtherNodes::not_known);
  CHECK(recognise(parse(group("example.com/v1", "NodeGroup", ""))->root()) == nullptr);
}

TEST_CASE("nodes: node groups of Pulumi's stacks are nodes, unless they are deleted") {
  const auto stack = [](const std::string& resource) {
    return "{version: 3, deployment: {resources: [{urn: 'urn:pulumi:p::s::"
           "aws:eks/fargateProfile:FargateProfile::web', type: "
           "'aws:eks/fargateProfile:FargateProfile', outputs: {fargateProfileName: web, "
           "clusterName: c, selectors: [{namespace: shop}]}}, " +
           resource + "]}}";
  };
  const auto group = [](std::string_view type, std::string_view more) {
    return "{urn: 'urn:pulumi:p::s::x::n', type: '" + std::string(type) +
           "', inputs: {clusterName: c}" + std::string(more) + "}";
  };
  CHECK(nodes_of({stack(group("aws:eks/nodeGroup:NodeGroup", ""))}) == OtherNodes::some);
  CHECK(nodes_of({stack(group("aws-native:eks:Nodegroup", ""))}) == OtherNodes::some);
  CHECK(nodes_of({stack(group("aws:eks/nodeGroup:NodeGroup", ", delete: true"))}) ==
        OtherNodes::not_known);
  CHECK(nodes_of({stack(group("aws:eks/addon:Addon", ""))}) == OtherNodes::not_known);
}

/// The names of the profiles of a plan, and the faults of their declarations.
std::string profiles_of(const std::string& plan) {
  const auto declared = declare(plan);
  std::string text;
  for (const auto& profile : declared.profiles)
    text += profile.name.text + (profile.takes_new_pods() ? " " : " (closed) ");
  return text + std::to_string(declared.faults.size());
}

std::string change(std::string_view name, std::string_view change) {
  return "{address: 'aws_eks_fargate_profile." + std::string(name) +
         "', mode: managed, type: aws_eks_fargate_profile, change: {" + std::string(change) + "}}";
}
std::string values(std::string_view name) {
  return "{cluster_name: c, fargate_profile_name: " + std::string(name) +
         ", pod_execution_role_arn: 'arn:aws:iam::111122223333:role/r', status: null, selector: "
         "[{namespace: shop, labels: {tier: null}}]}";
}
std::string kept(std::string_view name) {
  return "{address: 'aws_eks_fargate_profile." + std::string(name) +
         "', mode: managed, type: aws_eks_fargate_profile, values: " + values(name) + "}";
}

TEST_CASE("terraform: what is not targeted, forgotten or only refreshed is still there") {
  const auto plan = [](const std::string& changes, const std::string& prior) {
    return "{format_version: '1.2', complete: false, resource_changes: [" + changes +
           "], prior_state: {values: {root_module: {resources: [" + prior + "]}}}}";
  };
  CHECK(profiles_of(plan(change("web", "actions: [create], after: " + values("web")),
                         kept("api"))) == "web api 0");
  CHECK(profiles_of(plan(change("web", "actions: [delete], before: " + values("web")),
                         kept("web") + ", " + kept("api"))) == "api 0");
  CHECK(profiles_of(plan(change("web", "actions: [forget], after: null, before: " + values("web")),
                         kept("web"))) == "web 0");
  CHECK(profiles_of("{format_version: '1.2', resource_drift: [], prior_state: {values: "
                    "{root_module: {resources: [" +
                    kept("web") + "]}}}}") == "web 0");
  CHECK(profiles_of("{format_version: '1.2', resource_changes: [], planned_values: "
                    "{root_module: {resources: [" +
                    kept("web") + "]}}}") == "web 0");
}

TEST_CASE("sources: a null status is none, and a null label is no label") {
  for (const std::string text :
       {"fargateProfile: {fargateProfileName: a, status: null, selectors: [{namespace: shop, "
        "labels: {tier: null}}]}",
        "- {name: a, status: null, selectors: [{namespace: shop, labels: {tier: }}]}",
        "apiVersion: eks.services.k8s.aws/v1alpha1\nkind: FargateProfile\nmetadata: {name: a}\n"
        "spec: {name: a, selectors: [{namespace: shop, labels: {tier: null}}]}\n"
        "status: {status: null}\n"}) {
    CAPTURE(text);
    const auto declared = declare(text);
    REQUIRE(declared.profiles.size() == 1);
    CHECK(declared.profiles[0].takes_new_pods());
    CHECK(declared.profiles[0].selectors.at(0).labels.empty());
    CHECK(declared.faults.empty());
  }
}

}  // namespace
}  // namespace fargate_lint::fargate
