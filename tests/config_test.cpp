// The configuration as users meet it: found, merged with the environment and the command line,
// shown, refused.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/config.hpp"
#include "golden.hpp"
#include "json_schema.hpp"
#include "list.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

using system::TemporaryFolder;
using testing::Call;
using testing::read_file;
using testing::run;

const std::filesystem::path kSource = FARGATE_LINT_SOURCE_DIR;

/// A pod that Fargate refuses where a profile takes its namespace.
constexpr const char* kPod = R"(apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostNetwork: true
  containers: [{name: app, image: a}]
)";

/// What a run in `folder` shows, one finding a line.
testing::Outcome concise(const TemporaryFolder& folder, std::vector<std::string> arguments,
                         std::map<std::string, std::string> environment = {}) {
  arguments.insert(arguments.end(), {"-o", "concise"});
  return run({.arguments = std::move(arguments),
              .environment = std::move(environment),
              .folder = folder.path().string()});
}

TEST_CASE("configuration: the schema has the keys that the reader knows") {
  const auto schema = yaml::read_document(read_file(kSource / "schema" / "config-v1.schema.json"));
  REQUIRE(schema);
  const auto top = schema->root();
  const std::pair<config::Section, yaml::Node> sections[] = {
      {config::Section::top, top},
      {config::Section::override, top["properties"]["overrides"]["items"]},
      {config::Section::workload, top["properties"]["workloads"]["items"]},
      {config::Section::suppression, top["properties"]["suppressions"]["items"]}};
  for (const auto& [section, mapping] : sections) {
    std::vector<std::string_view> described;
    for (const auto [key, value] : mapping["properties"].entries()) described.push_back(key.text());
    const auto known = config::keys_of(section);
    CHECK(described == std::vector<std::string_view>(known.begin(), known.end()));
    CHECK(mapping["additionalProperties"].is_false());
  }
}

TEST_CASE("configuration: the schema and the reader take and refuse the same") {
  const auto schema = yaml::read_document(read_file(kSource / "schema" / "config-v1.schema.json"));
  REQUIRE(schema);
  const auto full = read_file(kSource / "testdata" / "config" / "full.yaml");
  std::pair<std::string, bool> rows[] = {{full, true},
                                         {"include: 1\n", false},
                                         {"profile: [a]\n", false},
                                         {"overrides: [{ignore: FG101}]\n", false},
                                         {"workloads: [{kind: A}]\n", false},
                                         {"workloads: [{kind: A, template: [a]}]\n", false},
                                         {"suppressions: [{reason: a}]\n", false},
                                         {"severities: {FG101: fatal}\n", false},
                                         {"fail-on: always\n", false},
                                         {"profiles: a\n", false},
                                         {"nodes: none\n", true},
                                         {"nodes: few\n", false},
                                         {"nodes: [none]\n", false},
                                         {"region: [a]\n", false}};
  for (const auto& [text, good] : rows) {
    CAPTURE(text);
    const auto document = yaml::read_document(text);
    REQUIRE(document);
    const auto faults = testing::schema_faults(schema->root(), document->root());
    CAPTURE(faults);
    CHECK(faults.empty() == good);
    const auto reading = config::read(text, "c.yaml", rules::all());
    CHECK(reading.problems.empty() == good);
    CHECK(reading.config.declared.faults.empty());
  }
}

TEST_CASE("configuration: flags overrule the environment, which overrules the file") {
  const TemporaryFolder folder;
  folder.write("pod.yaml", kPod);
  folder.write(".fargate-lint.yaml", "fail-on: never\nselect: [FG101]\n");
  CHECK(concise(folder, {"pod.yaml"}).status == 0);
  CHECK(concise(folder, {"pod.yaml"}, {{"FARGATE_LINT_FAIL_ON", "error"}}).status == 1);
  CHECK(concise(folder, {"pod.yaml", "--fail-on", "never"}, {{"FARGATE_LINT_FAIL_ON", "error"}})
            .status == 0);
  CHECK(concise(folder, {"pod.yaml", "--isolated"}).status == 1);
  CHECK(concise(folder, {"pod.yaml"}, {{"FARGATE_LINT_ISOLATED", "1"}}).status == 1);
  const auto often = concise(folder, {"pod.yaml"}, {{"FARGATE_LINT_FAIL_ON", "often"}});
  CHECK(often.status == 2);
  CHECK(often.err.find("invalid value for FARGATE_LINT_FAIL_ON: often\n") != std::string::npos);
  const auto quiet = concise(folder, {"pod.yaml"}, {{"FARGATE_LINT_QUIET", "perhaps"}});
  CHECK(quiet.status == 2);
  CHECK(quiet.err.find("invalid value for FARGATE_LINT_QUIET: perhaps\n  choices: true, false\n") !=
        std::string::npos);
  const auto line =
      concise(folder, {"pod.yaml", "--fail-on", "often"}, {{"FARGATE_LINT_FAIL_ON", "error"}});
  CHECK(line.err.find("invalid value for --fail-on: often\n") != std::string::npos);
  const auto short_name = concise(folder, {"pod.yaml", "-j0"}, {{"FARGATE_LINT_THREADS", "many"}});
  CHECK(short_name.err.find("FARGATE_LINT") == std::string::npos);
  CHECK(concise(folder, {"pod.yaml", "--select", "FG502"}).out.find("FG101") == std::string::npos);
}

