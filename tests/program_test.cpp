// The program as its users meet it: screens, exit codes, messages, files that it writes. Expected
// outputs stand in testdata/reports/<format>/; FARGATE_LINT_UPDATE=1 rewrites them.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <tuple>
#include <utility>

#include "golden.hpp"
#include "json_schema.hpp"
#include "report/renderer.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using system::TemporaryFolder;
using testing::Call;
using testing::Outcome;
using testing::read_file;
using testing::run;

const fs::path kSource = FARGATE_LINT_SOURCE_DIR;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void check_golden(const std::string& name, const std::string& text) {
  testing::check_golden(kSource / "testdata" / "reports" / name, text);
}

/// Two clusters, each with a profile for one of two namespaces, and a faulty pod in each of them.
constexpr const char* kClusters = "testdata/reports/clusters";

TEST_CASE("program: screens of the demo") {
  struct Row {
    const char* golden;
    const char* columns;
    std::vector<std::string> arguments;
    int status;
  };
  const Row rows[] = {
      {"text/demo-100.txt", "100", {"testdata/demo"}, 1},
      {"text/demo-80.txt", "80", {"check", "testdata/demo"}, 1},
      {"text/demo-160.txt", "160", {"placement", "testdata/demo"}, 0},
      {"text/demo-50.txt", "50", {"placement", "testdata/demo"}, 0},
      {"text/no-profiles.txt", "80", {"testdata/demo/deploy"}, 1},
      {"text/why-refused.txt", "80", {"why", "sts/search", "testdata/demo"}, 0},
      {"text/why-near-miss.txt", "80", {"why", "Deployment/admin", "testdata/demo"}, 0},
      {"text/why-status.txt", "80", {"why", "Deployment/api", "testdata/reports/why"}, 0},
      {"text/why-size.txt", "80", {"why", "Pod/whole", "testdata/reports/why"}, 0},
      {"text/why-init.txt", "80", {"why", "Pod/starting", "testdata/reports/why"}, 0},
      {"text/explain.txt", "80", {"explain", "FG101"}, 0},
      {"text/rules.txt", "80", {"rules"}, 0},
      {"text/help.txt", "80", {"--help"}, 0},
      {"text/help-why.txt", "80", {"why", "--help"}, 0},
      {"text/bad-input.txt", "80", {"testdata/reports/bad-input"}, 2},
      {"text/bad-placement.txt", "80", {"placement", "testdata/reports/bad-input"}, 2},
      {"json/demo.json", "80", {"-o", "json", "testdata/demo"}, 1},
      {"json/bad-input.json", "80", {"-o", "json", "testdata/reports/bad-input"}, 2},
      {"text/clusters.txt", "80", {kClusters, "--all-clusters", "--select", "FG101"}, 1},
      {"json/clusters.json",
       "80",
       {"-o", "json", kClusters, "--all-clusters", "--select", "FG101"},
       1},
  };
  // Of the formats a fixed choice of rules, so that a new rule leaves them alone.
  const std::pair<const char*, const char*> formats[] = {
      {"concise", "txt"},      {"jsonl", "jsonl"}, {"sarif", "sarif"}, {"github", "txt"},
      {"gitlab", "json"},      {"azure", "txt"},   {"junit", "xml"},   {"checkstyle", "xml"},
      {"rdjson", "json"},      {"tap", "tap"},     {"markdown", "md"}, {"html", "html"},
      {"github-comment", "md"}};
  std::vector<Row> all(std::begin(rows), std::end(rows));
  std::vector<std::string> names;
  names.reserve(3 * std::size(formats));
  for (const auto& [format, extension] : formats)
    for (const auto& [name, input, status] :
         {std::tuple("demo", "testdata/demo", 1), {"bad-input", "testdata/reports/bad-input", 2}}) {
      names.push_back(std::string(format) + "/" + name + "." + extension);
      all.push_back({names.back().c_str(),
                     "80",
                     {"-o", format, "--select", "FG001,FG002,FG101,FG108,FG201,FG502", input},
                     status});
    }
  for (const auto& [format, extension] : formats) {
    names.push_back(std::string(format) + "/clusters." + extension);
    all.push_back({names.back().c_str(),
                   "80",
                   {"-o", format, "--select", "FG101", kClusters, "--all-clusters"},
                   1});
  }
  for (const auto& row : all) {
    CAPTURE(row.golden);
    const auto outcome =
        run({.arguments = row.arguments, .environment = {{"COLUMNS", row.columns}}});
    CHECK(outcome.status == row.status);
    check_golden(row.golden, outcome.out);
  }
}

/// Folders with samples of many clusters are judged by the profiles of one.
std::vector<std::string> with_cluster(const std::string& input,
                                      std::vector<std::string> arguments) {
  arguments.push_back(input);
  if (input == "testdata/reports/bad-input") return arguments;
  const auto* samples = input.starts_with("testdata") ? "shop" : "workshop";
  arguments.insert(arguments.end(), {"--cluster", input == "testdata/rules" ? "demo" : samples});
  return arguments;
}

TEST_CASE("program: every format is the same at any number of threads") {
  const auto* corpus = std::getenv("FARGATE_LINT_CORPUS");
  if (corpus == nullptr)
    MESSAGE("FARGATE_LINT_CORPUS is not set: the reports of real manifests are not tried");
  const TemporaryFolder folder;
  const auto run_with = [&](const std::string& threads) {
    const std::string input = corpus == nullptr ? "testdata" : corpus;
    Call call{.arguments = with_cluster(input, {"-j", threads})};
    for (const auto* renderer : report::renderers()) {
      if (renderer->render_all == nullptr) continue;
      call.arguments.insert(
          call.arguments.end(),
          {"-o", std::string(renderer->name) + "=" +
                     (folder.path() / (std::string(renderer->name) + threads)).string()});
    }
    return run(call);
  };
  CHECK(run_with("1").status == run_with("2").status);
  for (const auto* renderer : report::renderers()) {
    if (renderer->render_all == nullptr) continue;
    const std::string name(renderer->name);
    CAPTURE(name);
    const auto alone = read_file(folder.path() / (name + "1"));
    CHECK_FALSE(alone.empty());
    CHECK(alone == read_file(folder.path() / (name + "2")));
  }
}

