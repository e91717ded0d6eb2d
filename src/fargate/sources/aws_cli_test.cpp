#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using testing::declare;
using Texts = std::vector<std::string>;

constexpr std::string_view kDescribed = R"({
    "fargateProfile": {
        "fargateProfileName": "fp-web",
        "fargateProfileArn": "arn:aws:eks:eu-west-1:1:fargateprofile/shop-prod/fp-web/8ec1",
        "clusterName": "shop-prod",
        "createdAt": "2026-02-03T10:00:00+00:00",
        "podExecutionRoleArn": "arn:aws:iam::111122223333:role/fp-exec",
        "subnets": [
            "subnet-0aaa"
        ],
        "selectors": [
            {
                "namespace": "web",
                "labels": {
                    "app*": "shop-?"
                }
            }
        ],
        "status": "ACTIVE",
        "tags": {},
        "health": {"issues": []}
    }
}
)";

void check_described(const Profile& profile) {
  CHECK(profile.format == "aws-cli");
  CHECK(profile.name.text == "fp-web");
  CHECK(profile.cluster.text == "shop-prod");
  CHECK(profile.role_arn.text == "arn:aws:iam::111122223333:role/fp-exec");
  CHECK(profile.subnets == Texts{"subnet-0aaa"});
  CHECK(profile.status == "ACTIVE");
  REQUIRE(profile.selectors.size() == 1);
  CHECK(profile.selectors[0].ns.text == "web");
  REQUIRE(profile.selectors[0].labels.size() == 1);
  CHECK(profile.selectors[0].labels[0].key.text == "app*");
  CHECK(profile.selectors[0].labels[0].value.text == "shop-?");
}

}  // namespace

TEST_CASE("aws cli: reads what describe-fargate-profile prints") {
  const auto read = declare(kDescribed);
  CHECK(read.faults.empty());
  REQUIRE(read.profiles.size() == 1);
  check_described(read.profiles[0]);
  CHECK(read.profiles[0].where.span.begin == yaml::Position{3, 31});
  CHECK(read.profiles[0].selectors[0].where.span.begin == yaml::Position{13, 17});
  CHECK(read.profiles[0].selectors[0].labels[0].where.span.begin == yaml::Position{15, 21});
}

TEST_CASE("aws cli: reads the YAML form, a list, and the inner object alone") {
  const auto yaml = declare(
      "fargateProfile:\n"
      "  clusterName: shop-prod\n"
      "  fargateProfileName: fp-web\n"
      "  podExecutionRoleArn: arn:aws:iam::111122223333:role/fp-exec\n"
      "  selectors:\n"
      "  - labels:\n"
      "      app*: shop-?\n"
      "    namespace: web\n"
      "  status: ACTIVE\n"
      "  subnets:\n"
      "  - subnet-0aaa\n");
  REQUIRE(yaml.profiles.size() == 1);
  check_described(yaml.profiles[0]);

  const std::string text(kDescribed);
  const auto list = declare("[" + text + ", " + text + "]");
  REQUIRE(list.profiles.size() == 2);
  check_described(list.profiles[1]);
  CHECK(list.profiles[1].where.span.begin.line > list.profiles[0].where.span.begin.line);

  const auto begin = text.find("{\n        ");
  const auto end = text.rfind("}\n}");
  const auto inner = declare(text.substr(begin, end + 1 - begin));
  REQUIRE(inner.profiles.size() == 1);
  check_described(inner.profiles[0]);
}

TEST_CASE("aws cli: a status other than ACTIVE is kept") {
  const auto read = declare(
      "{fargateProfile: {fargateProfileName: a, status: CREATE_FAILED, "
      "selectors: [{namespace: b}]}}");
  CHECK(read.profiles.at(0).status == "CREATE_FAILED");
  CHECK_FALSE(read.profiles.at(0).takes_new_pods());
}

TEST_CASE("aws cli: the cluster is in the ARN, too") {
  const auto read = declare(
      "{fargateProfile: {fargateProfileName: a, fargateProfileArn: "
      "'arn:aws:eks:eu-west-1:1:fargateprofile/shop-prod/a/8ec1', selectors: [{namespace: b}]}}");
  CHECK(read.profiles.at(0).cluster.text == "shop-prod");
}

TEST_CASE("aws cli: names alone leave the selectors unknown") {
  const auto read = declare("{\"fargateProfileNames\": [\"web\", \"batch\"]}");
  CHECK(read.faults.empty());
  REQUIRE(read.profiles.size() == 2);
  CHECK(read.profiles[1].name.text == "batch");
  CHECK(read.profiles[1].selectors_unknown.is_unknown());
  CHECK(read.profiles[1].unknown == Texts{"selectors: `list-fargate-profiles` prints names only"});
  CHECK(declare("{fargateProfileNames: []}").profiles.empty());
}

TEST_CASE("aws cli: what AWS finds wrong with a profile is kept") {
  const auto read = declare(
      "{fargateProfile: {fargateProfileName: a, clusterName: c, status: CREATE_FAILED, selectors: "
      "[{namespace: b}], health: {issues: [{code: AccessDenied, message: the role is gone, "
      "resourceIds: [x]}, {code: InternalFailure}]}}}");
  CHECK(read.faults.empty());
  CHECK(read.profiles.at(0).issues == Texts{"AccessDenied: the role is gone", "InternalFailure"});
}

TEST_CASE("aws cli: what exists is not held against quotas and names") {
  const auto read = declare(
      "{fargateProfile: {fargateProfileName: eks-odd, status: ACTIVE, selectors: "
      "[{namespace: a}, {namespace: b}, {namespace: c}, {namespace: d}, {namespace: e}, "
      "{namespace: f, labels: {a: a, b: b, c: c, d: d, e: e, f: f}}], somethingNew: {a: b}}}");
  CHECK(read.faults.empty());
}

}  // namespace fargate_lint::fargate
