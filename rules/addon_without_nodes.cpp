#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Those that need EC2 nodes
/// (https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html).
constexpr std::array<std::string_view, 9> kNeedsNodes = {"amazon-cloudwatch-observability",
                                                         "aws-ebs-csi-driver",
                                                         "aws-efs-csi-driver",
                                                         "aws-fsx-csi-driver",
                                                         "aws-guardduty-agent",
                                                         "aws-mountpoint-s3-csi-driver",
                                                         "aws-network-flow-monitoring-agent",
                                                         "eks-node-monitoring-agent",
                                                         "eks-pod-identity-agent"};
/// Likewise, but nobody misses them where there are only Fargate nodes.
constexpr std::array<std::string_view, 2> kBuiltIn = {"kube-proxy", "vpc-cni"};

bool holds(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Whether the configuration of CoreDNS keeps it on EC2 nodes: `computeType` in a text of JSON or
/// YAML.
bool is_kept_on_nodes(const fargate::Value& configuration) {
  const auto text = lowered(configuration.text);
  const auto key = text.find("computetype");
  if (!configuration.is_known() || key == std::string::npos) return false;
  const auto value = text.find_first_not_of("\\\": ", key + std::string_view("computetype").size());
  return value != std::string::npos && text.compare(value, 3, "ec2") == 0;
}

void check_addon(const fargate::Addon& addon, FindingSink& out) {
  if (!addon.name.is_known()) return;
  const std::string& name = addon.name.text;
  if (name == "coredns" && is_kept_on_nodes(addon.configuration)) {
    out.add(addon.where, say("add-on {} is configured for EC2 nodes, and the cluster declares none",
                             quote(name)))
        .help("set `computeType` to `Fargate`");
    return;
  }
  if (holds(kNeedsNodes, name))
    out.add(addon.where,
            say("add-on {} needs EC2 nodes, and the cluster declares none", quote(name)));
  if (holds(kBuiltIn, name))
    out.add(addon.where,
            say("add-on {} does nothing here: Fargate nodes have it built in", quote(name)))
        .severity(Severity::info);
}

void check(const RunContext& run, FindingSink& out) {
  if (!fargate::shows_none(run.fleet.other_nodes())) return;
  for (const auto& cluster : run.fleet.declared())
    for (const auto& addon : cluster.addons) check_addon(addon, out);
}

}  // namespace

constinit const Rule addon_without_nodes = define(
    {
        .id = "FG820",
        .name = "addon-without-nodes",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.2.0",
        .summary = "EKS add-on needs EC2 nodes, and the cluster declares none",
        .why = "Most EKS add-ons run as DaemonSets or need the host, so they do not run on "
               "Fargate. In a cluster that has only Fargate nodes they never become active. On "
               "Fargate run `coredns`, `snapshot-controller`, "
               "`adot` and `aws-privateca-connector-for-kubernetes`. `vpc-cni` and `kube-proxy` "
               "are built into Fargate nodes.",
        .fix = "remove the add-on, or add EC2 nodes for it",
        .page =
            "https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
addons:
  - name: aws-ebs-csi-driver
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
      - namespace: kube-system
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
addons:
  - name: coredns
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
      - namespace: kube-system
)",
    },
    check);

}  // namespace fargate_lint::rules
