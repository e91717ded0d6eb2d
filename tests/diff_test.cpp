// `diff` as a user runs it: each kind of change, git, reports, what is asked for wrongly.

#include <doctest/doctest.h>

#include <algorithm>
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
#include "system/git_testing.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using system::TemporaryFolder;
using system::testing::GitRepository;
using testing::check_golden;
using testing::read_file;
using testing::run;

const fs::path kSource = FARGATE_LINT_SOURCE_DIR;
const fs::path kCases = kSource / "testdata" / "diff";

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

testing::Outcome diff(std::vector<std::string> arguments, const std::string& folder = {},
                      std::map<std::string, std::string> environment = {{"COLUMNS", "80"}},
                      const std::string& input = {}) {
  arguments.insert(arguments.begin(), "diff");
  return run({.arguments = std::move(arguments),
              .input = input,
              .environment = std::move(environment),
              .folder = folder});
}

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCases))
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

using Json = std::unique_ptr<yaml::Document>;

Json as_json(const testing::Outcome& outcome) {
  auto document = yaml::read_document(outcome.out);
  REQUIRE_MESSAGE(document, outcome.out, outcome.err);
  return document;
}

std::string text_of(yaml::Node node) {
  std::string text;
  yaml::append_json(node, text);
  return text;
}

/// What a side says of where a pod is; its paths and the words that hold numbers of profiles aside.
std::string side_of(yaml::Node side) {
  if (!side.is_mapping()) return "none";
  return std::string(side["verdict"].text()) + " " + std::string(side["profile"].text()) + " " +
         text_of(side["size"]) + text_of(side["replicas"]);
}

/// Each workload that changes, by its name on either side, with both sides in the order asked for.
std::map<std::string, std::string> changes_of(yaml::Node root, bool mirrored) {
  std::map<std::string, std::string> changes;
  for (const auto change : root["placements"].items()) {
    const auto before = change[mirrored ? "after" : "before"];
    const auto after = change[mirrored ? "before" : "after"];
    const auto monthly = change["monthly"];
    const auto name = (before.is_mapping() ? before : after)["name"];
    changes[std::string(name.text()) + std::string(before["name"].text()) + "/" +
            std::string(after["name"].text())] =
        side_of(before) + " > " + side_of(after) + " " +
        std::string(monthly[mirrored ? "after" : "before"].text()) + " > " +
        std::string(monthly[mirrored ? "before" : "after"].text());
  }
  return changes;
}

std::vector<std::string> rules_of(yaml::Node findings) {
  std::vector<std::string> rules;
  for (const auto finding : findings.items())
    rules.push_back(std::string(finding["rule"].text()) + " " + text_of(finding["object"]) +
                    text_of(finding["field"]));
  std::ranges::sort(rules);
  return rules;
}

std::string pod(const std::string& name, const std::string& tier, const std::string& more = {}) {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name +
         "\n  namespace: shop\n  labels:\n    tier: " + tier + "\nspec:\n" + more +
         "  containers:\n  - name: app\n    image: nginx:1.27\n    resources:\n"
         "      requests: {cpu: 500m, memory: 700Mi}\n";
}

const std::string kCluster =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: prod, region: "
    "eu-west-1}\nfargateProfiles:\n- name: web\n  selectors:\n  - namespace: shop\n    labels: "
    "{tier: web}\n";

}  // namespace

TEST_CASE("diff: each kind of change") {
  const auto schema = yaml::read_document(read_file(kSource / "schema" / "diff-v1.schema.json"));
  REQUIRE(schema);
  for (const auto& name : cases()) {
    CAPTURE(name);
    const auto folder = "testdata/diff/" + name;
    const std::vector<std::string> sides = {folder + "/old", folder + "/new", "--isolated"};
    const auto shown = diff(sides);
    check_golden(kCases / name / "expected.txt",
                 shown.out + (shown.err.empty() ? "" : "--- stderr\n" + shown.err) + "--- exit " +
                     std::to_string(shown.status) + "\n");
    const auto there =
        as_json(diff({sides[0], sides[1], sides[2], "-o", "json", "--severity", "info"}));
    for (const auto& fault : testing::schema_faults(schema->root(), there->root()))
      FAIL_CHECK(fault);
    // The way back is the same, the other way round.
    const auto back = as_json(diff({sides[1], sides[0], sides[2], "-o", "json"}));
    CHECK(changes_of(there->root(), false) == changes_of(back->root(), true));
    CHECK(rules_of(there->root()["findings"]["new"]) ==
          rules_of(back->root()["findings"]["fixed"]));
    CHECK(rules_of(there->root()["findings"]["fixed"]) ==
          rules_of(back->root()["findings"]["new"]));
    CHECK(there->root()["profiles"].size() == back->root()["profiles"].size());
  }
}