TEST_CASE("program: fingerprints of SARIF are made of no more of a file than they need") {
  const TemporaryFolder folder;
  std::string text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
      "spec: {hostNetwork: true, containers: [{name: a, image: a}]}\n---\n";
  for (int i = 0; i < 10'000; ++i) text += "# What fills the first window that is read.\n";
  folder.write("a.yaml", text);
  // 64 GiB, almost all of which is a hole.
  fs::resize_file(folder.path() / "a.yaml", std::uintmax_t{1} << 36U);
  const auto outcome = run({.arguments = {"-o", "sarif", "--select", "FG101", "a.yaml"},
                            .folder = folder.path().string()});
  CHECK(outcome.status == 2);
  CHECK(outcome.out.find("\"primaryLocationLineHash\"") != std::string::npos);
}

TEST_CASE("program: a step of GitHub Actions gets its summary") {
  const TemporaryFolder folder;
  const auto summary = (folder.path() / "summary.md").string();
  std::ofstream(summary) << "before\n";
  const Call call{.arguments = {"-o", "github=" + (folder.path() / "log").string(), "-o",
                                "text=/dev/null", "testdata/demo"},
                  .environment = {{"GITHUB_STEP_SUMMARY", summary}}};
  CHECK(run(call).status == 1);
  const auto once = read_file(summary);
  CHECK(once.starts_with("before\n### fargate-lint: "));
  CHECK(once.ends_with("</details>\n"));
  CHECK(run(call).status == 1);
  CHECK(read_file(summary).size() == 2 * once.size() - std::string("before\n").size());
  auto blocked = call;
  blocked.environment["GITHUB_STEP_SUMMARY"] = folder.path().string();
  CHECK(run(blocked).status == 2);
}

TEST_CASE("program: code hosts get paths from the root of the repository") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / ".git");
  fs::create_directories(folder.path() / "deploy");
  fs::copy_file(kSource / "testdata/demo/deploy/api.yaml", folder.path() / "deploy/api.yaml");
  fs::create_symlink("api.yaml", folder.path() / "deploy/link.yaml");
  const auto uri = [&](const std::string& format, const std::string& path) {
    return run({.arguments = {"-o", format, "--select", "FG101", path},
                .folder = (folder.path() / "deploy").string()})
        .out;
  };
  for (const auto* path : {"api.yaml", ".", "./../deploy/api.yaml", "link.yaml"}) {
    CAPTURE(path);
    CHECK(uri("sarif", path).find("\"uri\":\"deploy/api.yaml\"") != std::string::npos);
    CHECK(uri("gitlab", path).find("\"path\": \"deploy/api.yaml\"") != std::string::npos);
    CHECK(uri("github", path).starts_with("::error file=deploy/api.yaml,"));
  }
  CHECK(uri("concise", "api.yaml").starts_with("api.yaml:17:7: "));
}

TEST_CASE("program: JSON reports obey the schema") {
  const auto schema = yaml::read_document(read_file(kSource / "schema" / "report-v1.schema.json"));
  REQUIRE(schema);
  std::vector<std::string> inputs = {"testdata/demo", "testdata/reports/bad-input",
                                     "testdata/rules", "testdata/profiles"};
  if (const auto* corpus = std::getenv("FARGATE_LINT_CORPUS"))
    inputs.emplace_back(corpus);
  else
    MESSAGE("FARGATE_LINT_CORPUS is not set: the reports of real manifests are not tried");
  for (const auto& input : inputs)
    for (const auto* command : {"check", "profiles"}) {
      CAPTURE(input);
      CAPTURE(command);
      const auto outcome = run({.arguments = with_cluster(input, {command, "-o", "json"})});
      CHECK(outcome.status != 1000);
      const auto report = yaml::read_document(outcome.out);
      REQUIRE(report);
      for (const auto& fault : testing::schema_faults(schema->root(), report->root()))
        FAIL_CHECK(fault);
      const auto documents = report->root()["summary"]["documents"];
      const auto count = [&](const char* key) { return documents[key].integer().value_or(-1); };
      CHECK(count("total") ==
            count("linted") + count("without_pods") + count("ignored") + count("unreadable"));
    }
  const auto several = run({.arguments = {"-o", "json", "--all-clusters", kClusters}});
  const auto report = yaml::read_document(several.out);
  REQUIRE(report);
  CHECK(report->root()["clusters"].size() == 2);
  for (const auto& fault : testing::schema_faults(schema->root(), report->root()))
    FAIL_CHECK(fault);
}

/// What of a JSON text breaks a schema of ours.
std::vector<std::string> schema_faults_of(const std::string& schema, const std::string& text) {
  const auto rules = yaml::read_document(read_file(kSource / "schema" / schema));
  const auto value = yaml::read_document(text);
  if (!rules || !value) return {"cannot be read"};
  return testing::schema_faults(rules->root(), value->root());
}

TEST_CASE("program: what `why`, `rules` and `explain` write obeys its schema") {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"why", "-o", "json", "sts/search", "testdata/demo"},
           {"why", "-o", "json", "admin", "testdata/demo"},
           {"why", "-o", "json", "Deployment/api", "testdata/reports/why"},
           {"why", "-o", "json", "Pod/starting", "testdata/reports/why"}}) {
    CAPTURE(words[3]);
    const auto outcome = run({.arguments = words});
    CHECK(outcome.status == 0);
    for (const auto& fault : schema_faults_of("why-v1.schema.json", outcome.out)) FAIL_CHECK(fault);
  }
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"rules", "-o", "json"}, {"explain", "FG101", "host-path", "-o", "json"}}) {
    const auto outcome = run({.arguments = words});
    CHECK(outcome.status == 0);
    for (const auto& fault : schema_faults_of("rules-v1.schema.json", outcome.out))
      FAIL_CHECK(fault);
  }
}

TEST_CASE("program: who is not shown all findings is told how to see them") {
  const std::vector<std::string> hook = {"testdata/demo", "-o", "concise", "--severity", "warning"};
  const auto outcome = run({.arguments = hook});
  CHECK(outcome.out.find(" info ") == std::string::npos);
  CHECK(outcome.err ==
        "note: 3 findings of lower severity not shown; `--severity info` shows them all\n");
  auto all = hook;
  all.back() = "info";
  CHECK(run({.arguments = all}).err.empty());
}

TEST_CASE("program: --severity says what is shown, and what fails the run always is") {
  struct Row {
    std::vector<std::string> arguments;
    bool warnings;
    bool infos;
  };
  const Row rows[] = {
      {{}, true, false},
      {{"--severity", "error"}, false, false},
      {{"--severity", "warning"}, true, false},
      {{"--severity", "info"}, true, true},
      {{"--severity", "error", "--fail-on", "warning"}, true, false},
      {{"--config", "severity=info"}, true, true},
      {{"--config", "severity=info", "--severity", "error"}, false, false},
  };
  for (const auto& row : rows) {
    const auto words = joined(row.arguments);
    CAPTURE(words);
    auto arguments = row.arguments;
    arguments.emplace_back("testdata/demo");
    const auto screen = "\n" + run({.arguments = arguments}).out;
    CHECK(screen.find("\nerror[") != std::string::npos);
    CHECK((screen.find("\nwarning[") != std::string::npos) == row.warnings);
    CHECK((screen.find("\ninfo[") != std::string::npos) == row.infos);
    CHECK((screen.find("\n  info     FG") == std::string::npos) == row.infos);
    if (row.arguments.empty()) continue;
    arguments.insert(arguments.end(), {"-o", "concise"});
    const auto concise = run({.arguments = arguments}).out;
    CHECK(concise.find(": error FG") != std::string::npos);
    CHECK((concise.find(": warning FG") != std::string::npos) == row.warnings);
    CHECK((concise.find(": info FG") != std::string::npos) == row.infos);
  }
  CHECK(run({.arguments = {"-o", "concise", "testdata/demo"}}).out.find(": info FG") !=
        std::string::npos);
}

TEST_CASE("program: in a pipe a row of the table is a line, and so is an event") {
  const auto piped = run({.arguments = {"testdata/demo"}, .environment = {{"COLUMNS", ""}}}).out;
  std::istringstream lines(piped);
  bool found = false;
  for (std::string line; std::getline(lines, line);)
    found = found || (line.find("refused") != std::string::npos &&
                      line.find("Deployment/api") != std::string::npos &&
                      line.find("hostNetwork") != std::string::npos);
  CHECK(found);
  check_golden("text/demo-pipe.txt", piped);
}

