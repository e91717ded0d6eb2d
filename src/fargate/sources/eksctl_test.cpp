#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using testing::declare;
using Texts = std::vector<std::string>;

constexpr std::string_view kHead =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  name: shop-prod\n";

Declarations eksctl(std::string_view profiles) {
  return declare(std::string(kHead).append(profiles));
}

}  // namespace

TEST_CASE("eksctl: reads every field of a profile") {
  const auto read = declare(
      "apiVersion: eksctl.io/v1alpha5\n"
      "kind: ClusterConfig\n"
      "metadata: {name: shop-prod, region: eu-west-1}\n"
      "iam: {fargatePodExecutionRoleARN: \"arn:aws:iam::111122223333:role/shared\"}\n"
      "fargateProfiles:\n"
      "  - name: batch\n"
      "    podExecutionRoleARN: arn:aws:iam::111122223333:role/batch\n"
      "    selectors:\n"
      "      - namespace: batch-*\n"
      "        labels: {compute: fargate, tier: \"1\"}\n"
      "      - namespace: jobs\n"
      "    subnets: [subnet-0aaa, subnet-0bbb]\n"
      "    tags: {team: data}\n"
      "  - name: web\n"
      "    status: \"\"\n"
      "    selectors: [{namespace: web, labels: }]\n");
  CHECK(read.faults.empty());
  REQUIRE(read.profiles.size() == 2);
  const auto& batch = read.profiles[0];
  CHECK(batch.format == "eksctl");
  CHECK(batch.name.text == "batch");
  CHECK(batch.cluster.text == "shop-prod");
  CHECK(batch.role_arn.text == "arn:aws:iam::111122223333:role/batch");
  CHECK(batch.subnets == Texts{"subnet-0aaa", "subnet-0bbb"});
  CHECK(batch.where.span.begin == yaml::Position{6, 11});
  CHECK(batch.where.line_text == "  - name: batch");
  CHECK(batch.status.empty());
  CHECK(batch.unknown.empty());
  REQUIRE(batch.selectors.size() == 2);
  CHECK(batch.selectors[0].ns.text == "batch-*");
  CHECK(batch.selectors[0].where.span.begin == yaml::Position{9, 9});
  REQUIRE(batch.selectors[0].labels.size() == 2);
  CHECK(batch.selectors[0].labels[1].key.text == "tier");
  CHECK(batch.selectors[0].labels[1].value.text == "1");
  CHECK(batch.selectors[0].labels[1].where.span.begin == yaml::Position{10, 36});
  CHECK(batch.selectors[1].labels.empty());
  CHECK(read.profiles[1].role_arn.text == "arn:aws:iam::111122223333:role/shared");
  CHECK(read.profiles[1].selectors.at(0).labels.empty());
}

TEST_CASE("eksctl: a file without profiles declares none, which is no fault") {
  for (const char* text : {"", "fargateProfiles:\n", "fargateProfiles: []\n"}) {
    CAPTURE(text);
    const auto read = eksctl(text);
    CHECK(read.profiles.empty());
    CHECK(read.faults.empty());
  }
}

TEST_CASE("eksctl: reads what `eksctl get fargateprofile` prints") {
  const auto read = declare(
      R"([{"name": "fp-default", "podExecutionRoleARN": "arn:aws:iam::1:role/r",
           "selectors": [{"namespace": "default"}, {"namespace": "kube-system"}],
           "subnets": ["subnet-1"], "status": "DELETING"}])");
  CHECK(read.faults.empty());
  REQUIRE(read.profiles.size() == 1);
  CHECK(read.profiles[0].status == "DELETING");
  CHECK(read.profiles[0].cluster.is_absent());
  CHECK(read.profiles[0].selectors.size() == 2);
  CHECK(read.profiles[0].where.span.begin == yaml::Position{1, 11});
}

TEST_CASE("eksctl: placeholders are unknown values, each by its path") {
  const auto read = eksctl(
      "fargateProfiles:\n"
      "  - name: \"${CLUSTER}-web\"\n"
      "    selectors:\n"
      "      - namespace: $NAMESPACE\n"
      "        labels: {\"${KEY}\": a, tier: \"{{ tier }}\", price: \"5$\", plain: $1}\n"
      "    subnets: [\"${SUBNET}\", subnet-1]\n");
  // What a dollar sign can only mean to a regular expression is no placeholder.
  CHECK(read.faults.size() == 2);
  REQUIRE(read.profiles.size() == 1);
  const auto& profile = read.profiles[0];
  CHECK(profile.name.is_unknown());
  CHECK(profile.display_name() == "(*-web)");
  const auto& selector = profile.selectors.at(0);
  CHECK(selector.ns.is_unknown());
  CHECK(selector.labels.at(0).key.is_unknown());
  CHECK(selector.labels.at(1).value.is_unknown());
  CHECK(selector.labels.at(2).value.is_known());
  CHECK(selector.labels.at(3).value.is_known());
  CHECK(profile.subnets == Texts{"subnet-1"});
  CHECK(profile.unknown == Texts{"name: placeholder `${CLUSTER}`",
                                 "selectors[0].namespace: placeholder `$NAMESPACE`",
                                 "selectors[0].labels: a key is not known: placeholder `${KEY}`",
                                 "selectors[0].labels.tier: placeholder `{{ tier }}`"});
}

TEST_CASE("eksctl: a placeholder for the cluster is an unknown value of every profile") {
  const auto read = declare(
      "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: '${CLUSTER}'}\n"
      "fargateProfiles: [{name: a, selectors: [{namespace: b}]}]\n");
  CHECK(read.profiles.at(0).cluster.is_unknown());
  CHECK(read.profiles.at(0).unknown == Texts{"metadata.name: placeholder `${CLUSTER}`"});
}

TEST_CASE("eksctl: what cannot be read selects pods at most maybe") {
  const testing::World world(testing::pod(""));
  const PodIdentity identity{"shop", false, world.pod().labels(), {}};
  for (const char* selectors : {"{namespace: shop}", "[shop]", "[{namespace: [shop]}]",
                                "[{namespace: shop, labels: []}]"}) {
    CAPTURE(selectors);
    const auto read =
        eksctl("fargateProfiles: [{name: web, selectors: " + std::string(selectors) + "}]\n");
    CHECK(matches(read.profiles.at(0), identity) == Tri::maybe);
    CHECK(read.profiles.at(0).unknown.size() >= 1);
  }
}

}  // namespace fargate_lint::fargate