TEST_CASE("diff: a side does not differ from itself") {
  for (const std::string side : {"testdata/diff/refused/new", "testdata/diff/unknown/old"}) {
    const auto outcome = diff({side, side, "--isolated", "-o", "json"});
    CHECK(outcome.status == 0);
    const auto json = as_json(outcome);
    CHECK(json->root()["placements"].size() == 0);
    CHECK(json->root()["profiles"].size() == 0);
    CHECK(json->root()["findings"]["new"].size() == 0);
    CHECK(json->root()["findings"]["fixed"].size() == 0);
  }
}

TEST_CASE("diff: formats, widths and colours") {
  const std::vector<std::string> sides = {"testdata/diff/size/old", "testdata/diff/size/new",
                                          "--isolated"};
  auto csv = sides;
  csv.insert(csv.end(), {"-o", "csv"});
  check_golden(kCases / "size" / "expected.csv", diff(csv).out);
  for (const int width : {40, 80, 120}) {
    const auto outcome = diff(sides, {}, {{"COLUMNS", std::to_string(width)}});
    CAPTURE(width);
    CHECK(outcome.out.find("\x1b[") == std::string::npos);
  }
  auto colored = sides;
  colored.emplace_back("--color=always");
  CHECK(holds(diff(colored).out, "\x1b[1m"));
}

TEST_CASE("diff: exit codes") {
  const std::string cases = "testdata/diff/";
  const auto status = [&](const std::string& name, std::vector<std::string> more) {
    more.insert(more.begin(), {cases + name + "/old", cases + name + "/new", "--isolated"});
    return diff(std::move(more)).status;
  };
  CHECK(status("size", {}) == 0);
  CHECK(status("refused", {}) == 1);
  CHECK(status("refused", {"--fail-on", "never"}) == 0);
  CHECK(status("deleted", {}) == 0);
  CHECK(status("unknown", {}) == 2);
  CHECK(status("size", {"--max-increase", "10000"}) == 0);
  CHECK(status("size", {"--max-increase", "1"}) == 1);
  CHECK(status("size", {"--max-increase", "1%"}) == 1);
  CHECK(status("size", {"--max-increase", "1000%"}) == 0);
  CHECK(status("first-profile", {"--max-increase", "500%"}) == 1);
  // What was wrong before is no fault of the change that mends it.
  CHECK(diff({cases + "unknown/new", cases + "unknown/old", "--isolated"}).status == 0);
}

TEST_CASE("diff: revisions of a git repository") {
  const GitRepository repository;
  repository.write("deploy/api.yaml", pod("api", "web"));
  repository.write("infra/cluster.yaml", kCluster);
  repository.commit();
  repository.git({"checkout", "-q", "-b", "feature"});
  repository.write("deploy/api.yaml", pod("api", "web", "  hostNetwork: true\n"));
  const auto root = repository.root().string();

  const auto tree = diff({"main", "--isolated"}, root);
  CHECK(tree.status == 1);
  CHECK(holds(tree.out, "DIFF  main → working tree: 1 newly refused"));
  CHECK(holds(tree.out, "deploy/api.yaml:9"));
  CHECK(diff({"main..feature", "--isolated"}, root).status == 0);
  repository.commit();
  CHECK(diff({"main..feature", "--isolated"}, root).status == 1);
  CHECK(diff({"main..", "--isolated"}, root).status == 1);
  CHECK(diff({"main", "feature", "--isolated"}, root).status == 1);
  CHECK(diff({"HEAD", "--isolated"}, root).status == 0);
  // Only what is named is compared.
  CHECK(diff({"main..feature", "--isolated", "--", "infra/"}, root).status == 0);
  CHECK(diff({"main..feature", "--isolated", "--", "infra/", "deploy/"}, root).status == 1);
  CHECK(diff({"main", "deploy/", "--isolated", "--profiles", "infra/cluster.yaml"}, root).status ==
        1);
  // main goes on, and what happens there is none of the branch's doing.
  repository.git({"checkout", "-q", "main"});
  repository.write("deploy/new.yaml", pod("new", "web"));
  repository.commit();
  CHECK(holds(diff({"main..feature", "--isolated"}, root).out, "1 gone"));
  CHECK(!holds(diff({"main...feature", "--isolated"}, root).out, "gone"));
  // A file that is wrong in a revision.
  repository.write("deploy/new.yaml", "apiVersion: [");
  const auto broken = diff({"main", "--isolated"}, root);
  CHECK(broken.status == 2);
  CHECK(holds(broken.out, "1 unknown"));
  CHECK(!holds(broken.out, "1 gone"));
}

