#include "input/eks_cluster.hpp"

#include <doctest/doctest.h>

#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

std::string shown(const EksCluster& cluster) {
  return cluster.name + " " + cluster.region;
}

TEST_CASE("the EKS cluster of a context: from the names that tools give it") {
  CHECK(shown(parse_eks_cluster("arn:aws:eks:eu-west-1:111122223333:cluster/prod")) ==
        "prod eu-west-1");
  CHECK(shown(parse_eks_cluster("arn:aws-cn:eks:cn-north-1:111122223333:cluster/a")) ==
        "a cn-north-1");
  CHECK(shown(parse_eks_cluster("me@prod.eu-west-1.eksctl.io")) == "prod eu-west-1");
  CHECK(shown(parse_eks_cluster("prod.eu-west-1.eksctl.io")) == "prod eu-west-1");
  for (const auto* other : {"minikube", "", "arn:aws:eks", "arn:aws:iam::1:role/x",
                            "arn:aws:ec2:eu-west-1:1:cluster/x", ".eksctl.io"})
    CHECK(parse_eks_cluster(other).name.empty());
}

TEST_CASE("the EKS cluster of a context: an alias logs in by the cluster's name") {
  const auto document = yaml::read_document(R"({"current-context":"prod",
    "contexts":[{"name":"prod","context":{"cluster":"c","user":"u"}}],
    "users":[{"name":"u","user":{"exec":{"command":"aws","args":
      ["--region","eu-west-1","eks","get-token","--cluster-name","shop","--output","json"]}}}]})");
  CHECK(shown(find_eks_cluster(document->root())) == "shop eu-west-1");
  const auto none = yaml::read_document(R"({"contexts":null,"users":null})");
  CHECK(find_eks_cluster(none->root()).name.empty());
}

}  // namespace
}  // namespace fargate_lint::input