TEST_CASE("configuration: what is wrong with a variable names it") {
  const std::pair<const char*, const char*> rows[] = {
      {"THREADS", "many"}, {"OUTPUT", "jsn"}, {"SELECT", "FG999"}, {"IGNORE", "host-netwrk"}};
  for (const auto& [option, value] : rows) {
    const auto variable = std::string("FARGATE_LINT_") + option;
    CAPTURE(variable);
    const auto outcome = run({.arguments = {"testdata/demo"},
                              .environment = {{variable, value}, {"FARGATE_LINT_NAMESPACE", ""}}});
    CHECK(outcome.status == 2);
    CHECK(outcome.err.find("\n  flags from the environment: " + variable + "\n") !=
          std::string::npos);
  }
  const auto both = run({.arguments = {"testdata/demo", "--cluster", "shop"},
                         .environment = {{"FARGATE_LINT_ALL_CLUSTERS", "true"}}});
  CHECK(both.err.starts_with(
      "error: --cluster and FARGATE_LINT_ALL_CLUSTERS cannot be used together\n"));
}

TEST_CASE("configuration: its profiles, namespace, workloads, files and severities hold") {
  const TemporaryFolder folder;
  folder.write("deploy/pod.yaml", kPod);
  folder.write("deploy/old/pod.yaml", kPod);
  folder.write("deploy/worker.yaml",
               "apiVersion: example.com/v1\nkind: Worker\nmetadata: {name: w}\nspec:\n  pods:\n"
               "    spec: {hostNetwork: true, containers: [{name: app, image: a}]}\n");
  folder.write(".fargate-lint.yaml", R"(exclude: old/
select: FG101
namespace: shop
profiles:
  - name: web
    selectors:
      - namespace: sh*
workloads:
  - kind: Worker
    apiGroup: example.com
    template: spec.pods
overrides:
  - paths: worker.yaml
    severities: {FG101: info}
)");
  const auto outcome = concise(folder, {"."});
  CHECK(outcome.status == 1);
  CHECK(
      outcome.out ==
      "deploy/pod.yaml:5:3: error FG101 Pod/web: `hostNetwork: true` is not supported on Fargate\n"
      "deploy/worker.yaml:6:12: info FG101 Worker/w: `hostNetwork: true` is not supported on "
      "Fargate\n");
  CHECK(concise(folder, {"deploy", "--profiles", "none.yaml"}).status == 2);
  const auto text = run({.arguments = {"."}, .folder = folder.path().string()});
  CHECK(text.out.find("\nnot read: 1 path excluded by the config file: deploy/old/\n") !=
        std::string::npos);
  CHECK(text.out.find("\n1 error, 1 info\n") != std::string::npos);
}

TEST_CASE("configuration: --force-exclude leaves out what is named, for hooks") {
  const TemporaryFolder folder;
  folder.write("deploy/pod.yaml", kPod);
  folder.write("old/pod.yaml", kPod);
  folder.write("empty.yaml", "# nothing\n");
  std::filesystem::create_directory(folder.path() / ".git");
  folder.write(".fargate-lint.yaml", "exclude: [old/]\nselect: FG101\n");
  const std::string refused =
      "pod.yaml:5:3: error FG101 Pod/web: `hostNetwork: true` is not supported on Fargate\n";
  CHECK(concise(folder, {"old/pod.yaml"}).out == "old/" + refused);
  for (const auto* path : {"old/pod.yaml", "old", "./old/../old/pod.yaml", "empty.yaml"}) {
    CAPTURE(path);
    const auto none = concise(folder, {"--force-exclude", path});
    CHECK(none.status == 0);
    CHECK(none.out.empty());
    CHECK(none.err.empty());
  }
  CHECK(concise(folder, {"--force-exclude", "old/pod.yaml", "deploy/pod.yaml"}).out ==
        "deploy/" + refused);
  CHECK(concise(folder, {"--force-exclude", "none.yaml"}).status == 2);
  CHECK_MESSAGE(concise(folder, {"empty.yaml"}).status == 2, "who names it meant it to be read");
}