TEST_CASE("program: a refused workload without a finding says which rule did not report it") {
  const auto ending = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"testdata/demo/deploy/api.yaml", "--fail-on", "never"});
    return run({.arguments = arguments}).out;
  };
  CHECK(ending({"--ignore", "FG101"}).find("Deployment/api in shop (FG101 not selected)") !=
        std::string::npos);
  CHECK(ending({"--config", "suppressions=[{rules: [FG101], reason: known}]"})
            .find("Deployment/api in shop (FG101 suppressed)") != std::string::npos);
  CHECK(ending({"--config", "severities={FG101: off}"})
            .find("Deployment/api in shop (not reported)") != std::string::npos);
  const system::TemporaryFolder folder;
  const auto baseline = (folder.path() / "baseline.json").string();
  ending({"--write-baseline", baseline});
  CHECK(ending({"--baseline", baseline}).find("Deployment/api in shop (FG101 known)") !=
        std::string::npos);
}

TEST_CASE("program: JUnit and TAP fail what fails the run") {
  const auto of = [](const std::string& format, const std::string& fail_on) {
    return run({.arguments = {"--select", "FG502", "--fail-on", fail_on, "-o", format,
                              "testdata/demo"}})
        .out;
  };
  for (const auto& [fail_on, fails] : {std::pair("error", false), std::pair("warning", true)}) {
    CAPTURE(fail_on);
    CHECK((of("junit", fail_on).find("<failure") != std::string::npos) == fails);
    CHECK((of("tap", fail_on).find("not ok") != std::string::npos) == fails);
  }
}

TEST_CASE("program: profiles that are without fault are said to be") {
  const auto outcome = run({.arguments = {"profiles", "testdata/demo"}});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("\nno fault in 2 profiles\n") != std::string::npos);
}

TEST_CASE("json schema: a fault is a fault") {
  const auto schema = yaml::read_document(read_file(kSource / "schema" / "report-v1.schema.json"));
  REQUIRE(schema);
  const auto report = yaml::read_document(
      R"({"version": 2, "tool": {"name": "fargate-lint"}, "summary": [], "profiles": [],)"
      R"("placements": [{"verdict": "maybe"}], "diagnostics": [], "ignored": [{"line": -1}],)"
      R"("unreadable": [], "extra": 1})");
  REQUIRE(report);
  const auto faults = testing::schema_faults(schema->root(), report->root());
  const auto has = [&](const char* fault) { return std::ranges::count(faults, fault) == 1; };
  CHECK(has(": lacks errors"));
  CHECK(has("/version: is not 1"));
  CHECK(has("/tool: lacks version"));
  CHECK(has("/summary: is of type array"));
  CHECK(has("/placements/0/verdict: is none of the choices: maybe"));
  CHECK(has("/ignored/0/line: is too small"));
  CHECK(has(": holds a key that the schema does not describe: extra"));
}

TEST_CASE("program: exit codes") {
  struct Row {
    std::vector<std::string> arguments;
    int status;
  };
  const std::string demo = "testdata/demo";
  const std::string bad = "testdata/reports/bad-input";
  const Row rows[] = {
      {{demo}, 1},
      {{"--fail-on", "never", demo}, 0},
      {{"--fail-on=info", "--select", "FG108", demo}, 1},
      {{"--fail-on", "warning", "--select", "FG108", demo}, 0},
      {{"--select", "FG502", demo}, 0},
      {{"--select", "FG502", "--fail-on", "warning", demo}, 1},
      {{"--ignore", "FG101,ebs-volume", demo}, 0},
      {{"--ignore", "FG101, ebs-volume", demo}, 0},
      {{"--select", " FG502 ,FG108", demo}, 0},
      {{"--fail-on", "never", bad}, 2},
      {{"--ignore", "FG0", "-q", bad}, 2},
      {{"--fail-on", "never", demo, "nowhere"}, 2},
      {{"placement", demo}, 0},
      {{"placement", bad}, 2},
      {{"why", "Deployment/api", demo}, 0},
      {{"why", "Deployment/api", demo, bad}, 2},
      {{"why", "Deployment/apo", demo}, 2},
      {{"rules"}, 0},
      {{"explain", "host-network", "FG102"}, 0},
      {{"explain", "FG999"}, 2},
      {{"version"}, 0},
      {{"--version"}, 0},
      {{"help"}, 0},
      {{"help", "check"}, 0},
      {{"help", "--help"}, 0},
      {{"help", "help"}, 0},
      {{"help", "version"}, 0},
      {{"version", "--help"}, 0},
      {{"help", "why", "Deployment/api"}, 0},
      {{"help", "debug"}, 0},
      {{"debug", "--help"}, 0},
      {{"help", "debug", "parse"}, 0},
      {{"help", "nothing"}, 2},
      {{}, 2},
      {{"check"}, 2},
      {{""}, 2},
      {{"debug"}, 2},
      {{"debug", "parse"}, 2},
      {{"debug", "parse", bad + "/broken.yaml"}, 0},
      {{"debug", "parse", "nowhere.yaml"}, 2},
      {{"-j", "0", demo}, 2},
      {{"-j", "many", demo}, 2},
      {{"--color", "maybe", demo}, 2},
      {{"--fail-on", "sometimes", demo}, 2},
  };
  for (const auto& row : rows) {
    const auto words = joined(row.arguments);
    CAPTURE(words);
    const auto outcome = run({.arguments = row.arguments});
    CHECK(outcome.status == row.status);
  }
}

