#include "fargate/fleet.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::fargate {
namespace {

Profile profile(const std::string& name, Value cluster) {
  Profile made;
  made.name = Value::known(name);
  made.cluster = std::move(cluster);
  return made;
}

std::string names(const Fleet& fleet) {
  std::string text;
  for (const auto& each : fleet.profiles()) text += each.name.text + " ";
  return text;
}

const Fleet kFleet({profile("a", Value::known("west")), profile("b", Value::known("east")),
                    profile("c", {}), profile("d", Value::unknown("!Ref to a parameter")),
                    profile("e", Value::known("west"))});

TEST_CASE("fleet: the clusters are named once, in order") {
  CHECK(kFleet.clusters() == std::vector<std::string>{"east", "west"});
  CHECK(Fleet().clusters().empty());
  CHECK(Fleet({profile("c", {})}).clusters().empty());
}

TEST_CASE("fleet: a cluster has its own profiles, and those whose cluster is not known") {
  CHECK(names(kFleet.of_cluster("west")) == "a c d e ");
  CHECK(names(kFleet.of_cluster("east")) == "b c d ");
  CHECK(names(kFleet.of_cluster("north")) == "c d ");
  CHECK(kFleet.has_cluster("north"));
  CHECK_FALSE(Fleet({profile("a", Value::known("west"))}).has_cluster("north"));
  CHECK_FALSE(Fleet().has_cluster("north"));
}

TEST_CASE("fleet: one of a cluster says so, and leaves the whole as it was") {
  const auto west = kFleet.of_cluster("west");
  CHECK(west.cluster() == "west");
  CHECK(kFleet.cluster().empty());
  CHECK(names(kFleet) == "a b c d e ");
  const auto copy = west;
  CHECK(&copy.profiles() == &west.profiles());
}

Cluster declared(Value name, OtherNodes nodes, std::string_view path = "a.yaml") {
  Cluster cluster;
  cluster.name = std::move(name);
  cluster.nodes = nodes;
  cluster.where.path = path;
  return cluster;
}

TEST_CASE("fleet: whether there are other nodes follows from all declarations together") {
  const auto west = Value::known("west");
  const auto open = Value::unknown("!Ref of `Cluster`");
  using enum OtherNodes;
  struct Row {
    Value profile;
    std::vector<Cluster> declared;
    OtherNodes nodes;
  };
  const Row rows[] = {
      {west, {}, not_known},
      {west, {declared(west, none_declared)}, none_declared},
      {west, {declared(west, none_declared), declared(west, some)}, some},
      {west, {declared(west, none_declared), declared(west, from_karpenter)}, from_karpenter},
      {west, {declared(west, from_karpenter)}, some},
      {west, {declared(west, none_declared), declared(open, some)}, some},
      {west, {declared(Value::known("east"), none_declared)}, not_known},
      {west, {declared(open, none_declared)}, not_known},
      {open, {declared(open, none_declared)}, none_declared},
      {open, {declared(open, none_declared, "b.yaml")}, not_known},
      {open, {declared(Value::unknown("!Ref of `Other`"), none_declared)}, not_known},
      {{}, {declared({}, none)}, none},
      {west, {declared(west, some), declared({}, none)}, none},
      {west, {declared(west, none_declared), declared({}, some)}, some},
  };
  for (const auto& row : rows) {
    auto one = profile("web", row.profile);
    one.where.path = "a.yaml";
    CAPTURE(&row - rows);
    CHECK(Fleet({one}, {}, row.declared).other_nodes() == row.nodes);
  }
  CHECK(Fleet({}, {}, {declared(west, none_declared)}).other_nodes() == not_known);
}

TEST_CASE("fleet: of one cluster, the nodes of others do not count") {
  const Fleet both({profile("a", Value::known("west")), profile("b", Value::known("east"))}, {},
                   {declared(Value::known("west"), OtherNodes::none_declared),
                    declared(Value::known("east"), OtherNodes::some)});
  CHECK(both.of_cluster("west").other_nodes() == OtherNodes::none_declared);
  CHECK(both.of_cluster("east").other_nodes() == OtherNodes::some);
  CHECK(both.of_cluster("west").declared().size() == 1);
}

}  // namespace
}  // namespace fargate_lint::fargate
