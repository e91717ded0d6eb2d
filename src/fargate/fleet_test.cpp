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

}  // namespace
}  // namespace fargate_lint::fargate