TEST_CASE("program: says what is wrong with a command line, and what to do") {
  struct Row {
    std::vector<std::string> arguments;
    std::string message;
  };
  const auto usage = [](const std::string& command, const std::string& arguments) {
    return "usage: fargate-lint " + command + " [OPTION...]" + arguments +
           "\n  see `fargate-lint " + command + " --help`\n";
  };
  const auto check = usage("check", " [PATH...]");
  const std::string no_input =
      "error: no input: name files or directories (`fargate-lint .`), pipe manifests to "
      "`fargate-lint -`, or read the cluster (`fargate-lint --live`)\n";
  const Row rows[] = {
      {{}, no_input + "  see `fargate-lint --help`\n"},
      {{"check"}, no_input},
      {{"why", "Deployment/api"}, no_input},
      {{"chek", "."},
       "error: unknown command \"chek\" for \"fargate-lint\"\n  did you mean `check`?\n"},
      {{"lint", "testdata/demo"},
       "error: unknown command \"lint\" for \"fargate-lint\"\n  use `fargate-lint check`\n"},
      {{"list"},
       "error: unknown command \"list\" for \"fargate-lint\"\n  use `fargate-lint rules`\n"},
      {{"help", "nothing"},
       "error: unknown command \"nothing\" for \"fargate-lint\"\n"
       "  `fargate-lint help` lists them\n"},
      {{".", "--slect", "FG101"},
       "error: unknown flag: --slect\n  did you mean `--select`?\n" + check},
      {{".", "--live"},
       "error: `--live` reads the cluster, so it takes no paths: `.`\n"
       "  pass files that declare profiles with `--profiles FILE`\n"},
      {{".", "--context", "prod"},
       "error: `--live` reads the cluster, so it takes no paths: `.`\n"
       "  pass files that declare profiles with `--profiles FILE`\n"},
      {{"--live", "--add-ignores"},
       "error: --live and --add-ignores cannot be used together\n"
       "  a cluster has no files: use `--baseline` to accept what is known\n"},
      {{"--live", "--chunk-size", "many"},
       "error: invalid value for --chunk-size: many\n  write a number from 0 to 100000\n"},
      {{"-A", "--request-timeout", "3x"},
       "error: invalid value for --request-timeout: 3x\n"
       "  write a duration such as `30s` or `2m`\n"},
      {{".", "-x"}, "error: unknown shorthand flag: 'x' in -x\n" + check},
      {{".", "--format", "json"},
       "error: unknown flag: --format for `check`\n  use `-o json`\n" + check},
      {{".", "--format"}, "error: unknown flag: --format for `check`\n  use `-o FORMAT`\n" + check},
      {{".", "--disable=FG101"},
       "error: unknown flag: --disable\n  use `--ignore FG101`\n" + check},
      {{".", "--exclude", "old/"},
       "error: unknown flag: --exclude\n  use `--config 'exclude=[old/]'`\n" + check},
      {{"--chart", "charts/shop"},
       "error: unknown flag: --chart\n  use `--helm charts/shop`\n" + check},
      {{"-k", "overlays/prod"},
       "error: overlays/prod does not exist\n  name the directory of a kustomization\n"},
      {{"--helm", "charts/shop"},
       "error: charts/shop does not exist\n"
       "  name the directory of a chart, or a packaged chart (.tgz)\n"},
      {{"--set", "a=b"},
       "error: --set has no effect without --helm\n  add `--helm CHART`\n" + check},
      {{"-f", "https://example.com/a.yaml"},
       "error: URLs are not fetched: https://example.com/a.yaml\n"
       "  `curl -fsSL https://example.com/a.yaml | fargate-lint -`\n"},
      {{"-f", "testdata/demo,testdata/rules"},
       "error: `testdata/demo,testdata/rules` does not exist\n"
       "  separate paths with spaces: `fargate-lint testdata/demo testdata/rules`\n"},
      {{"-f", "testdata/*.yaml"},
       "error: `testdata/*.yaml` does not exist\n"
       "  patterns are expanded by the shell: remove the quotes, or name the directory: "
       "`fargate-lint testdata`\n"},
      {{"deploy/api"},
       "error: `deploy/api` is not a file\n"
       "  to explain a workload of the cluster: `fargate-lint why deploy/api --live`\n"},
      {{".", "-n", "Bad NS"},
       "error: invalid value for --namespace: Bad NS\n"
       "  a namespace has at most 63 lower-case letters, digits and `-`\n"},
      {{"rules", "--select", "x"},
       "error: unknown flag: --select for `rules`\n"
       "  `fargate-lint rules --help` lists its flags\n" +
           usage("rules", " [RULE...]")},
      {{".", "--select"},
       "error: flag needs an argument: --select\n  write `--select RULE,...`\n" + check},
      {{".", "--quiet=what"}, "error: flag takes no value: --quiet\n" + check},
      {{".", "-o", "jsn"}, "error: unknown output format: jsn\n  did you mean `json`?\n" + check},
      {{".", "-o", "text", "-o", "json"},
       "error: two formats for stdout: text and json\n"
       "  write one of them to a file: `-o json=FILE`\n" +
           check},
      {{".", "-o", "json=x", "-o", "text=x"},
       "error: two formats for `x`: json and text\n"
       "  write one of them to a file: `-o text=FILE`\n" +
           check},
      {{".", "-o", "json=x", "-o", "text=./x"},
       "error: two formats for `./x`: json and text\n"
       "  write one of them to a file: `-o text=FILE`\n" +
           check},
      {{"rules", "-o", "sarif"},
       "error: this command has no output format sarif\n  formats: text, json\n" +
           usage("rules", " [RULE...]")},
      {{".", "-o", "json="}, "error: no file name in `-o json=`\n  write `-o json=FILE`\n" + check},
      {{".", "-j", "0"}, "error: invalid value for --threads: 0\n  write a number from 1 to 256\n"},
      {{".", "--fail-on", "x"},
       "error: invalid value for --fail-on: x\n  choices: error, warning, info, never\n" + check},
      {{".", "--fail-on", "warn"},
       "error: invalid value for --fail-on: warn\n  did you mean `warning`?\n" + check},
      {{".", "--fail-on", "error", "--fail-on=info"},
       "error: flag given more than once: --fail-on\n  give it once\n" + check},
      {{".", "--config", "x", "--isolated"},
       "error: --config and --isolated cannot be used together\n  give one of them\n" + check},
      {{".", "--all-clusters", "--cluster", "x"},
       "error: --cluster and --all-clusters cannot be used together\n  give one of them\n" + check},
      {{".", "--write-baseline", ""},
       "error: empty value for --write-baseline\n"
       "  check for a shell variable that is not set\n" +
           check},
      {{"--baseline=", "."},
       "error: empty value for --baseline\n  check for a shell variable that is not set\n" + check},
      {{".", "-n", ""},
       "error: empty value for --namespace\n  check for a shell variable that is not set\n" +
           check},
      {{"-n=", "."},
       "error: empty value for --namespace\n  check for a shell variable that is not set\n" +
           check},
      {{"--add-ignores=", "."},
       "error: empty value for --add-ignores\n"
       "  check for a shell variable that is not set\n" +
           check},
      {{".", "--new-from-rev", ""},
       "error: empty value for --new-from-rev\n"
       "  check for a shell variable that is not set\n" +
           check},
      {{".", "--cluster", ""},
       "error: empty value for --cluster\n  check for a shell variable that is not set\n" + check},
      {{".", "--all-clusters", "--add-ignores"},
       "error: --all-clusters and --add-ignores cannot be used together\n"
       "  run it for each `--cluster NAME`: comments move the lines below them\n" +
           check},
      {{".", "--select", "FG1", "--ignore", "FG1,FG5"},
       "error: no rule left to run\n  every selected rule is ignored as well\n" + check},
      {{".", "--select", "FG999"},
       "error: unknown rule: FG999\n  the command `rules` lists all rules\n" + check},
      {{"placement", ".", "-o", "xml"},
       "error: unknown output format: xml\n  did you mean `html`?\n" +
           usage("placement", " [PATH...]")},
      {{"placement", ".", "-o", "junit"},
       "error: this command has no output format junit\n"
       "  formats: text, json, jsonl, markdown, html\n" +
           usage("placement", " [PATH...]")},
      {{"version", "now"}, "error: `version` takes no arguments\n" + usage("version", "")},
      {{"explain"},
       "error: name a rule, or give the text of an event\n  `fargate-lint rules` lists the "
       "rules\n" +
           usage("explain", " RULE...|EVENT|-")},
      {{"explain", "host-netwrk"},
       "error: unknown rule: host-netwrk\n  did you mean `host-network`?\n"},
      {{"explain", "FG1"},
       "error: `FG1` is more than one rule\n  `fargate-lint rules FG1` lists them\n"},
      {{"why", "Deployment/apo", "testdata/demo"},
       "error: `Deployment/apo` is not in the input\n  did you mean `Deployment/api`?\n"},
      {{"why", "deployment", "apo", "testdata/demo"},
       "error: `deployment/apo` is not in the input\n  did you mean `Deployment/api`?\n"},
      {{"why", "deploy/api", "-n", "other", "testdata/demo"},
       "error: `deploy/api` is not in namespace other\n  the input has it in namespace shop\n"},
      {{"why", "sc/fast", "testdata/demo"},
       "error: `sc/fast` is not in the input\n"
       "  workloads: Deployment/admin, DaemonSet/agent, Deployment/api, Deployment/cart, "
       "CronJob/report and 1 more\n"},
      {{"why", "StorageClass/fast", "testdata/demo"},
       "error: `StorageClass/fast` does not create Pods\n"
       "  it is declared at testdata/demo/deploy/storage.yaml:2\n"},
      {{"debug", "pars"},
       "error: `debug` has one command: parse\n  use `fargate-lint debug parse FILE...`\n"},
      {{"testdata/demo/deploy", "--profiles", "nope.yaml"},
       "error: nope.yaml does not exist\n  check the path\n"},
      {{"testdata/demo/deploy", "--profiles", "testdata/demo"},
       "error: testdata/demo is a directory; `--profiles` takes files\n"
       "  name a file in it, or give the directory without `--profiles`\n"},
  };
  for (const auto& row : rows) {
    const auto words = joined(row.arguments);
    CAPTURE(words);
    const auto outcome = run({.arguments = row.arguments});
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == row.message);
  }
}

