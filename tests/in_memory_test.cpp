// The commands, called as the program calls them, without a process and without a disk.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "run.hpp"
#include "system/test_world.hpp"

namespace fargate_lint {
namespace {

constexpr std::string_view kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop}\nspec:\n  hostNetwork: "
    "true\n"
    "  containers: [{name: app, image: nginx}]\n";

/// A run of the program in a world of its own.
struct Run : system::testing::World {
  Run() { environment.set("LC_ALL", "C.UTF-8"); }

  int operator()(const std::vector<std::string>& words) {
    cmd::Held held;
    return cmd::run(system, "fargate-lint", words, held);
  }
};

TEST_CASE("commands in memory: check reads, judges, prints and writes") {
  Run run;
  run.files.write("/work/deploy/api.yaml", kPod);
  CHECK(run({"deploy", "-o", "concise", "-o", "json=report.json", "--select", "FG101"}) == 1);
  CHECK(run.console.output ==
        "deploy/api.yaml:5:3: error FG101 Pod/api: `hostNetwork: true` is not supported on "
        "Fargate\n");
  CHECK(run.console.error.empty());
  const auto report = system::read_whole_file(run.files, "/work/report.json");
  REQUIRE(report.has_value());
  CHECK(report->find("\"verdict\": \"refused\"") != std::string::npos);
}

TEST_CASE("commands in memory: an error goes to stderr, and ends with 2") {
  Run run;
  CHECK(run({"none.yaml"}) == 2);
  CHECK(run.console.output.empty());
  CHECK(run.console.error == "error: none.yaml does not exist\n  check the path\n");
}

TEST_CASE("commands in memory: what is written down silences the next run") {
  Run run;
  run.files.write("/work/api.yaml", kPod);
  const std::vector<std::string> words = {".", "-o", "concise", "--select", "FG101"};
  auto writes = words;
  writes.insert(writes.end(), {"--write-baseline", "base.json"});
  CHECK(run(writes) == 0);
  CHECK(run.console.error == "1 finding written to base.json\n");
  auto reads = words;
  reads.insert(reads.end(), {"--baseline", "base.json"});
  run.console.output.clear();
  CHECK(run(reads) == 0);
  CHECK(run.console.output.empty());
}

TEST_CASE("commands in memory: each explains itself") {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--help"}, {"version"}, {"rules"}, {"explain", "FG101"}, {"help", "why"}}) {
    Run run;
    CHECK(run(words) == 0);
    CHECK_FALSE(run.console.output.empty());
    CHECK(run.console.error.empty());
  }
}

TEST_CASE("commands in memory: why, placement and profiles need no disk") {
  Run run;
  run.files.write("/work/a.yaml", kPod);
  run.files.write("/work/cluster.yaml",
                  "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
                  "metadata: {name: a, region: eu-west-1}\n"
                  "fargateProfiles: [{name: web, selectors: [{namespace: shop}]}]\n");
  CHECK(run({"why", "pod/api", "."}) == 0);
  CHECK(run.console.output.find("✗ refused") != std::string::npos);
  CHECK(run({"placement", "."}) == 0);
  CHECK(run({"profiles", "."}) == 0);
  CHECK(run.console.error.empty());
}

}  // namespace
}  // namespace fargate_lint
