#include "fargate/node_selection.hpp"

#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

std::string_view name(Tri tri) {
  return tri == Tri::yes ? "yes" : tri == Tri::no ? "no" : "maybe";
}

NodeSelection evaluate(std::string_view spec, std::string_view region = {}) {
  return evaluate_node_selection(testing::World(testing::pod(spec)).pod(), region);
}

std::string affinity(std::string_view required) {
  std::string text = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: ";
  return text.append(required).append("}}");
}

std::string terms(std::string_view list) {
  return affinity("{nodeSelectorTerms: " + std::string(list) + "}");
}

}  // namespace

TEST_CASE("node selection: a nodeSelector is held against what a Fargate node has") {
  struct Row {
    std::string_view selector;
    Tri satisfied;
  };
  static constexpr Row kRows[] = {
      {"", Tri::yes},
      {"kubernetes.io/os: linux", Tri::yes},
      {"beta.kubernetes.io/os: linux", Tri::yes},
      {"kubernetes.io/os: windows", Tri::no},
      {"kubernetes.io/arch: amd64", Tri::yes},
      {"kubernetes.io/arch: arm64", Tri::no},
      {"beta.kubernetes.io/arch: arm64", Tri::no},
      {"eks.amazonaws.com/compute-type: fargate", Tri::yes},
      {"eks.amazonaws.com/compute-type: ec2", Tri::no},
      {"topology.kubernetes.io/zone: eu-west-1a", Tri::yes},
      {"failure-domain.beta.kubernetes.io/zone: eu-west-1a", Tri::yes},
      {"topology.kubernetes.io/region: eu-west-1", Tri::maybe},
      {"kubernetes.io/hostname: ip-10-0-0-1", Tri::maybe},
      {"eks.amazonaws.com/fargate-profile: web", Tri::no},
      {"eks.amazonaws.com/capacityType: SPOT", Tri::no},
      {"eks.amazonaws.com/nodegroup: big", Tri::no},
      {"karpenter.sh/nodepool: default", Tri::no},
      {"node.kubernetes.io/instance-type: m5.large", Tri::no},
      {"role: worker", Tri::no},
      {"kubernetes.io/arch: $ARCH", Tri::maybe},
      {"kubernetes.io/arch: '{{ .Values.arch }}'", Tri::maybe},
      {"role: $ROLE", Tri::no},
      {"role: worker, kubernetes.io/hostname: x", Tri::no},
      {"kubernetes.io/os: linux, kubernetes.io/hostname: x", Tri::maybe},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.selector);
    const auto selection = evaluate("nodeSelector: {" + std::string(row.selector) + "}");
    CHECK(name(selection.satisfied) == name(row.satisfied));
    CHECK(selection.blocking.empty() == (row.satisfied != Tri::no));
    CHECK(selection.unknown.empty() == (row.satisfied != Tri::maybe));
  }
}

TEST_CASE("node selection: expressions are evaluated as Kubernetes does") {
  struct Row {
    std::string_view expression;
    Tri satisfied;
  };
  static constexpr Row kRows[] = {
      {"{key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}", Tri::yes},
      {"{key: kubernetes.io/arch, operator: In, values: [arm64]}", Tri::no},
      {"{key: kubernetes.io/arch, operator: NotIn, values: [arm64]}", Tri::yes},
      {"{key: kubernetes.io/arch, operator: NotIn, values: [amd64]}", Tri::no},
      {"{key: kubernetes.io/arch, operator: Exists}", Tri::yes},
      {"{key: kubernetes.io/arch, operator: DoesNotExist}", Tri::no},
      {"{key: kubernetes.io/arch, operator: Gt, values: ['1']}", Tri::no},
      {"{key: eks.amazonaws.com/compute-type, operator: NotIn, values: [fargate]}", Tri::no},
      {"{key: eks.amazonaws.com/compute-type, operator: NotIn, values: [auto]}", Tri::yes},
      {"{key: role, operator: In, values: [worker]}", Tri::no},
      {"{key: role, operator: NotIn, values: [worker]}", Tri::yes},
      {"{key: role, operator: Exists}", Tri::no},
      {"{key: role, operator: DoesNotExist}", Tri::yes},
      {"{key: cores, operator: Gt, values: ['4']}", Tri::no},
      {"{key: cores, operator: Lt, values: ['4']}", Tri::no},
      {"{key: topology.kubernetes.io/zone, operator: In, values: [a, b]}", Tri::yes},
      {"{key: topology.kubernetes.io/zone, operator: Exists}", Tri::yes},
      {"{key: topology.kubernetes.io/zone, operator: DoesNotExist}", Tri::no},
      {"{key: topology.kubernetes.io/region, operator: NotIn, values: [a]}", Tri::maybe},
      {"{key: role, operator: in, values: [worker]}", Tri::maybe},
      {"{key: role}", Tri::maybe},
      {"{key: kubernetes.io/arch, operator: In, values: [amd64, $ARCH]}", Tri::yes},
      {"{key: kubernetes.io/arch, operator: NotIn, values: [amd64, $ARCH]}", Tri::no},
      {"{key: kubernetes.io/arch, operator: NotIn, values: [$ARCH]}", Tri::maybe},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.expression);
    const auto selection =
        evaluate(terms("[{matchExpressions: [" + std::string(row.expression) + "]}]"));
    CHECK(name(selection.satisfied) == name(row.satisfied));
  }
}