TEST_CASE("diff: what is wrong with a repository") {
  const GitRepository repository;
  repository.write("deploy/api.yaml", pod("api", "web"));
  repository.commit();
  repository.write("deploy/api.yaml", pod("api", "apps"));
  repository.commit();
  const auto root = repository.root().string();
  const auto says = [](const testing::Outcome& outcome, std::string_view text) {
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(holds(outcome.err, text), outcome.err);
  };
  says(diff({"mian"}, root), "did you mean `main`?");
  says(diff({"mian..HEAD"}, root), "did you mean `main`?");
  says(diff({"HEAD...mian"}, root), "did you mean `main`?");
  says(diff({"main"}, repository.outside().string()), "is in no git repository");
  repository.git({"clone", "-q", "--depth", "1", "file://" + root,
                  (repository.outside() / "shallow").string()});
  says(diff({"HEAD~1"}, (repository.outside() / "shallow").string()), "fetch-depth: 0");
  // What no side has never differs, and neither does what no revision knows.
  says(diff({"HEAD~1..HEAD", "--isolated", "--", "nowhere.yaml"}, root),
       "neither `HEAD~1` nor `HEAD` has `nowhere.yaml`");
  says(diff({"HEAD", "--isolated", "--", repository.outside().string()}, root),
       "is outside the repository");
  std::filesystem::create_directory_symlink(root, repository.outside() / "link");
  says(diff({"HEAD", "--isolated", "--", (repository.outside() / "link").string()}, root),
       "leads into the repository by a link");
  // A path has nothing to be compared with, but a branch may have its name.
  says(diff({"deploy"}, root), "nothing to compare `deploy` with");
  repository.git({"branch", "deploy"});
  CHECK(diff({"deploy", "--isolated"}, root).status == 0);
}

TEST_CASE("diff: no format shows a Secret that shares its line with what changes") {
  for (const std::string format : {"text", "json", "csv", "html", "github-comment"})
    for (const bool is_diff : {true, false}) {
      const std::string folder = "testdata/diff/secret-on-the-line/";
      if (!is_diff && format == "csv") continue;
      const auto shown =
          is_diff ? diff({folder + "old", folder + "new", "--isolated", "-o", format})
                  : run({.arguments = {"check", folder + "new", "--isolated", "-o", format}});
      CAPTURE(format);
      CHECK(holds(shown.out, "all.json"));
      CHECK_FALSE(holds(shown.out, "correct horse"));
      if (is_diff) CHECK_FALSE(holds(shown.out, "in-the-open"));
    }
}

TEST_CASE("diff: the most that autoscalers allow counts for --max-increase") {
  const std::string folder = "testdata/diff/replicas-by-autoscaler/";
  const auto shown = diff({folder + "old", folder + "new", "--isolated", "--max-increase", "10%"});
  CHECK(shown.status == 1);
  CHECK(holds(shown.out, "with as many Pods as autoscalers and schedules allow"));
}

