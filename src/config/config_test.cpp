#include "config/config.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "lint/rule.hpp"
#include "lint/test_rules.hpp"
#include "system/memory.hpp"

namespace fargate_lint::config {
namespace {

using lint::Severity;
using Variables = std::map<std::string, std::string>;

void no_check(const lint::RunContext&, lint::FindingSink&) {}

constexpr lint::Rule kNetwork =
    lint::define(lint::testing::rule("FG101", "host-network", Severity::error), no_check);
constexpr lint::Rule kPath =
    lint::define(lint::testing::rule("FG202", "host-path", Severity::warning), no_check);
constexpr const lint::Rule* kRules[] = {&kNetwork, &kPath};

std::string problems_of(const std::string& text) {
  std::string all;
  for (const auto& problem : read(text, "c.yaml", kRules).problems)
    all += std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " +
           problem.message + " (" + problem.hint + ")\n";
  return all;
}

TEST_CASE("config: what is wrong is said at its place") {
  struct Row {
    const char* text;
    const char* problems;
  };
  const Row rows[] = {
      {"", ""},
      {"# nothing yet\n", ""},
      {"exclude: a\n", ""},
      {"- a\n", "1:1: `the configuration` must be a mapping, not a list ()\n"},
      {"# why\nexcludes: [a]\n",
       "2:1: unknown key `excludes` in the configuration (did you mean `exclude`?)\n"},
      {"overrides:\n- {path: a}\n",
       "2:3: override without `paths` (name files or directories)\n"
       "2:4: unknown key `path` in an override (did you mean `paths`?)\n"},
      {"exclude: {a: b}\n", "1:10: `exclude` must be a list, not a mapping ()\n"},
      {"cluster: 12\n",
       "1:10: `cluster` must be a string, not a number (put it in quotes: \"12\")\n"},
      {"cluster: [a]\n", "1:10: `cluster` must be a string, not a list ()\n"},
      {"select: [FG1, host-netwrk]\n",
       "1:9: unknown rule: host-netwrk (did you mean `host-network`?)\n"},
      {"severities: {FG101: severe}\n",
       "1:21: unknown severity `severe` (choices: error, warning, info, off)\n"},
      {"severities: {FG101: off, FG202: \"off\"}\n", ""},
      {"severities: {FG: off, FG101: error}\n", ""},
      {"severities: {FG101: off, FG101: error}\n",
       "1:26: duplicate key `FG101` (remove one of them)\n"},
      {"severities:\n  FG101: off\n  host-network: off\n",
       "3:3: `host-network` is the same rule as `FG101` (remove one of them)\n"},
      {"overrides:\n- {paths: a, severities: {fg101: off, FG101: info}}\n",
       "2:39: `FG101` is the same rule as `fg101` (remove one of them)\n"},
      {"fail-on: errors\n",
       "1:10: invalid value for `fail-on`: `errors` (choices: error, warning, info, never)\n"},
      {"environments: [dev, /deploy/prod, clusters/*]\n", ""},
      {"environments: {dev: a}\n", "1:15: `environments` must be a list, not a mapping ()\n"},
      {"environments: [dev, 1]\n",
       "1:21: `environments` must be a string, not a number (put it in quotes: \"1\")\n"},
      {"environments: [dev, \"\"]\n",
       "1:21: `environments` is empty (write a value, or remove the key)\n"},
      {"environments:\n- dev\n- ../prod\n",
       "3:3: `../prod` is not a path below the config file (write the path from the directory of "
       "the config file, for example `deploy/dev`)\n"},
      {"environments: ./dev\n",
       "1:15: `./dev` is not a path below the config file (write the path from the directory of "
       "the config file, for example `deploy/dev`)\n"},
      {"environments: [\"!prod\"]\n",
       "1:16: an entry of `environments` cannot exclude: `!prod` (list the directories that are "
       "environments; the rest is shared by all of them)\n"},
      {"environments: [/]\n", "1:16: `/` names no directory (for example `deploy/dev`)\n"},
      {"nodes: none\n", ""},
      {"nodes: few\n",
       "1:8: `few` does not say whether the cluster has nodes (choices: none (only Fargate's), "
       "some)\n"},
      {"region: a\nregion: b\n", "2:1: duplicate key `region` (remove one of them)\n"},
      {"region: a\n---\nregion: b\n",
       "3:1: a config file has only one document (remove the `---` line)\n"},
      {"overrides: [{paths: [], ignore: [FG101]}]\n",
       "1:13: override without `paths` (name files or directories)\n"},
      {"workloads: [{kind: A, apiGroup: a/v1, template: .spec}]\n",
       "1:33: `a/v1` includes a version (write only the group: a)\n"
       "1:49: `.spec` is not a field path (separate field names with dots, for example "
       "`spec.template`)\n"},
      {"workloads: [{apiGroup: ''}]\n",
       "1:13: workload without `kind` (for example `kind: Worker`)\n"
       "1:13: workload without `template` (name the field with the Pod template, for example "
       "`template: spec.template`)\n"},
      {"workloads: [{kind: Deployment, apiGroup: apps, template: spec.mine}]\n",
       "1:20: `Deployment` is a known kind and cannot be redefined (remove this entry: "
       "`workloads` declares kinds that fargate-lint does not know)\n"},
      {"workloads: [{kind: Service, template: spec}, {kind: Service, apiGroup: example.com, "
       "template: spec}]\n",
       "1:20: `Service` is a known kind and cannot be redefined (remove this entry: "
       "`workloads` declares kinds that fargate-lint does not know)\n"},
      {"suppressions: [{objects: api}]\n",
       "1:16: suppression without `rules` (name the rules to suppress)\n"
       "1:26: `api` is not KIND/NAME (write KIND/NAME, for example `Deployment/api`)\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(problems_of(row.text) == row.problems);
  }
  CHECK(problems_of("a: [\n") != "");
}

TEST_CASE("config: what is written comes back") {
  const std::string text =
      "include: [deploy/]\n"
      "environments: [dev, \"clusters/*\"]\n"
      "select: [FG1]\n"
      "severities:\n"
      "  FG101: warning\n"
      "  FG202: off\n"
      "overrides:\n"
      "  - paths: [legacy/]\n"
      "    ignore: [FG101]\n"
      "    severities:\n"
      "      FG202: info\n"
      "fail-on: never\n"
      "profiles:\n"
      "  - infra/cluster.yaml\n"
      "  - name: web\n"
      "    selectors:\n"
      "      - namespace: \"shop-*\"\n"
      "        labels:\n"
      "          tier: \"1\"\n"
      "namespace: shop\n"
      "workloads:\n"
      "  - kind: Worker\n"
      "    apiGroup: example.com\n"
      "    template: spec.template\n"
      "suppressions:\n"
      "  - rules: [FG101]\n"
      "    objects: [\"*/api\"]\n"
      "    reason: \"say \\\"why\\\"\"\n"
      "    until: \"2026-12-31\"\n";
  const auto reading = read(text, "c.yaml", kRules);
  REQUIRE(reading.problems.empty());
  CHECK(to_yaml(reading.config) == text);
  CHECK(reading.config.suppressions.front().where.span.begin.line == 26);
}

TEST_CASE("config: of a rule's severities the last one is kept") {
  const auto reading = read("severities: {FG: warning, host-network: off}\n", "c.yaml", kRules);
  REQUIRE(reading.problems.empty());
  const auto text = to_yaml(reading.config);
  CHECK(text.find("FG101: off") != std::string::npos);
  CHECK(text.find("FG101: warning") == std::string::npos);
}

/// What find() comes to: the path, or the error.
std::string found(const system::Memory& files, const std::vector<std::string>& paths,
                  const system::GivenEnvironment& environment = system::GivenEnvironment()) {
  const auto path = find(files, environment, input::sources_of(paths));
  return path ? path.value() : path.error().message;
}

TEST_CASE("config: the closest one upwards counts, to the root of the repository") {
  system::Memory files;
  files.write(".fargate-lint.yaml", "");
  files.write("repository/.git/HEAD", "");
  files.write("repository/deploy/a.yaml", "");
  CHECK(found(files, {"repository/deploy/a.yaml"}) == "");
  CHECK(found(files, {"repository"}) == "");
  CHECK(found(files, {"-"}) == "/work/.fargate-lint.yaml");
  files.make_folder("other/deploy");
  CHECK_MESSAGE(found(files, {"other/deploy"}) == "",
                "outside a repository only its own folder counts");
  files.write("repository/.fargate-lint.yml", "");
  CHECK(found(files, {"repository/deploy/a.yaml"}) == "/work/repository/.fargate-lint.yml");
  files.make_special("/dev/null");
  CHECK(found(files, {"repository/not/there", "/dev/null"}) ==
        "/work/repository/.fargate-lint.yml");
  files.write("repository/deploy/fargate-lint.yaml", "");
  CHECK(found(files, {"repository/deploy/a.yaml"}) == "/work/repository/deploy/fargate-lint.yaml");
  CHECK(found(files, {"repository/deploy", "repository"}) ==
        "two config files apply to these paths: repository/.fargate-lint.yml and "
        "repository/deploy/fargate-lint.yaml");
}

TEST_CASE("config: the user's own is for what no project has one") {
  system::Memory files;
  files.make_folder("deploy");
  files.write("/home/me/.config/fargate-lint/config.yaml", "");
  files.write("/xdg/fargate-lint/config.yaml", "");
  CHECK(found(files, {"deploy"}) == "");
  CHECK(found(files, {"deploy"}, system::GivenEnvironment(Variables{{"HOME", "/home/me"}})) ==
        "/home/me/.config/fargate-lint/config.yaml");
  CHECK(found(files, {"deploy"},
              system::GivenEnvironment(
                  Variables{{"HOME", "/home/me"}, {"XDG_CONFIG_HOME", "/xdg"}})) ==
        "/xdg/fargate-lint/config.yaml");
}

TEST_CASE("config: a pipe, or a link out of the repository, is no configuration of it") {
  system::Memory files;
  files.write("/secret/config.yaml", "");
  files.write("shared/config.yaml", "");
  files.write("repository/.git/HEAD", "");
  files.make_special("pipe/.fargate-lint.yaml");
  CHECK(found(files, {"pipe"}) == "config file pipe/.fargate-lint.yaml is not a regular file");
  files.link("repository/.fargate-lint.yaml", "/secret/config.yaml");
  CHECK(found(files, {"repository"}) ==
        "config file repository/.fargate-lint.yaml is a link that leads out of repository");
  files.link("plain/.fargate-lint.yaml", "../shared/config.yaml");
  CHECK(found(files, {"plain"}) ==
        "config file plain/.fargate-lint.yaml is a link that leads out of plain");
  files.write("repository/ci/config.yaml", "");
  files.link("repository/.fargate-lint.yaml", "ci/config.yaml");
  CHECK(found(files, {"repository"}) == "/work/repository/.fargate-lint.yaml");
  CHECK(files.opened("/secret/config.yaml") == 0);
}

TEST_CASE("config: its profiles lie in its repository, unless the user names them") {
  system::Memory files;
  files.write("repository/.git/HEAD", "");
  files.write("repository/infra/a.yaml", "");
  files.write("repository/ci/.fargate-lint.yaml", "");
  files.write("alone/.fargate-lint.yaml", "");
  files.write("secret.yaml", "");
  files.link("repository/ci/link.yaml", "../../secret.yaml");
  files.link("repository/ci/inside.yaml", "../infra/a.yaml");
  files.make_special("repository/ci/pipe.yaml");
  struct Row {
    const char* folder;
    const char* profiles;
    const char* outcome;
  };
  constexpr Row kRows[] = {
      {"repository/ci", "../infra/a.yaml", "/work/repository/ci/../infra/a.yaml"},
      {"repository/ci", "inside.yaml", "/work/repository/ci/inside.yaml"},
      {"repository/ci", "missing.yaml", "/work/repository/ci/missing.yaml"},
      {"repository/ci", "../../secret.yaml", "which is outside of `repository`"},
      {"repository/ci", "/etc/passwd", "which is outside of `repository`"},
      {"repository/ci", "link.yaml", "which is outside of `repository`"},
      {"repository/ci", "pipe.yaml", "which is a pipe or a device, not a file"},
      {"alone", "../secret.yaml", "which is outside of `alone`"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.profiles);
    const auto path = std::string(row.folder) + "/.fargate-lint.yaml";
    files.write(path, "profiles: [" + std::string(row.profiles) + "]\n");
    const auto reading = read_file(files, path, kRules);
    REQUIRE(reading);
    auto config = reading.value().config;
    const auto paths = profile_paths(files, config);
    const auto refused = path + ": `profiles` names `" + row.profiles + "`, " + row.outcome;
    CHECK((paths ? paths.value().front() : paths.error().message) ==
          (*row.outcome == '/' ? row.outcome : refused));
    CHECK_FALSE(set(config, "profiles=[" + std::string(row.profiles) + "]", kRules));
    CHECK(profile_paths(files, config).has_value());
  }
}

TEST_CASE("config: severities and overrides change the report") {
  const system::Memory files;
  struct Row {
    const char* text;
    const char*
        severities;  ///< of FG101 and FG202 in a.yaml, FG101 in legacy/b.yaml, FG101 undecided
  };
  const Row rows[] = {
      {"", "error warning error warning "},
      {"severities: {FG101: info}\n", "info warning info info "},
      {"severities: {FG202: error}\n", "error error error warning "},
      {"severities: {FG101: off}\n", "- warning - - "},
      {"severities: {FG101: error}\n", "error warning error warning "},
      {"overrides: [{paths: legacy/, ignore: FG101}]\n", "error warning - warning "},
      {"severities: {FG101: off}\noverrides: [{paths: legacy/, severities: {FG101: info}}]\n",
       "- warning info - "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    auto reading = read(row.text, "c.yaml", kRules);
    REQUIRE(reading.problems.empty());
    reading.config.folder = files.working_directory();
    lint::Report report;
    report.placements.resize(1);
    fargate::Placement placement;
    placement.verdict = fargate::Verdict::undecided;
    report.placements[0].placement = placement;
    const auto add = [&](const lint::Rule& rule, const char* path, Severity severity) {
      auto& finding = report.findings.emplace_back();
      finding.rule = &rule.info;
      finding.severity = severity;
      finding.where.path = path;
      finding.message = std::to_string(report.findings.size());
    };
    add(kNetwork, "a.yaml", Severity::error);
    add(kPath, "a.yaml", Severity::warning);
    add(kNetwork, "legacy/b.yaml", Severity::error);
    add(kNetwork, "a.yaml", Severity::warning);
    report.findings.back().placement = 0;
    adjust(files, reading.config, report);
    std::string severities;
    for (int i = 1; i <= 4; ++i) {
      const auto found =
          std::ranges::find(report.findings, std::to_string(i), &lint::Finding::message);
      severities += found == report.findings.end() ? "-" : std::string(to_string(found->severity));
      severities += " ";
    }
    CHECK(severities == row.severities);
  }
}

}  // namespace
}  // namespace fargate_lint::config
