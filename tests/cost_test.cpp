// `cost` as a user runs it: screens, the other formats, what is asked for wrongly.

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "golden.hpp"
#include "json_schema.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using system::TemporaryFolder;
using testing::read_file;
using testing::run;

const fs::path kSource = FARGATE_LINT_SOURCE_DIR;
const std::string kInput = "testdata/reports/cost-input";
const std::string kPods = kInput + "/shop.yaml";

void check_golden(const std::string& name, const std::string& text) {
  testing::check_golden(kSource / "testdata" / "reports" / "cost" / name, text);
}

testing::Outcome cost(std::vector<std::string> arguments,
                      std::map<std::string, std::string> environment = {{"COLUMNS", "80"}}) {
  arguments.insert(arguments.begin(), "cost");
  return run({.arguments = std::move(arguments), .environment = std::move(environment)});
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("cost: screens and formats") {
  struct Row {
    const char* golden;
    std::vector<std::string> arguments;
    int status = 0;
  };
  const std::string own = kInput + "/prices.json";
  for (const auto& row :
       std::vector<Row>{{"screen.txt", {kInput}},
                        {"usage.txt",
                         {kInput, "--hours", "cronjob/report=20", "--replicas", "deploy/api=6",
                          "--discount", "20%", "--versus", "0.0336/vcpu-hour,0.0045/gb-hour"}},
                        {"own-prices.txt", {kInput, "--region", "ca-west-1", "--prices", own}},
                        {"profiles.txt", {kInput, "--group-by", "profile"}},
                        {"namespaces.txt", {kInput, "--group-by", "namespace"}},
                        {"no-region.txt", {kPods}},
                        {"no-profiles.txt", {kPods, "--region", "eu-central-1"}},
                        {"cost.json", {kInput, "-o", "json"}},
                        {"no-region.json", {kPods, "-o", "json"}},
                        {"cost.csv", {kInput, "-o", "csv"}},
                        {"namespaces.csv", {kInput, "-o", "csv", "--group-by", "namespace"}},
                        {"cost.md", {kInput, "-o", "markdown"}},
                        {"help.txt", {"--help"}}}) {
    CAPTURE(row.golden);
    const auto outcome = cost(row.arguments);
    CHECK(outcome.status == row.status);
    CHECK(outcome.err.empty());
    check_golden(row.golden, outcome.out);
    if (row.arguments.back() != "json" && !holds(row.golden, ".json")) continue;
    const auto schema = yaml::read_document(read_file(kSource / "schema" / "cost-v1.schema.json"));
    const auto bill = yaml::read_document(outcome.out);
    REQUIRE(schema);
    REQUIRE(bill);
    for (const auto& fault : testing::schema_faults(schema->root(), bill->root()))
      FAIL_CHECK(fault);
  }
}

TEST_CASE("hooks: are marked, and what only helm test creates costs nothing") {
  const TemporaryFolder folder;
  const auto job = [](const std::string& name, const std::string& hook) {
    return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name +
           "\n  annotations: {helm.sh/hook: \"" + hook +
           "\"}\nspec:\n  containers: [{name: app, image: app}]\n---\n";
  };
  folder.write("a.yaml", job("migrate", "pre-install,pre-upgrade") + job("probe", "test"));
  const auto path = (folder.path() / "a.yaml").string();
  const auto check = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--isolated", path, "--region", "us-east-1"});
    return run({.arguments = std::move(arguments), .environment = {{"COLUMNS", "120"}}}).out;
  };
  const auto bill = check({"cost", "-o", "json"});
  CHECK(holds(bill, R"("hook": "pre-install,pre-upgrade")"));
  CHECK(holds(bill, R"("why_not": "helm-test")"));
  CHECK(holds(bill, R"("helm_test": 1)"));
  CHECK(holds(bill, "\"total\": {\n    \"workloads\": 1,\n    \"priced\": 1,"));
  const auto screen = check({"cost"});
  CHECK(holds(screen, "Pod/migrate"));
  CHECK_FALSE(holds(screen, "Pod/probe"));
  CHECK(holds(screen, "not priced: 1 Helm test\n"));
  const auto rest = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--isolated", path});
    return run({.arguments = std::move(arguments), .environment = {{"COLUMNS", "120"}}}).out;
  };
  CHECK(holds(rest({"placement"}), "hook: pre-install,pre-upgrade"));
  CHECK(holds(rest({"why", "pod/probe"}), "Pod/probe"));
  CHECK(holds(rest({"why", "pod/probe"}), "\n  hook: test\n"));
  CHECK(holds(rest({"check", "-o", "json"}), R"("hook": "test")"));
  CHECK(holds(rest({"check", "-o", "markdown"}), "hook: test; "));
}

