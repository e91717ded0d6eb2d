// `policy` as a user runs it. What an API server makes of it: tests/conformance/policy.py.

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "golden.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using system::TemporaryFolder;
using testing::read_file;
using testing::run;

const fs::path kSource = FARGATE_LINT_SOURCE_DIR;
const std::string kProfiles = "testdata/policy/profiles.yaml";

void check_golden(const std::string& name, const std::string& text) {
  testing::check_golden(kSource / "testdata" / "policy" / name, text);
}

testing::Outcome policy(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"policy", "--isolated"});
  return run({.arguments = std::move(arguments)});
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("policy: as it is written") {
  struct Row {
    const char* golden;
    std::vector<std::string> arguments;
  };
  const std::vector<Row> rows = {
      {"both.expected.yaml", {}},
      {"params.expected.yaml",
       {"--params", "configmap", "--pods-by", "profiles", "--select", "FG101", "--action", "warn"}},
      {"pods.expected.yaml",
       {"--on", "pods", "--select", "FG10", "--ignore", "FG104", "--no-inline-ignores",
        "--name-prefix", "edge", "--exempt-label", "edge/policy=off", "--action", "error=audit"}},
      {"kyverno.expected.yaml",
       {"--format", "kyverno", "--pods-by", "profiles", "--select", "FG101,host-port"}},
      {"gatekeeper.expected.yaml",
       {"--format", "gatekeeper", "--pods-by", "profiles", "--select", "FG101,host-port"}},
      {"check.expected.txt", {"--check"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.golden);
    auto arguments = row.arguments;
    arguments.insert(arguments.end(), {"--profiles", kProfiles});
    const auto outcome = policy(arguments);
    CHECK(outcome.status == 0);
    check_golden(row.golden, outcome.out);
    CHECK(policy(arguments).out == outcome.out);
  }
}

TEST_CASE("policy: what is left out is said, on stderr and in the policy") {
  const auto outcome = policy({"--profiles", kProfiles});
  const std::string why =
      "selector 2 of profile web-10 is not in the policy: its namespace is not known";
  CHECK(holds(outcome.err, "warning: " + why));
  CHECK(holds(outcome.out, "# - " + why));
}

TEST_CASE("policy: without profiles, Pods are known by their scheduler") {
  const auto outcome = policy({"--on", "pods"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(holds(outcome.out, R"(object.spec.?schedulerName.orValue("") == "fargate-scheduler")"));
  CHECK_FALSE(holds(outcome.out, "fargate-lint-workloads"));
}

TEST_CASE("policy: a change of the profiles changes nothing but the ConfigMap") {
  const auto of = [](const std::string& profiles) {
    return policy({"--params", "configmap", "--pods-by", "profiles", "--profiles", profiles}).out;
  };
  const auto one = of(kProfiles);
  const auto other = of("testdata/demo/cluster.yaml");
  const std::string first = "kind: ValidatingAdmissionPolicy\n";
  REQUIRE(holds(one, first));
  CHECK(one.substr(one.find(first)) == other.substr(other.find(first)));
  CHECK(one.substr(0, one.find(first)) != other.substr(0, other.find(first)));
}

TEST_CASE("policy: asked for wrongly") {
  struct Row {
    std::vector<std::string> arguments;
    std::string_view error;
  };
  const std::vector<Row> rows = {
      {{}, "error: no Fargate profile in the input"},
      {{"--on", "pods", "--pods-by", "profiles"}, "error: no Fargate profile in the input"},
      {{"--profiles", "testdata/no-such-file.yaml"}, "testdata/no-such-file.yaml"},
      {{"--action", "block"}, "error: invalid value for --action: block"},
      {{"--action", "error=block"}, "error: invalid value for --action: error=block"},
      {{"--action", "error"}, "error: invalid value for --action: error"},
      {{"--action", "info=warn"}, "error: no rule is left for a policy"},
      {{"--select", "FG301"}, "error: no rule is left for a policy"},
      {{"--select", "FG999"}, "error: unknown rule: FG999"},
      {{"--name-prefix", "Shop"}, "error: invalid value for --name-prefix: Shop"},
      {{"--exempt-label", "a"}, "error: invalid value for --exempt-label: a"},
      {{"--params", "crd"}, "error: invalid value for --params: crd"},
      {{"--params", "configmap", "--on", "pods"}, "error: --params has no effect"},
      {{"--params", "configmap", "--format", "kyverno"}, "error: --params needs --format vap"},
      {{"--on", "pods", "--test", "testdata/no-such-folder"}, "error: no such directory"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.error);
    const auto outcome = policy(row.arguments);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK_MESSAGE(holds(outcome.err, row.error), outcome.err);
  }
}

TEST_CASE("policy: samples, and a script that tries them") {
  const TemporaryFolder folder;
  const auto path = folder.path().string();
  const auto outcome = policy({"--profiles", kProfiles, "--test", path});
  CHECK(outcome.status == 0);
  const auto script = read_file(folder.path() / "run.sh");
  CHECK(holds(script, "kubectl apply --dry-run=server"));
  CHECK(holds(script, "kubectl get namespace shop "));
  // Each is decided by `check` as the policy must decide it.
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(".yaml")) continue;
    CAPTURE(name);
    const auto checked = run({.arguments = {"check", "--isolated", entry.path().string(),
                                            "--profiles", kProfiles, "-o", "concise", "-q"}});
    CHECK((checked.status == 1) == name.starts_with("deny-"));
  }
}

}  // namespace
}  // namespace fargate_lint