TEST_CASE("program: the help of a command lists the formats that it takes") {
  const auto formats = [](const std::string& command) {
    std::string text;
    std::istringstream words(
        run({.arguments = {command, "--help"}, .environment = {{"COLUMNS", "80"}}}).out);
    for (std::string word; words >> word;) text += word + " ";
    const auto begin = text.find("Formats: ");
    return begin == std::string::npos ? "" : text.substr(begin, text.find(" -", begin) - begin);
  };
  CHECK(formats("check") ==
        "Formats: text (default), concise, json, jsonl, sarif, github, gitlab, azure, junit, "
        "checkstyle, rdjson, tap, markdown, html, github-comment or gitlab-comment");
  CHECK(formats("placement") == "Formats: text (default), json, jsonl, markdown or html");
  CHECK(formats("profiles") == "Formats: text (default) or json");
  CHECK(formats("rules") == "Formats: text (default) or json");
  CHECK(formats("why") == "Formats: text (default) or json");
  CHECK(formats("explain") == "Formats: text (default) or json");
  CHECK(formats("completion").empty());
}

TEST_CASE("program: a file that looks like an option is told how to be named") {
  const TemporaryFolder folder;
  folder.write("-dash.yaml", "a: 1\n");
  const auto dash = run({.arguments = {"-dash.yaml"}, .folder = folder.path().string()});
  CHECK(dash.status == 2);
  CHECK(
      dash.err.starts_with("error: unknown shorthand flag: 'd' in -dash.yaml\n"
                           "  to name the file, write `./-dash.yaml`\n"));
  folder.write("-dash.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
  CHECK(run({.arguments = {"./-dash.yaml"}, .folder = folder.path().string()}).status == 0);
}

TEST_CASE("program: a folder that is named like a command is told apart") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "profiles");
  fs::copy_file(kSource / "testdata/demo/deploy/api.yaml", folder.path() / "profiles/api.yaml");
  const auto alone = run({.arguments = {"profiles"}, .folder = folder.path().string()});
  CHECK(alone.status == 2);
  CHECK(alone.err ==
        "error: no input: name files or directories (`fargate-lint .`), pipe manifests to "
        "`fargate-lint -`, or read the cluster (`fargate-lint --live`)\n"
        "  `profiles` is a command; to name the directory, write `./profiles`\n");
  CHECK(run({.arguments = {"profiles", "profiles"}, .folder = folder.path().string()}).status == 0);
}

TEST_CASE("program: an unknown rule is told with the nearest one") {
  const auto outcome = run({.arguments = {"--select", "host-netwrk", "testdata/demo"}});
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find("host-network") != std::string::npos);
}

TEST_CASE("program: called as a plugin of kubectl it names itself so") {
  const TemporaryFolder folder;
  const auto plugin = folder.path() / "kubectl-fargate_lint";
  fs::create_symlink(FARGATE_LINT_BINARY, plugin);
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"--help"},
                                                                     {"why", "--help"},
                                                                     {"check"},
                                                                     {},
                                                                     {"explain", "FG101"},
                                                                     {"testdata/demo"},
                                                                     {"testdata/reports/bad-input"},
                                                                     {"explain", "x"}}) {
    const auto words = joined(arguments);
    CAPTURE(words);
    const auto outcome = run({.arguments = arguments, .program = plugin.string()});
    auto text = outcome.out + outcome.err;
    CHECK(text.find("kubectl fargate-lint") != std::string::npos);
    for (auto at = text.find("fargate-lint"); at != std::string::npos;
         at = text.find("fargate-lint", at + 1)) {
      // .fargate-lint.yaml, the address of a page
      const bool is_path = at >= 1 && (text[at - 1] == '.' || text[at - 1] == '/');
      const auto behind =
          std::string_view(text).substr(at + std::string_view("fargate-lint").size());
      const bool is_suppression = behind.starts_with(": ignore[") || behind.starts_with(".dev/");
      const bool named =
          is_path || is_suppression || (at >= 8 && text.substr(at - 8, 8) == "kubectl ");
      // Rules' own texts are the same for all; paths hold what they hold.
      if (!named) CAPTURE(text.substr(at < 60 ? 0 : at - 60, 90));
      CHECK((named || text.substr(at < 20 ? 0 : at - 20, 20).find("CHART |") != std::string::npos));
    }
  }
}

TEST_CASE("program: options may stand before the command, and as kubectl writes them") {
  const auto plain = run({.arguments = {"check", "-n", "shop", "-o", "json", "testdata/demo"}});
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"-n", "shop", "check", "testdata/demo", "-o=json"},
                                             {"--namespace=shop", "-ojson", "-f", "testdata/demo"},
                                             {"testdata/demo", "--output", "json", "-nshop"},
                                             {"-o", "json", "-n=shop", "--", "testdata/demo"}}) {
    const auto words = joined(arguments);
    CAPTURE(words);
    const auto outcome = run({.arguments = arguments});
    CHECK(outcome.err.starts_with("warning: `--namespace shop` has no effect"));
    CHECK(outcome.out == plain.out);
  }
}

TEST_CASE("program: --profiles takes one value and may be repeated") {
  const auto outcome = run({.arguments = {"placement", "-o", "json", "--profiles",
                                          "testdata/demo/cluster.yaml", "testdata/demo/deploy"}});
  CHECK(outcome.status == 0);
  const auto report = yaml::read_document(outcome.out);
  REQUIRE(report);
  CHECK(report->root()["profiles"].size() == 2);
  const auto none = run({.arguments = {"--profiles", "testdata/demo/deploy/api.yaml",
                                       "testdata/demo/deploy", "-q", "--select", "FG501"}});
  CHECK(none.status == 2);
  CHECK(none.out.empty());
  CHECK(none.err.starts_with("error: testdata/demo/deploy/api.yaml declares no Fargate profile\n"));
}

TEST_CASE("program: what is wrong with an input is said on stderr in every format") {
  for (const auto* renderer : report::renderers()) {
    if (renderer->render_all == nullptr) continue;
    CAPTURE(renderer->name);
    const auto outcome =
        run({.arguments = {"nope.yaml", "testdata/demo", "-o", std::string(renderer->name)}});
    CHECK(outcome.status == 2);
    CHECK(outcome.err.starts_with("error: nope.yaml does not exist\n  check the path\n"));
  }
  const auto github = run({.arguments = {"nope.yaml", "-o", "github"}});
  CHECK(github.out.starts_with(
      "::error file=nope.yaml::nope.yaml does not exist%0Ahelp: check the path\n"));
  CHECK(github.out.find("no findings\n") == std::string::npos);
  const auto profiles =
      run({.arguments = {"testdata/demo/deploy", "--profiles", "nope.yaml", "-o", "github"}});
  CHECK(profiles.status == 2);
  CHECK(profiles.out.starts_with("::error::nope.yaml does not exist%0Ahelp: check the path\n"));
  const auto json =
      run({.arguments = {"testdata/demo/deploy", "--profiles", "nope.yaml", "-o", "json"}});
  const auto report = yaml::read_document(json.out);
  REQUIRE(report);
  CHECK(report->root()["placements"].size() == 0);
  CHECK(report->root()["errors"].size() == 1);
}