TEST_CASE("node selection: terms are alternatives, expressions are not") {
  const std::string no = "{key: role, operator: Exists}";
  const std::string yes = "{key: kubernetes.io/os, operator: Exists}";
  const std::string maybe = "{key: kubernetes.io/hostname, operator: In, values: [n]}";
  struct Row {
    std::string list;
    Tri satisfied;
    std::size_t blocking;
    std::size_t unknown;
  };
  const Row rows[] = {
      {"[{matchExpressions: [" + no + "]}, {matchExpressions: [" + yes + "]}]", Tri::yes, 0, 0},
      {"[{matchExpressions: [" + no + ", " + yes + "]}]", Tri::no, 1, 0},
      {"[{matchExpressions: [" + no + ", " + maybe + "]}]", Tri::no, 1, 0},
      {"[{matchExpressions: [" + yes + ", " + maybe + "]}]", Tri::maybe, 0, 1},
      {"[{matchExpressions: [" + no + "]}, {matchExpressions: [" + maybe + "]}]", Tri::maybe, 0, 1},
      {"[{matchExpressions: [" + no + "]}, {matchExpressions: [" + no + "]}]", Tri::no, 2, 0},
      {"[{matchFields: [{key: metadata.name, operator: In, values: [n]}]}]", Tri::maybe, 0, 1},
      {"[{}]", Tri::no, 1, 0},
      {"[{}, {matchExpressions: [" + yes + "]}]", Tri::yes, 0, 0},
      {"[]", Tri::no, 1, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.list);
    const auto selection = evaluate(terms(row.list));
    CHECK(name(selection.satisfied) == name(row.satisfied));
    CHECK(selection.blocking.size() == row.blocking);
    CHECK(selection.unknown.size() == row.unknown);
  }
}

TEST_CASE("node selection: what is only preferred, or about other pods, blocks nothing") {
  CHECK(evaluate("affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: "
                 "[{weight: 1, preference: {matchExpressions: [{key: role, operator: Exists}]}}]}}")
            .satisfied == Tri::yes);
  CHECK(evaluate("affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                 "[{topologyKey: role}]}}")
            .satisfied == Tri::yes);
}

TEST_CASE("node selection: terms are told as people read them") {
  const testing::World world(testing::pod(
      "nodeSelector: {role: worker}, " +
      terms("[{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [arm64, s390x]}, "
            "{key: cores, operator: Gt, values: ['4']}, {key: gpu, operator: Exists}]}]")));
  const auto selection = evaluate_node_selection(world.pod(), {});
  REQUIRE(selection.blocking.size() == 4);
  CHECK(selection.blocking[0].text == "role=worker");
  CHECK(wording::words(selection.blocking[0]) == "Fargate nodes do not have this label");
  CHECK(selection.blocking[0].field.text() == "worker");
  CHECK(selection.blocking[1].text == "kubernetes.io/arch In [arm64, s390x]");
  CHECK(wording::words(selection.blocking[1]) == "is amd64 on Fargate");
  CHECK(selection.blocking[1].field.is_mapping());
  CHECK(selection.blocking[2].text == "cores Gt 4");
  CHECK(selection.blocking[3].text == "gpu Exists");
}

TEST_CASE("node selection: malformed parts do no harm") {
  CHECK(evaluate("nodeSelector: [a]").satisfied == Tri::yes);
  CHECK(evaluate(affinity("null")).satisfied == Tri::yes);
  CHECK(evaluate(affinity("text")).satisfied == Tri::yes);
  CHECK(evaluate(terms("{a: b}")).satisfied == Tri::yes);
  CHECK(evaluate(terms("[text, 3]")).satisfied == Tri::no);
  CHECK(evaluate(terms("[{matchExpressions: [text]}]")).satisfied == Tri::maybe);
}

TEST_CASE("node selection: the region is the cluster's, where that is known") {
  const std::string ireland = "nodeSelector: {topology.kubernetes.io/region: eu-west-1}";
  CHECK(evaluate(ireland).satisfied == Tri::maybe);
  CHECK(evaluate(ireland, "eu-west-1").satisfied == Tri::yes);
  const auto elsewhere = evaluate(ireland, "us-east-1");
  CHECK(elsewhere.satisfied == Tri::no);
  REQUIRE(elsewhere.blocking.size() == 1);
  CHECK(elsewhere.blocking.front().on_fargate == "us-east-1");
  const auto not_in = terms(
      "[{matchExpressions: [{key: failure-domain.beta.kubernetes.io/region, operator: NotIn, "
      "values: [eu-west-1]}]}]");
  CHECK(evaluate(not_in, "eu-west-1").satisfied == Tri::no);
  CHECK(evaluate(not_in, "us-east-1").satisfied == Tri::yes);
}

TEST_CASE("node selection: profiles in several regions tell none") {
  std::vector<Profile> profiles(3);
  CHECK(region_of(profiles).empty());
  profiles[1].region = "eu-west-1";
  CHECK(region_of(profiles) == "eu-west-1");
  profiles[2].region = "eu-west-1";
  CHECK(region_of(profiles) == "eu-west-1");
  profiles[0].region = "us-east-1";
  CHECK(region_of(profiles).empty());
  profiles[0].region = "${REGION}";
  CHECK(region_of(profiles) == "eu-west-1");
}

}  // namespace fargate_lint::fargate
