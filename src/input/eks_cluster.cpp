#include "input/eks_cluster.hpp"

#include <algorithm>

namespace fargate_lint::input {
namespace {

constexpr auto kNone = std::string_view::npos;

/// The part of an ARN between its colons, from 0.
std::string_view part_of(std::string_view arn, int number) {
  for (; number > 0; --number) {
    const auto colon = arn.find(':');
    if (colon == kNone) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

EksCluster of_arn(std::string_view arn) {
  constexpr std::string_view kCluster = "cluster/";
  const auto resource = part_of(arn, 5);
  if (part_of(arn, 2) != "eks" || !resource.starts_with(kCluster)) return {};
  return {std::string(resource.substr(kCluster.size())), std::string(part_of(arn, 3))};
}

EksCluster of_eksctl(std::string_view name) {
  constexpr std::string_view kEnd = ".eksctl.io";
  if (!name.ends_with(kEnd)) return {};
  name.remove_suffix(kEnd.size());
  if (const auto at = name.rfind('@'); at != kNone) name.remove_prefix(at + 1);
  const auto dot = name.rfind('.');
  if (dot == kNone) return {};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

/// The value behind a flag, in the same word or in the next.
std::string_view value_of(yaml::Node arguments, std::string_view flag) {
  bool is_next = false;
  for (const auto argument : arguments.items()) {
    const auto text = argument.text();
    if (is_next) return text;
    is_next = text == flag;
    if (text.starts_with(flag) && text.substr(flag.size()).starts_with('='))
      return text.substr(flag.size() + 1);
  }
  return {};
}

/// `aws eks get-token --cluster-name NAME`, or `aws-iam-authenticator token -i NAME`.
EksCluster of_login(yaml::Node exec) {
  const auto arguments = exec["args"];
  EksCluster cluster;
  for (const std::string_view flag : {"--cluster-name", "--cluster-id", "-i"})
    if (cluster.name.empty()) cluster.name = value_of(arguments, flag);
  cluster.region = value_of(arguments, "--region");
  for (const auto variable : exec["env"].items())
    if (cluster.region.empty() && variable["name"].text() == "AWS_REGION")
      cluster.region = variable["value"].text();
  return cluster;
}

}  // namespace

EksCluster parse_eks_cluster(std::string_view name) {
  return name.starts_with("arn:") ? of_arn(name) : of_eksctl(name);
}

EksCluster find_eks_cluster(yaml::Node kubeconfig) {
  const auto context = kubeconfig["contexts"].at(0);
  for (const auto name : {context["context"]["cluster"], context["name"]})
    if (auto cluster = parse_eks_cluster(name.text()); !cluster.name.empty()) return cluster;
  return of_login(kubeconfig["users"].at(0)["user"]["exec"]);
}

}  // namespace fargate_lint::input