TEST_CASE("program: reads standard input when told, and never else") {
  const auto manifest = read_file(kSource / "testdata/demo/deploy/api.yaml");
  const auto read = run({.arguments = {"-", "-q"}, .input = manifest});
  CHECK(read.status == 1);
  CHECK(read.out.find("--> <stdin>:17:7 ") != std::string::npos);
  const auto empty = run({.arguments = {"-"}});
  CHECK(empty.status == 2);
  CHECK(empty.err ==
        "error: <stdin> contains no document\n"
        "  check the output of the program before `fargate-lint` in the pipe\n");
  const auto unasked = run({.arguments = {"check"}, .input = manifest});
  CHECK(unasked.status == 2);
}

TEST_CASE("program: several formats in one run; files are written whole") {
  const TemporaryFolder folder;
  const auto json = (folder.path() / "report.json").string();
  const auto text = (folder.path() / "report.txt").string();
  folder.write("report.txt", "old");
  fs::permissions(text, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("report.txt", folder.path() / "link.txt");
  const auto outcome = run({.arguments = {"testdata/demo", "-o", "text", "-o", "json=" + json, "-o",
                                          "text=" + (folder.path() / "link.txt").string()}});
  CHECK(outcome.status == 1);
  CHECK(read_file(json) == read_file(kSource / "testdata/reports/json/demo.json"));
  CHECK(read_file(text) == outcome.out);
  CHECK(fs::is_symlink(folder.path() / "link.txt"));
  CHECK(fs::status(text).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 3);
}

TEST_CASE("program: a report does not overwrite what is read") {
  const TemporaryFolder folder;
  const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
  folder.write("deploy/pod.yaml", pod);
  folder.write("deploy/kustomization.yaml", "patches: [{path: patch.json}]\n");
  folder.write("deploy/patch.json", "[]");
  folder.write("other.yaml", pod);
  fs::create_symlink("deploy/pod.yaml", folder.path() / "link.yaml");
  const auto said = [&](const std::string& command, const std::string& file,
                        const std::string& path) {
    return run(
        {.arguments = {command, "-o", "json=" + file, path}, .folder = folder.path().string()});
  };
  for (const std::string command : {"check", "placement", "profiles"}) {
    CAPTURE(command);
    CHECK(said(command, "deploy/pod.yaml", "./deploy/pod.yaml").status == 2);
    CHECK(said(command, "deploy/pod.yaml", "link.yaml").status == 2);
    CHECK(said(command, "link.yaml", "deploy").status == 2);
    CHECK(said(command, "deploy/patch.json", "deploy").status == 2);
    CHECK(said(command, "deploy/pod.yaml", "deploy").err ==
          "error: `-o json=FILE` would overwrite `deploy/pod.yaml`, which this run reads\n"
          "  write to another file\n");
  }
  const auto redirected =
      run({.arguments = {"-", "-o", "json=other.yaml"},
           .folder = folder.path().string(),
           .in_child = [] { ::dup2(::open("link.yaml", O_RDONLY), STDIN_FILENO); }});
  CHECK(redirected.err.empty());
  const auto onto_itself =
      run({.arguments = {"-", "-o", "json=deploy/pod.yaml"},
           .folder = folder.path().string(),
           .in_child = [] { ::dup2(::open("link.yaml", O_RDONLY), STDIN_FILENO); }});
  CHECK(onto_itself.status == 2);
  CHECK(onto_itself.err.find("would overwrite `deploy/pod.yaml`") != std::string::npos);
  CHECK(read_file(folder.path() / "deploy/pod.yaml") == pod);
  CHECK(said("check", "other.yaml", "deploy").status != 2);
  const std::string package = R"({"name": "shop", "version": "1.0.0"})";
  folder.write("deploy/package.json", package);
  CHECK(said("check", "deploy/package.json", "deploy").status == 2);
  CHECK(read_file(folder.path() / "deploy/package.json") == package);
}

TEST_CASE("program: a report takes the place of that of an earlier run") {
  const TemporaryFolder folder;
  folder.write("deploy/pod.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
               "spec: {hostNetwork: true, containers: [{name: a, image: a}]}\n");
  for (const std::string format : {"json", "jsonl", "sarif", "gitlab", "rdjson"})
    for (const std::string select : {"FG101", "FG102"})
      for (int i = 0; i < 2; ++i) {
        CAPTURE(format);
        const auto outcome = run({.arguments = {"deploy", "--select", select, "-o",
                                                format + "=deploy/" + format + ".json"},
                                  .folder = folder.path().string()});
        CHECK(outcome.err.empty());
        CHECK(outcome.status != 2);
      }
}

TEST_CASE("program: a report and a baseline do not overwrite each other") {
  const TemporaryFolder folder;
  const auto deploy = (kSource / "testdata/demo").string();
  const auto outcome =
      run({.arguments = {deploy, "--write-baseline", "x.json", "-o", "sarif=./x.json"},
           .folder = folder.path().string()});
  CHECK(outcome.status == 2);
  CHECK(outcome.err ==
        "error: `--write-baseline` and `-o sarif=FILE` would both write `x.json`\n"
        "  use another file for one of them\n");
  CHECK_FALSE(fs::exists(folder.path() / "x.json"));
}

TEST_CASE("program: a file that cannot be written whole is not written at all") {
  const TemporaryFolder folder;
  folder.write("report.json", "old");
  const auto file = (folder.path() / "report.json").string();
  const auto limited = run({.arguments = {"testdata/demo", "-o", "json=" + file}, .in_child = [] {
                              const rlimit limit{1000, 1000};
                              ::setrlimit(RLIMIT_FSIZE, &limit);
                            }});
  CHECK(limited.status == 2);
  CHECK(limited.err == "error: cannot write `" + file + "`: File too large\n");
  CHECK(read_file(file) == "old");
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);

  const auto full = run({.arguments = {"testdata/demo", "-o", "json=/dev/full"}});
  CHECK(full.status == 2);
  CHECK(full.err ==
        "error: cannot write `/dev/full`: No space left on device\n"
        "  free some space, or write to another place\n");

  const auto nowhere = run({.arguments = {"testdata/demo", "-o", "json=nowhere/x.json"}});
  CHECK(nowhere.status == 2);
  CHECK(nowhere.err ==
        "error: cannot write `nowhere/x.json`: No such file or directory\n"
        "  create the directory first\n");

  const auto into_folder = run({.arguments = {"testdata/demo", "-o", "json=testdata"}});
  CHECK(into_folder.status == 2);
  CHECK(into_folder.err == "error: `testdata` is a directory\n  name a file in it\n");
}