TEST_CASE(
    "cost: the region is that of the flag, the configuration, the profiles, the environment") {
  const auto heading = [](const testing::Outcome& outcome) {
    return outcome.out.substr(0, outcome.out.find('\n'));
  };
  CHECK(holds(heading(cost({kInput})), "us-east-1"));
  CHECK(holds(heading(cost({kInput, "--region", "eu-west-2"})), "eu-west-2"));
  CHECK(holds(heading(cost({kInput, "--config", "region=eu-west-3"})), "eu-west-3"));
  CHECK(holds(heading(cost({kInput, "--config", "region=eu-west-3", "--region", "eu-west-2"})),
              "eu-west-2"));
  CHECK(holds(heading(cost({kPods}, {{"AWS_REGION", "sa-east-1"}})), "sa-east-1"));
  CHECK(holds(heading(cost({kInput}, {{"AWS_REGION", "sa-east-1"}})), "us-east-1"));
  // A profile that does not tell its cluster counts where those that do tell no region.
  const TemporaryFolder folder;
  folder.write("profile.yaml",
               "apiVersion: eks.aws.upbound.io/v1beta1\nkind: FargateProfile\nmetadata: {name: x}\n"
               "spec: {forProvider: {region: eu-north-1, clusterNameRef: {name: c}, selector: "
               "[{namespace: shop}]}}\n");
  const auto profile = (folder.path() / "profile.yaml").string();
  CHECK(holds(heading(cost({kInput, "--profiles", profile})), "us-east-1"));
  CHECK(holds(heading(cost({kPods, "--profiles", profile})), "eu-north-1"));
  // One that is only found and has no price is said; one that is asked for ends the run.
  const auto found = cost({kPods}, {{"AWS_REGION", "ca-west-1"}});
  CHECK(found.status == 0);
  CHECK(holds(found.out, "no price for ca-west-1 in the list of 2026-09-11; give --prices"));
}

TEST_CASE("cost: what is asked for wrongly") {
  const TemporaryFolder folder;
  const auto file = [&](const char* name, const char* text) {
    folder.write(name, text);
    return (folder.path() / name).string();
  };
  struct Row {
    std::vector<std::string> arguments;
    const char* says;
  };
  for (const auto& row : std::vector<Row>{
           {{"--region", "ca-west-1"}, "no price for ca-west-1 in the list of 2026-09-11"},
           {{"--region", "us-eest-1"}, "did you mean `us-east-1`?"},
           {{"--hours", "cronjob/raport=20"}, "did you mean `CronJob/report`?"},
           {{"--hours", "cronjob/report=731"}, "a number from 0 to 730"},
           {{"--hours", "cronjob/report=-1"}, "a number from 0 to 730"},
           {{"--hours", "report"}, "write it as KIND/NAME=N"},
           {{"--replicas", "deploy/api=1.5"}, "a whole number"},
           {{"--replicas", "deploy/nope=1"}, "is not in the input"},
           {{"--discount", "120%"}, "a percentage from 0 to 100"},
           {{"--discount", "1e1"}, "a percentage from 0 to 100"},
           {{"--max-monthly", "much"}, "an amount such as 500"},
           {{"--versus", "0.03"}, "0.0336/vcpu-hour,0.0045/gb-hour"},
           {{"--group-by", "label"}, "choices: profile, namespace"},
           {{"-o", "yaml"}, "unknown output format: yaml"},
           {{"-o", "sarif"}, "this command has no output format sarif"},
           {{"--prices", "nowhere.json"}, "cannot read the prices"},
           {{"--prices", file("list.json", "[]")}, "list.json:1:1"},
           {{"--prices", file("text.json", "{\"a\": {\"vcpu_hour\": \"x\", \"gb_hour\": 1}}")},
            "`vcpu_hour` is not a price: `x`"},
           {{"--prices", file("less.json", "{\"a\": {\"vcpu_hour\": -1, \"gb_hour\": 1}}")},
            "`vcpu_hour` is not a price: `-1`"},
           {{"--prices", file("lacks.json", "{\"a\": {\"vcpu_hour\": 1}}")}, "no `gb_hour`"},
           {{"--prices", file("key.json", "{\"a\": {\"cpu\": 1}}")}, "unknown key `cpu`"},
           {{"--prices", file("broken.json", "{\"a\": ")}, "broken.json:"}}) {
    auto arguments = row.arguments;
    CAPTURE(arguments[1]);
    arguments.push_back(kInput);
    const auto outcome = cost(arguments);
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(holds(outcome.err, row.says), outcome.err);
  }
  CHECK(cost({kPods, "--max-monthly", "5"}).status == 2);
}