TEST_CASE("diff: a report as the old side") {
  const TemporaryFolder folder;
  folder.write("shop/api.yaml", pod("api", "web"));
  folder.write("shop/job.yaml", pod("job", "web", "  restartPolicy: Never\n"));
  folder.write("shop/cluster.yaml", kCluster);
  const auto where = folder.path().string();
  const auto written =
      run({.arguments = {"check", "shop", "--isolated", "-o", "json=base.json"}, .folder = where});
  CHECK(written.status == 0);
  const auto same = as_json(diff({"base.json", "--isolated", "-o", "json", "--", "shop"}, where));
  CHECK(text_of(same->root()["placements"]) == "[]");
  CHECK(text_of(same->root()["profiles"]) == "[]");
  CHECK(text_of(same->root()["findings"]["new"]) == "[]");
  CHECK(text_of(same->root()["findings"]["fixed"]) == "[]");
  CHECK(same->root()["total"]["monthly"]["increase"].text() == "0.00");

  folder.write("shop/api.yaml", pod("api", "adm"));
  const auto changed = as_json(diff({"base.json", "shop", "--isolated", "-o", "json"}, where));
  CHECK(changed->root()["total"]["off"].text() == "1");
  // From stdin, on either side.
  const auto base = read_file(folder.path() / "base.json");
  CHECK(holds(diff({"-", "shop", "--isolated"}, where, {}, base).out, "1 leaves Fargate"));
  CHECK(holds(diff({"base.json", "-", "--isolated", "--profiles", "shop/cluster.yaml"}, where, {},
                   pod("api", "web"))
                  .out,
              "1 gone"));
}

TEST_CASE("diff: what is no report") {
  const TemporaryFolder folder;
  folder.write("api.yaml", pod("api", "web"));
  const auto where = folder.path().string();
  const auto says = [&](const std::string& text, std::string_view error) {
    folder.write("base.json", text);
    const auto outcome = diff({"base.json", "api.yaml", "--isolated"}, where);
    CAPTURE(text);
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(holds(outcome.err, error), outcome.err);
  };
  says(R"({"version": 1, "tool": {"name": "trivy", "version": "1"}})",
       "is a report of `trivy`, not of fargate-lint");
  says(R"({"version": 2, "tool": {"name": "fargate-lint", "version": "9"}})",
       "is a report of version 2");
  says(R"({"version": 1, "tool": {"name": "fargate-lint", "version": "0.0.1"},
           "placements": [], "diagnostics": []})",
       "was written by fargate-lint 0.0.1");
  says(R"({"version": 1, "tool": {"name": "fargate-lint", "version": "1"}, "workloads": []})",
       "is not a report of `check`");
  says(R"({"runs": [], "version": "2.1.0"})", "is SARIF");
  says(R"([{"object_name": "api"}])", "is not a report of fargate-lint");
}

TEST_CASE("diff: what is asked for wrongly") {
  struct Row {
    std::vector<std::string> arguments;
    const char* says;
  };
  const std::string old = "testdata/diff/size/old";
  const std::string now = "testdata/diff/size/new";
  for (const auto& row : std::vector<Row>{
           {{}, "nothing to compare: name OLD and NEW"},
           {{old, now, old}, "more than two sides"},
           {{old, now, "--", old}, "both sides are paths"},
           {{"-", "-"}, "both sides are stdin"},
           {{old, now, "--live"}, "OLD or NEW is `live:`"},
           {{"HEAD", "--helm", old}, "renders no charts and kustomizations of a revision"},
           {{old, now, "-k", old}, "render one side"},
           {{old, now, "--max-increase", "much"}, "invalid value for --max-increase"},
           {{old, now, "--max-increase", "-5"}, "invalid value for --max-increase"},
           {{old, now, "--region", "nowhere-1"}, "no price for nowhere-1"},
           {{old, now, "--hours", "cronjob/nobody=3"}, "is not in the input"},
           {{old, now, "-o", "sarif"}, "sarif"}}) {
    const auto outcome = diff(row.arguments);
    CAPTURE(outcome.err);
    CHECK(outcome.status == 2);
    CHECK(holds(outcome.err, row.says));
  }
  const std::string no_region = "testdata/reports/cost-input/shop.yaml";
  const auto outcome = diff({no_region, no_region, "--max-increase", "5", "--isolated"});
  CHECK(outcome.status == 2);
  CHECK(holds(outcome.err, "--max-increase needs prices"));
}

}  // namespace fargate_lint