TEST_CASE("program: an output that takes nothing is an error, never silence") {
  const auto to = [](const char* path, int flags) {
    return [path, flags] { ::dup2(::open(path, flags), STDOUT_FILENO); };
  };
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"testdata/demo"},
                                             {"--version"},
                                             {"--help"},
                                             {"rules"},
                                             {"explain", "FG101"},
                                             {"why", "api", "testdata/demo"},
                                             {"debug", "parse", "testdata/demo/cluster.yaml"}}) {
    const auto words = joined(arguments);
    CAPTURE(words);
    const auto full = run({.arguments = arguments, .in_child = to("/dev/full", O_WRONLY)});
    CHECK(full.status == 2);
    CHECK(full.err ==
          "error: cannot write to standard output: No space left on device\n"
          "  free some space, or write to another place\n");
    const auto broken = run({.arguments = arguments, .in_child = [] {
                               int ends[2];
                               if (::pipe(ends) != 0) ::_exit(122);
                               ::close(ends[0]);
                               ::dup2(ends[1], STDOUT_FILENO);
                               ::close(ends[1]);
                             }});
    CHECK(broken.status == 141);
    CHECK_MESSAGE(broken.err.empty(), "who has read enough wants to hear no more");
    const auto closed = run({.arguments = arguments, .in_child = [] { ::close(STDOUT_FILENO); }});
    CHECK(closed.status == 2);
    CHECK(closed.err == "error: cannot write to standard output: Bad file descriptor\n");
  }
}