TEST_CASE("configuration: --show-config says what holds") {
  const TemporaryFolder folder;
  folder.write(".fargate-lint.yaml", "fail-on: info\nprofiles: [infra/a.yaml]\n");
  CHECK(run({.arguments = {"--show-config", "--ignore", "FG1,FG2"},
             .environment = {{"FARGATE_LINT_NAMESPACE", "shop"}},
             .folder = folder.path().string()})
            .out ==
        "# configuration: .fargate-lint.yaml\n"
        "ignore: [FG1, FG2]\n"
        "fail-on: info\n"
        "profiles:\n"
        "  - infra/a.yaml\n"
        "namespace: shop\n");
  CHECK(run({.arguments = {"--show-config", "--isolated"}, .folder = folder.path().string()}).out ==
        "# configuration: none\nfail-on: error\nnamespace: default\n");
  folder.write(".fargate-lint.yaml",
               "suppressions: [{rules: FG101, reason: \"\\x9b31m \\u202e\"}]\n");
  const auto harmless = run({.arguments = {"--show-config"}, .folder = folder.path().string()}).out;
  CHECK(harmless.find("    reason: \"\\u009b31m \\u202e\"\n") != std::string::npos);
}

TEST_CASE("configuration: --config KEY=VALUE sets a key over the file") {
  const TemporaryFolder folder;
  folder.write("pod.yaml", kPod);
  folder.write(".fargate-lint.yaml", "fail-on: never\nnamespace: shop\nexclude: [a/]\n");
  const auto shown = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--show-config");
    return run({.arguments = std::move(arguments), .folder = folder.path().string()});
  };
  CHECK(shown({"--config", "fail-on=info", "--config", "exclude=[b/, '*.json']", "--config",
               "severities={FG502: off}", "--config", "profiles=[{name: p}, c.yaml]"})
            .out ==
        "# configuration: .fargate-lint.yaml\n"
        "exclude: [b/, \"*.json\"]\n"
        "severities:\n"
        "  FG502: off\n"
        "fail-on: info\n"
        "profiles:\n"
        "  - c.yaml\n"
        "  - name: p\n"
        "namespace: shop\n");
  CHECK(shown({"--config", "/dev/null", "--config", "namespace=a"}).out ==
        "# configuration: /dev/null\nfail-on: error\nnamespace: a\n");
  CHECK(shown({"--config", "exclud=a"}).err ==
        "error: `--config exclud=a`: unknown key `exclud` in the configuration\n"
        "  did you mean `exclude`?\n");
  CHECK(shown({"--config", "fail-on=perhaps"}).err ==
        "error: `--config fail-on=perhaps`: invalid value for `fail-on`: `perhaps`\n"
        "  choices: error, warning, info, never\n");
  CHECK(shown({"--config", "exclude=[a"}).status == 2);
  CHECK(shown({"--config", ".fargate-lint.yaml", "--config", "b.yaml"}).err ==
        "error: two config files: `.fargate-lint.yaml` and `b.yaml`\n"
        "  pass one of them\n");
  CHECK(concise(folder, {"--config", "exclude=[pod.yaml]", "."}).status == 2);
}

TEST_CASE("configuration: what is wrong with it ends the run with its place") {
  const TemporaryFolder folder;
  folder.write("pod.yaml", kPod);
  folder.write(".fargate-lint.yaml", "fail-on: info\nexcludes: [a]\nselect: [host-netwrk]\n");
  const auto outcome = concise(folder, {"pod.yaml"});
  CHECK(outcome.status == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err ==
        "error: .fargate-lint.yaml:2:1: unknown key `excludes` in the configuration\n"
        "  did you mean `exclude`?\n"
        "error: .fargate-lint.yaml:3:9: unknown rule: host-netwrk\n"
        "  did you mean `host-network`?\n");
  CHECK(concise(folder, {"pod.yaml", "--isolated"}).status == 1);
  CHECK(concise(folder, {"pod.yaml", "--isolated", "--config", "a"}).status == 2);
  CHECK(concise(folder, {"pod.yaml", "--config", "none.yaml"}).err ==
        "error: cannot read config file none.yaml\n  check the path\n");
  CHECK(concise(folder, {"pod.yaml", "--config", "."}).status == 2);
}

}  // namespace
}  // namespace fargate_lint