TEST_CASE("cost: --max-monthly fails a run that may cost more") {
  const auto above = cost({kInput, "--max-monthly", "100"});
  CHECK(above.status == 1);
  CHECK(holds(above.err, "above --max-monthly 100.00"));
  CHECK(cost({kInput, "--max-monthly", "1000"}).status == 0);
}

TEST_CASE("cost: names of strangers are no formulas, commands or markup") {
  const TemporaryFolder folder;
  const std::string pod = "\nspec: {template: {spec: {containers: [{name: a, image: b}]}}}\n---\n";
  folder.write("a.yaml",
               "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: '=HYPERLINK(\"x\")', "
               "namespace: '@SUM(A1)'}" +
                   pod +
                   "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: \"x\\e[31m|<b>\", "
                   "namespace: \"+1\\n=2\"}" +
                   pod);
  for (const auto* format : {"text", "csv", "json", "markdown"}) {
    CAPTURE(format);
    const auto outcome =
        run({.arguments = {"cost", "--isolated", "--region", "us-east-1", "-o", format, "."},
             .folder = folder.path().string()});
    CHECK(outcome.status < 1000);
    CHECK_FALSE(holds(outcome.out, "\x1b"));
    if (std::string_view(format) == "csv") {
      CHECK(holds(outcome.out, "\"'=HYPERLINK(\"\"x\"\")\""));
      CHECK(holds(outcome.out, ",'@SUM(A1),"));
      CHECK_FALSE(holds(outcome.out, "\n=2"));
    }
    // In a code span, where only the bar means something.
    if (std::string_view(format) == "markdown") CHECK(holds(outcome.out, "\\|<b>`"));
  }
}

TEST_CASE("check: FG504 and FG505 name the saving where the region is known") {
  const auto json = run({.arguments = {"-o", "json", "--select", "FG505", kInput}});
  CHECK(holds(json.out,
              "to get 1 vCPU 2 GB, which saves $3.24/month per running Pod (us-east-1, "
              "price list of 2026-09-11)"));
  const auto without = run({.arguments = {"-o", "json", "--select", "FG505", kPods}});
  CHECK_FALSE(holds(without.out, "which saves"));
  const auto asked =
      run({.arguments = {"-o", "json", "--select", "FG505", kPods, "--region", "sa-east-1"}});
  CHECK(holds(asked.out, "sa-east-1"));
  // A price is no part of what a finding is known by.
  const TemporaryFolder folder;
  const auto baseline = (folder.path() / "baseline.json").string();
  CHECK(run({.arguments = {kPods, "--select", "FG505", "--write-baseline", baseline}}).status < 2);
  const auto known = run({.arguments = {kPods, "--select", "FG505", "--baseline", baseline,
                                        "--region", "us-east-1", "-o", "concise"}});
  CHECK_FALSE(holds(known.out, "FG505"));
}

}  // namespace
}  // namespace fargate_lint