TEST_CASE("program: colour only where it is wanted") {
  struct Row {
    std::map<std::string, std::string> environment;
    std::vector<std::string> arguments;
    bool color;
  };
  const Row rows[] = {
      {{}, {}, false},
      {{}, {"--color", "always"}, true},
      {{{"NO_COLOR", "1"}}, {"--color", "always"}, true},
      {{{"CLICOLOR_FORCE", "1"}}, {}, true},
      {{{"CLICOLOR_FORCE", "0"}}, {}, false},
      {{{"FORCE_COLOR", "1"}}, {"--color", "never"}, false},
      {{{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}}, {}, false},
      {{{"NO_COLOR", ""}, {"FORCE_COLOR", "1"}}, {}, true},
  };
  for (const auto& row : rows) {
    const auto words = joined(row.arguments);
    CAPTURE(words);
    std::vector<std::string> arguments = {"testdata/demo"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const auto outcome = run({.arguments = arguments, .environment = row.environment});
    CHECK((outcome.out.find('\x1B') != std::string::npos) == row.color);
  }
}

TEST_CASE("program: nothing outside ASCII without a UTF-8 locale") {
  const auto outcome = run({.arguments = {"testdata/demo"}, .environment = {{"LC_ALL", "C"}}});
  CHECK(std::ranges::all_of(outcome.out,
                            [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST_CASE("program: escape sequences in a manifest do not reach the terminal") {
  const auto outcome = run({.arguments = {"-", "--color", "never"},
                            .input = "apiVersion: v1\nkind: Pod\nmetadata:\n"
                                     "  name: \"a\\e[31mb\\x07\"\n"
                                     "spec:\n  hostNetwork: true # \xC2\x9B"
                                     "31m\n"
                                     "  containers: [{name: \"\\u202e\", image: i}]\n"});
  CHECK(outcome.out.find("\x1B") == std::string::npos);
  CHECK(outcome.out.find("\xC2\x9B") == std::string::npos);
  CHECK(outcome.out.find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("program: debug parse prints a line per document") {
  const auto outcome = run({.arguments = {"debug", "parse", "-"},
                            .input = "---\na: yes\n---\n# only a comment\n---\n\n---\n\tb: 1\n"
                                     "---\n[1, 0x10, 1.0, ~, 'x']\n"});
  CHECK(outcome.status == 0);
  std::istringstream lines(outcome.out);
  std::string line;
  std::getline(lines, line);
  CHECK(line == R"({"document":1,"line":1,"value":{"a":true}})");
  std::getline(lines, line);
  CHECK(line == R"({"document":2,"line":4,"value":null})");
  std::getline(lines, line);
  CHECK(line.starts_with(R"({"document":3,"line":8,"error":{"line":8,"column":1,"message":)"));
  std::getline(lines, line);
  CHECK(line == R"({"document":4,"line":10,"value":[1,16,1,null,"x"]})");
  CHECK_FALSE(std::getline(lines, line));
  CHECK(run({.arguments = {"debug", "parse", "-"}, .input = "a: \"\\x9b31m \\u202e\"\n"}).out ==
        "{\"document\":1,\"line\":1,\"value\":{\"a\":\"\\u009b31m \\u202e\"}}\n");
  CHECK(run({.arguments = {"debug", "parse", "-"}, .input = "{\"a\": 1}\n\n{\"b\": 2} [3]"}).out ==
        "{\"document\":1,\"line\":1,\"value\":{\"a\":1}}\n"
        "{\"document\":1,\"line\":3,\"value\":{\"b\":2}}\n"
        "{\"document\":1,\"line\":3,\"value\":[3]}\n");
  const std::string separator = "# c\n\n--- x\na: 1\n";
  const auto parsed = run({.arguments = {"debug", "parse", "-"}, .input = separator});
  const auto checked = run({.arguments = {"-", "-o", "concise"}, .input = separator});
  CHECK(checked.out.starts_with(
      "<stdin>:3:1: error FG001: text after `---` on the separator's line"));
  CHECK(parsed.out.find("\"error\":{\"line\":3,\"column\":1,\"message\":\"text after `---` on the "
                        "separator's line") != std::string::npos);
  const auto two = run({.arguments = {"debug", "parse", "testdata/demo/deploy/storage.yaml",
                                      "testdata/demo/deploy/storage.yaml"}});
  CHECK(two.out.starts_with(
      R"({"file":"testdata/demo/deploy/storage.yaml","document":1,"line":1,"value":{)"));
}

TEST_CASE("program: any number of threads gives the same bytes") {
  std::vector<std::string> inputs = {"testdata"};
  if (const auto* corpus = std::getenv("FARGATE_LINT_CORPUS"))
    inputs.emplace_back(corpus);
  else
    MESSAGE("FARGATE_LINT_CORPUS is not set: real manifests are not tried");
  for (const auto& input : inputs) {
    for (const auto* format : {"text", "json"}) {
      const auto one = run({.arguments = with_cluster(input, {"-o", format, "-j", "1"})});
      CHECK(one.out.size() > 1000);
      for (const auto* threads : {"2", "7"}) {
        CAPTURE(threads);
        const auto many = run({.arguments = with_cluster(input, {"-o", format, "-j", threads})});
        CHECK(many.status == one.status);
        CHECK((many.out == one.out));
      }
    }
  }
}

TEST_CASE("program: JSON with comments is said to be passed over") {
  const TemporaryFolder folder;
  folder.write("tsconfig.json", "{\n  // why\n  \"strict\": true\n}\n");
  const auto outcome = run({.arguments = {"."}, .folder = folder.path().string()});
  CHECK_MESSAGE(outcome.status == 2, "nothing was linted");
  CHECK(outcome.out.find("\nignored: 1 document of JSON with comments and without apiVersion, in: "
                         "tsconfig.json\n") != std::string::npos);
}

TEST_CASE("program: --rule-times says what each rule took, beside the report") {
  const auto plain = run({.arguments = {"-o", "concise", "testdata/demo"}});
  const auto timed = run({.arguments = {"-o", "concise", "--rule-times", "testdata/demo"}});
  CHECK(timed.status == plain.status);
  CHECK(timed.out == plain.out);
  CHECK(plain.err.empty());
  CHECK(timed.err.find("FG101  host-network ") != std::string::npos);
  const auto last = timed.err.rfind('\n', timed.err.size() - 2) + 1;
  CHECK(timed.err.substr(last).starts_with("all "));
  // Rules that are not run take no time.
  const auto one = run({.arguments = {"--select", "FG101", "--rule-times", "testdata/demo"}});
  CHECK(one.err.starts_with("FG101 "));
  CHECK(std::ranges::count(one.err, '\n') == 2);
}

TEST_CASE("program: what is not linted is said beside every format") {
  TemporaryFolder folder;
  folder.write("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n");
  folder.write("shop/templates/a.yaml", "a: {{ b }}\n");
  const auto path = folder.path().string();
  const auto said = [&](std::vector<std::string> arguments) {
    arguments.push_back(path);
    return run({.arguments = std::move(arguments)});
  };
  const auto command = "  fargate-lint --helm " + path + "/shop\n";
  const auto nothing =
      "error: nothing was linted: the input contains no Kubernetes object\n" + command;
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {}, {"-q"}, {"-o", "concise"}, {"-o", "sarif"}, {"-o", "github"}}) {
    const auto outcome = said(arguments);
    CHECK(outcome.err == nothing);
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(outcome.out.find("no findings") == std::string::npos, outcome.out);
  }
  CHECK_MESSAGE(said({"--force-exclude"}).status == 0, "hooks name files without knowing them");
  const auto chart = "warning: not linted: 1 document of " + path +
                     "/shop: a Helm chart that is not rendered\n" + command;
  folder.write("pod.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
               "spec: {containers: [{name: a, image: a}]}\n");
  CHECK(said({"-o", "concise"}).err == chart);
  CHECK_MESSAGE(said({}).err.empty(), "the account says it");
  CHECK(said({"-q"}).err.empty());
}

TEST_CASE("program: a command that is suggested can be copied, whatever the folder is called") {
  const TemporaryFolder folder;
  folder.write("my 'chart$x/Chart.yaml", "name: c\n");
  folder.write("my 'chart$x/templates/a.yaml", "a: {{ b }}\n");
  const auto outcome = run({.arguments = {".", "-o", "concise"}, .folder = folder.path().string()});
  CHECK(outcome.err.find("\n  fargate-lint --helm 'my '\\''chart$x'\n") != std::string::npos);
}

TEST_CASE("program: profiles of several clusters") {
  TemporaryFolder folder;
  const auto config = [](const char* cluster, const char* ns) {
    return std::string("apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ") +
           cluster + ", region: eu-central-1}\nfargateProfiles:\n  - name: web\n    selectors:\n" +
           "      - namespace: " + ns + "\n";
  };
  folder.write("one.yaml", config("one", "shop"));
  folder.write("two.yaml", config("two", "office"));
  folder.write("pod.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop}\n"
               "spec: {containers: [{name: app, image: nginx}]}\n");
  const auto path = folder.path().string();
  const auto said = [&](std::vector<std::string> more) {
    more.push_back(path);
    return run({.arguments = std::move(more)});
  };
  const auto open = said({});
  CHECK(open.status == 2);
  CHECK(open.out.empty());
  CHECK(open.err.find("profiles of 2 clusters: `one`, `two`") != std::string::npos);
  CHECK(said({"--cluster", "three"}).status == 2);
  CHECK(said({"--cluster", "tow"}).err.find("did you mean `two`?") != std::string::npos);
  const auto one = said({"placement", "--cluster", "one"});
  CHECK(one.status == 0);
  CHECK(one.out.find("1 workload (1 pod) lands on Fargate") != std::string::npos);
  CHECK(said({"placement", "--cluster", "two"}).out.find("1 unplaced") != std::string::npos);
  const auto all = said({"placement", "--all-clusters"});
  CHECK(all.status == 0);
  CHECK(all.out.find("cluster one\n") < all.out.find("1 workload (1 pod) lands on Fargate"));
  CHECK(all.out.find("cluster two\n") < all.out.find("1 elsewhere"));
  CHECK(said({"--all-clusters", "-o", "json"}).status == 0);
  CHECK(said({"why", "Pod/api", "--cluster", "two"}).out.find("closest match") !=
        std::string::npos);
  const auto profiles = said({"profiles"});
  CHECK(profiles.status == 0);
  CHECK(profiles.out.find("2 profiles, selecting 1 of 1 workload\n") != std::string::npos);
}

/// Two clusters, each with a profile for one of two namespaces, and a faulty pod in each of them.
void write_two_clusters(const TemporaryFolder& folder) {
  for (const std::string cluster : {"one", "two"}) {
    folder.write(
        cluster + ".yaml",
        "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: " + cluster +
            ", region: eu-central-1}\nfargateProfiles:\n"
            "- {name: web, selectors: [{namespace: of-" +
            cluster + "}]}\n");
    folder.write("pod-" + cluster + ".yaml",
                 "apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: of-" + cluster +
                     "}\nspec: {hostNetwork: true, containers: [{name: app, image: nginx}]}\n");
  }
}

TEST_CASE("program: a baseline of all clusters holds the findings of each") {
  const TemporaryFolder folder;
  write_two_clusters(folder);
  const auto said = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--all-clusters", "--select", "FG101", "-q", "."});
    return run({.arguments = std::move(more), .folder = folder.path().string()});
  };
  CHECK(said({}).status == 1);
  const auto written = said({"--write-baseline", "known.json"});
  CHECK(written.status == 0);
  CHECK(written.out.find("FG101") == std::string::npos);
  const auto known = read_file(folder.path() / "known.json");
  CHECK(known.find("of-one") != std::string::npos);
  CHECK(known.find("of-two") != std::string::npos);
  CHECK(said({"--baseline", "known.json"}).status == 0);
}

TEST_CASE("program: the report of each cluster says what could not be read") {
  const TemporaryFolder folder;
  write_two_clusters(folder);
  folder.write("bad.yaml", "a: [\n");
  folder.write("other.yaml", "a: 1\n");
  const auto outcome =
      run({.arguments = {"--all-clusters", ".", "nowhere.yaml", "--color", "never"},
           .folder = folder.path().string()});
  CHECK(outcome.status == 2);
  const auto second = outcome.out.find("cluster two\n");
  REQUIRE(second != std::string::npos);
  CHECK(outcome.out.find("FG001", second) != std::string::npos);
  CHECK(outcome.err == "error: nowhere.yaml does not exist\n  check the path\n");
  CHECK(outcome.out.find("other.yaml", second) != std::string::npos);
}

TEST_CASE("program: Terraform source is said, never read") {
  TemporaryFolder folder;
  folder.write("main.tf", "resource \"aws_eks_fargate_profile\" \"web\" {}\n");
  const auto file = (folder.path() / "main.tf").string();
  const auto named = run({.arguments = {"--profiles", file, "testdata/demo/deploy"}});
  CHECK(named.status == 2);
  CHECK(named.err.find("terraform show -json") + named.out.find("terraform show -json") !=
        2 * std::string::npos);
  const auto alone = run({.arguments = {folder.path().string()}});
  CHECK(alone.status == 2);
  CHECK((alone.out + alone.err).find("terraform show -json") != std::string::npos);
  const auto among = run({.arguments = {folder.path().string(), "testdata/demo/deploy"}});
  CHECK((among.out + among.err).find("Terraform source, which is not evaluated") !=
        std::string::npos);
}

TEST_CASE("program: says its version") {
  for (const auto* word : {"--version", "version", "-V"}) {
    const auto outcome = run({.arguments = {word}});
    CHECK(outcome.status == 0);
    CHECK(outcome.out == "fargate-lint 0.1.0\n");
  }
}

}  // namespace
}  // namespace fargate_lint
