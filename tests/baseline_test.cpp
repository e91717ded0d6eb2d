// What was there before and what is new, as users meet it.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "golden.hpp"
#include "list.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

using system::TemporaryFolder;
using testing::read_file;
using testing::run;

std::string pod(const std::string& name, const std::string& ns = "shop") {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: " + ns +
         "}\nspec:\n  hostNetwork: true\n  containers: [{name: app, image: a}]\n";
}

testing::Outcome lint(const TemporaryFolder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--select", "FG101", "-o", "concise"});
  return run({.arguments = std::move(arguments), .folder = folder.path().string()});
}

std::string refused(const std::string& name) {
  return "error FG101 Pod/" + name + ": `hostNetwork: true` is not supported on Fargate\n";
}

TEST_CASE("baseline: only what is new is reported, wherever the rest has gone") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a") + "---\n" + pod("b"));
  const auto written = lint(folder, {"--write-baseline", ".fargate-lint-baseline.json", "."});
  CHECK(written.status == 0);
  CHECK(written.out.empty());
  CHECK(written.err == "2 findings written to .fargate-lint-baseline.json\n");
  CHECK(read_file(folder.path() / ".fargate-lint-baseline.json") ==
        R"({
  "version": 2,
  "findings": [
    {"rule":"FG101","kind":"Pod","namespace":"shop","name":"a","field":"hostNetwork","count":1},
    {"rule":"FG101","kind":"Pod","namespace":"shop","name":"b","field":"hostNetwork","count":1}
  ]
}
)");
  std::filesystem::rename(folder.path() / "a.yaml", folder.path() / "renamed.yaml");
  folder.write("renamed.yaml", "# moved\n" + pod("b") + "---\n" + pod("a") + "---\n" + pod("c"));
  const std::vector<std::string> call = {"--baseline", ".fargate-lint-baseline.json", "."};
  CHECK(lint(folder, call).out == "renamed.yaml:20:3: " + refused("c"));
  CHECK(lint(folder, call).status == 1);
  folder.write("renamed.yaml", pod("a"));
  CHECK(lint(folder, call).status == 0);
  CHECK_MESSAGE(lint(folder, {"--write-baseline", ".fargate-lint-baseline.json", "."}).err ==
                    "1 finding written to .fargate-lint-baseline.json\n"
                    "dropped 1 entry no longer found: FG101 Pod/b in shop\n",
                "what is found no more is told and dropped");
}

TEST_CASE("baseline: a run that ends with 2 writes none, and no comments") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  const auto baseline = lint(folder, {"--write-baseline", "b.json", "a.yaml", "gone.yaml"});
  CHECK(baseline.status == 2);
  CHECK(baseline.err ==
        "error: gone.yaml does not exist\n  check the path\n"
        "error: no baseline was written, because the run failed\n"
        "  fix the errors and run the command again\n");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "b.json"));
  const auto comments = lint(folder, {"--add-ignores", "a.yaml", "gone.yaml"});
  CHECK(comments.status == 2);
  CHECK(comments.err.find("error: no comments were written") != std::string::npos);
  CHECK(read_file(folder.path() / "a.yaml") == pod("a"));
  const auto profiles =
      lint(folder, {"--write-baseline", "b.json", "a.yaml", "--profiles", "nope.yaml"});
  CHECK(profiles.err == "error: nope.yaml does not exist\n  check the path\n");
  CHECK(profiles.status == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "b.json"));
}

TEST_CASE("baseline: the configuration may name it, within its repository") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  CHECK(lint(folder, {"--write-baseline", "known.json", "a.yaml"}).status == 0);
  folder.write(".fargate-lint.yaml", "baseline: known.json\n");
  CHECK(lint(folder, {"a.yaml"}).status == 0);
  CHECK_MESSAGE(lint(folder, {"--isolated", "a.yaml"}).status == 1, "it is not there unasked");
  CHECK_MESSAGE(
      run({.arguments = {"placement", "a.yaml"}, .folder = folder.path().string()}).err.empty(),
      "it is for findings alone");
  folder.write("known.json", "");
  CHECK(lint(folder, {"a.yaml"}).status == 2);
  folder.write(".fargate-lint.yaml", "baseline: ../known.json\n");
  CHECK(
      lint(folder, {"a.yaml"}).err.find("`baseline` names `../known.json`, which is outside of") !=
      std::string::npos);
}

TEST_CASE(
    "baseline: what is about the whole input is known at its profile, whatever else there is") {
  const TemporaryFolder folder;
  const auto web = [](const std::string& name) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
           ", namespace: shop}\nspec:\n  containers: [{name: app, image: a}]\n";
  };
  const auto agent = [](const std::string& name) {
    return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: " + name +
           ", namespace: logging}\nspec:\n  template:\n    spec:\n"
           "      containers: [{name: a, image: fluent/fluent-bit}]\n";
  };
  folder.write("cluster.yaml",
               "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
               "metadata: {name: a, region: eu-west-1}\n"
               "fargateProfiles:\n  - name: web\n    selectors: [{namespace: shop}]\n");
  folder.write("m.yaml", web("m") + "---\n" + agent("m"));
  const auto call = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {".", "--select", "FG603,FG604", "-o", "concise"});
    return run({.arguments = std::move(arguments), .folder = folder.path().string()}).out;
  };
  CHECK(call({}) ==
        "cluster.yaml:5:11: info FG603: logs of 1 Fargate workload are not collected\n"
        "cluster.yaml:5:11: info FG604: agents in 1 DaemonSet do not see 1 Fargate workload\n");
  CHECK(call({"--write-baseline", "b.json"}).empty());
  folder.write("a.yaml", web("a") + "---\n" + agent("a"));
  CHECK(call({"--baseline", "b.json"}).empty());
  std::filesystem::remove(folder.path() / "m.yaml");
  CHECK(call({"--baseline", "b.json"}).empty());
  // Without profiles it is about no file.
  std::filesystem::remove(folder.path() / "cluster.yaml");
  CHECK(call({"--complete"}) == "info FG603: logs of 1 Fargate workload are not collected\n");
}

const std::filesystem::path kFormer =
    std::filesystem::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "baselines" / "version-1";

/// The findings on a screen, but for those that cannot be known: "error[FG101]", each with its
/// line.
std::string found_on_screen(const std::string& screen) {
  std::string found;
  std::istringstream lines(screen);
  std::string line;
  while (std::getline(lines, line))
    if (line.find("[FG") < 10 && line.find("[FG001]") == std::string::npos) found += line + "\n";
  return found;
}

std::vector<std::filesystem::path> former_inputs() {
  std::vector<std::filesystem::path> inputs;
  for (const auto& entry : std::filesystem::directory_iterator(kFormer))
    if (entry.path().extension() == ".yaml") inputs.push_back(entry.path());
  return inputs;
}

// The files of version 1 were written by the last program that wrote them, over the manifests
// beside them: all that rules find in testdata, so that each way to say something is there.
TEST_CASE("baseline: those of version 1 still hold, for every rule") {
  const auto inputs = former_inputs();
  CHECK(inputs.size() == 6);
  for (const auto& input : inputs) {
    CAPTURE(input.string());
    auto baseline = input;
    baseline.replace_extension(".json");
    const auto call = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.end(), {"check", input.string(), "--isolated", "--all-clusters",
                                         "--severity", "info"});
      // What has come since then is news. FG108 is about the profile now, not about a DaemonSet;
      // FG803 leaves clusters that are not known to FG804; and FG805 finds more.
      std::string news = "FG108,FG804,FG805";
      for (const auto* rule : rules::all())
        if (rule->info.since != "0.1.0") news.append(",").append(rule->info.id);
      arguments.insert(arguments.end(), {"--ignore", news});
      return found_on_screen(run({.arguments = arguments}).out);
    };
    CHECK_FALSE(call({}).empty());
    CHECK(call({"--baseline", baseline.string()}) == "");
  }
}

/// The documents of a file that can be read: with others, no baseline is written.
std::string readable(const std::string& text) {
  std::vector<yaml::Piece> pieces;
  yaml::split(text, pieces);
  std::string left;
  for (const auto& piece : pieces)
    if (!piece.bad_separator && yaml::read_document(piece.text))
      left += "---\n" + std::string(piece.text) + "\n";
  return left;
}

TEST_CASE("baseline: what was written silences all, and version 1 is written anew as version 2") {
  for (const auto& input : former_inputs()) {
    CAPTURE(input.string());
    const TemporaryFolder folder;
    auto former = input;
    former.replace_extension(".json");
    std::filesystem::copy_file(former, folder.path() / "known.json");
    folder.write("input.yaml", readable(read_file(input)));
    const auto file = (folder.path() / "input.yaml").string();
    const auto call = [&](const std::string& option) {
      return run({.arguments = {"check", file, "--isolated", "--all-clusters", option,
                                (folder.path() / "known.json").string()}});
    };
    CHECK(found_on_screen(call("--write-baseline").out) == "");
    const auto written = read_file(folder.path() / "known.json");
    CHECK(written.starts_with("{\n  \"version\": 2,\n"));
    CHECK(found_on_screen(call("--baseline").out) == "");
    call("--write-baseline");
    CHECK(read_file(folder.path() / "known.json") == written);
  }
}

TEST_CASE("baseline: a value that is another one makes another finding, in either version") {
  const TemporaryFolder folder;
  const auto with_volume = [&](const std::string& name) {
    folder.write(
        "a.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n"
        "  containers: [{name: app, image: a}]\n  volumes:\n    - name: v\n      hostPath:\n"
        "        path: " +
            name + "\n");
  };
  const auto call = [&](const std::string& option) {
    return run({.arguments = {"a.yaml", "--select", "FG202", "-o", "concise", option, "b.json"},
                .folder = folder.path().string()})
        .out;
  };
  const std::string former =
      R"({"version": 1, "findings": [{"rule":"FG202","kind":"Pod","namespace":"shop","name":"a",)"
      R"("field":"hostPath","facts":"v, /srv","count":1}]})";
  with_volume("/srv");
  for (const auto& text : {std::string(), former}) {
    CAPTURE(text);
    if (!text.empty())
      folder.write("b.json", text);
    else
      CHECK(call("--write-baseline").empty());
    CHECK(call("--baseline").empty());
    with_volume("/opt");
    CHECK_FALSE(call("--baseline").empty());
    with_volume("/srv");
  }
}

TEST_CASE("baseline: one may come through a pipe") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  CHECK(lint(folder, {"--write-baseline", "known.json", "a.yaml"}).status == 0);
  const auto text = read_file(folder.path() / "known.json");
  const auto outcome = run({.arguments = {"--select", "FG101", "--baseline", "/dev/fd/9", "a.yaml"},
                            .folder = folder.path().string(),
                            .in_child = [&text] {
                              int ends[2];
                              const bool written =
                                  ::pipe(ends) == 0 && ::write(ends[1], text.data(), text.size()) ==
                                                           static_cast<ssize_t>(text.size());
                              if (!written || ::dup2(ends[0], 9) != 9) ::_exit(99);
                              ::close(ends[1]);
                            }});
  CHECK(outcome.err.empty());
  CHECK(outcome.status == 0);
}

TEST_CASE("baseline: what cannot be read is reported every time") {
  const TemporaryFolder folder;
  folder.write("a.yaml", "a: [\n");
  const auto call = [&](const char* option) {
    return run({.arguments = {option, "b.json", "-o", "concise", "a.yaml"},
                .folder = folder.path().string()});
  };
  const auto written = call("--write-baseline");
  CHECK(written.status == 2);
  CHECK(written.out.find("FG001") != std::string::npos);
  CHECK(written.err.find("no baseline was written") != std::string::npos);
  folder.write("b.json", R"({"version": 2, "findings": []})");
  CHECK(call("--baseline").out == written.out);
}

TEST_CASE("baseline: what is none is said") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  folder.write("bad.json", "{\"version\": 1, \"findings\": [{\"rule\": \"FG101\"}]}");
  CHECK(lint(folder, {"--baseline", "none.json", "a.yaml"}).err ==
        "error: cannot read baseline `none.json`\n"
        "  write it with `--write-baseline none.json`\n");
  CHECK(lint(folder, {"--baseline", "bad.json", "a.yaml"}).err ==
        "error: `bad.json` is not a baseline: line 1 is not a finding with `rule` and `count`\n"
        "  write one with `--write-baseline`\n");
  CHECK(lint(folder, {"--baseline", "a.yaml", "a.yaml"}).status == 2);
  CHECK(lint(folder, {"--write-baseline", "not/there.json", "a.yaml"}).status == 2);
}

TEST_CASE("baseline: nothing but a baseline is overwritten by one") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  folder.write("b.yaml", pod("b"));
  const auto forgotten = lint(folder, {"--write-baseline", "a.yaml", "b.yaml"});
  CHECK(forgotten.status == 2);
  CHECK(forgotten.out.empty());
  CHECK(forgotten.err ==
        "error: `--write-baseline` would overwrite `a.yaml`, which is not a baseline\n"
        "  name the baseline before the inputs, or remove this file first\n");
  CHECK(lint(folder, {"--write-baseline", "a.yaml", "."}).status == 2);
  CHECK(lint(folder, {"--write-baseline", "./a.yaml", "a.yaml"}).err ==
        "error: `--write-baseline` would overwrite `./a.yaml`, which this run reads\n"
        "  write to another file\n");
  CHECK(read_file(folder.path() / "a.yaml") == pod("a"));
  folder.write("empty.json", "");
  for (int i = 0; i < 2; ++i)
    CHECK(lint(folder, {"--write-baseline", "empty.json", "."}).status == 0);
}

TEST_CASE("baseline: counts that add up to too much are the most there can be") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a") + "---\n" + pod("a"));
  const std::string entry =
      R"({"rule":"FG101","kind":"Pod","namespace":"shop","name":"a","field":"hostNetwork",)"
      R"("facts":"hostNetwork: true","count":)";
  folder.write("b.json", R"({"version": 1, "findings": [)" + entry + "2147483647}, " + entry +
                             "2147483647}, " + entry + "3}]}");
  const auto outcome = lint(folder, {"--baseline", "b.json", "a.yaml"});
  CHECK(outcome.err.empty());
  CHECK(outcome.out.empty());
}

/// Makes a repository that holds all of the folder.
void commit_all(const std::filesystem::path& folder) {
  for (auto words :
       {std::vector<std::string>{"init", "-q"}, {"add", "."}, {"commit", "-q", "-m", "first"}}) {
    words.insert(words.begin(), {"git", "-c", "user.name=n", "-c", "user.email=e@example.com"});
    const auto outcome =
        run({.arguments = words, .folder = folder.string(), .program = "/usr/bin/env"});
    REQUIRE_MESSAGE(outcome.status == 0, outcome.err);
  }
}

std::string profile(const std::string& ns) {
  return "profiles:\n- name: web\n  selectors: [{namespace: " + ns + "}]\n";
}

TEST_CASE("new from revision: what was there is known, what a profile makes new is not") {
  const TemporaryFolder folder;
  folder.write("deploy/a.yaml", pod("a"));
  folder.write("deploy/other.yaml", pod("o", "other"));
  folder.write(".fargate-lint.yaml", profile("shop"));
  commit_all(folder.path());
  CHECK(lint(folder, {"--new-from-rev", "HEAD", "."}).out.empty());

  std::filesystem::rename(folder.path() / "deploy/a.yaml", folder.path() / "deploy/b.yaml");
  folder.write("deploy/c.yaml", "# new\n" + pod("c"));
  const auto added = lint(folder, {"--new-from-rev", "HEAD", "deploy"});
  CHECK(added.out == "deploy/c.yaml:6:3: " + refused("c"));
  CHECK(added.status == 1);
  CHECK_MESSAGE(lint(folder, {"--new-from-rev", "HEAD", "deploy/c.yaml"}).out == added.out,
                "a file that the revision does not have");

  folder.write(".fargate-lint.yaml", profile("\"*\""));
  CHECK(lint(folder, {"--new-from-rev", "HEAD", "deploy/other.yaml"}).out ==
        "deploy/other.yaml:5:3: " + refused("o"));
  CHECK(std::filesystem::exists(folder.path() / "deploy/c.yaml"));
}

TEST_CASE("new from revision: of all clusters, each is judged by its own profiles then as well") {
  const TemporaryFolder folder;
  for (const std::string name : {"one", "two"}) {
    folder.write(name + ".yaml",
                 "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
                 "metadata: {name: " +
                     name +
                     ", region: eu-central-1}\nfargateProfiles:\n"
                     "- {name: web, selectors: [{namespace: of-" +
                     name + "}]}\n");
    folder.write(
        "pod-" + name + ".yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: of-" + name +
            "}\n"
            "spec: {tolerations: [{operator: Exists}], containers: [{name: a, image: a}]}\n");
  }
  commit_all(folder.path());
  // FG120: what no profile of the cluster takes, while one of the other does.
  const auto outcome = run({.arguments = {"--all-clusters", "--new-from-rev", "HEAD", "-q",
                                          "--select", "FG120", "--fail-on", "info", "."},
                            .folder = folder.path().string()});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("FG120") == std::string::npos);
}

TEST_CASE("new from revision: profiles that git does not keep are those of now") {
  const TemporaryFolder outside;
  const std::string declared =
      "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: r}\n"
      "fargateProfiles:\n- name: web\n  selectors: [{namespace: shop}]\n";
  outside.write("plan.yaml", declared);
  outside.write("repository/deploy/a.yaml", pod("a", "other"));
  outside.write("repository/.fargate-lint.yaml", "profiles: [plan.yaml]\n");
  const auto root = outside.path().string() + "/repository";
  commit_all(root);
  outside.write("repository/plan.yaml", declared);
  // The pod lands on Fargate only now, by a profile that has not changed.
  outside.write("repository/deploy/a.yaml", pod("a"));
  const std::string found = "deploy/a.yaml:5:3: " + refused("a");
  const std::vector<std::vector<std::string>> calls = {
      {"deploy"},
      {"deploy", "--isolated", "plan.yaml"},
      {"deploy", "--isolated", root + "/plan.yaml"},
      {"deploy", "--isolated", "../plan.yaml"},
      {"deploy", "--isolated", "--profiles", "plan.yaml"},
      {"deploy", "--isolated", "--profiles", "../plan.yaml"},
      {"deploy", "--isolated", "--profiles", outside.path().string() + "/plan.yaml"},
  };
  for (auto call : calls) {
    CAPTURE(call.back());
    call.insert(call.end(), {"--new-from-rev", "HEAD", "--select", "FG101", "-o", "concise"});
    CHECK(run({.arguments = call, .folder = root}).out == found);
  }
  outside.write("repository/new.yaml", pod("new"));
  CHECK_MESSAGE(run({.arguments = {"new.yaml", "--new-from-rev", "HEAD", "--select", "FG101", "-o",
                                   "concise"},
                     .folder = root})
                        .out == "new.yaml:5:3: " + refused("new"),
                "a manifest that git does not have is new");
}

TEST_CASE("new from revision: an unchanged tree has nothing new, whatever its files are") {
  const TemporaryFolder outside;
  outside.write("shared/x.yaml", pod("x"));
  outside.write("repository/deploy/a.yaml", pod("a"));
  outside.write("repository/prof.plan",
                "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
                "metadata: {name: c, region: r}\n"
                "fargateProfiles:\n- name: web\n  selectors: [{namespace: shop}]\n");
  outside.write("repository/.fargate-lint.yaml", "profiles: [prof.plan]\n");
  outside.write("repository/text", pod("t"));
  const auto root = outside.path() / "repository";
  std::filesystem::create_symlink("deploy/a.yaml", root / "file");
  std::filesystem::create_symlink("text", root / "other");
  std::filesystem::create_symlink("deploy", root / "folder");
  std::filesystem::create_symlink("../shared", root / "relative");
  std::filesystem::create_symlink(outside.path() / "shared/x.yaml", root / "absolute");
  std::filesystem::create_symlink(root / "deploy/a.yaml", root / "deploy/inside.yaml");
  commit_all(root);
  const auto lint_there = [&](const std::string& path) {
    return run({.arguments = {path, "--new-from-rev", "HEAD", "--select", "FG101", "-o", "concise"},
                .folder = root.string()});
  };
  for (const std::string path :
       {".", "deploy", "file", "other", "folder", "relative", "absolute", "deploy/inside.yaml"}) {
    CAPTURE(path);
    const auto outcome = lint_there(path);
    // Links out of the repository, and those to folders, are not followed unless they are named.
    CHECK((path == "." ? outcome.err.starts_with("warning: not linted: folder: a symlink to")
                       : outcome.err.empty()));
    CHECK(outcome.out.empty());
    CHECK(outcome.status == 0);
  }
  // The link leads to what the revision had, not to what is there now.
  outside.write("repository/deploy/a.yaml", pod("b"));
  for (const std::string path : {"file", "folder/a.yaml", "deploy/inside.yaml"}) {
    CAPTURE(path);
    CHECK(lint_there(path).out == path + ":5:3: " + refused("b"));
  }
}

TEST_CASE("new from revision: what cannot be read there is said") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  folder.write("profiles.yaml", "nothing: here\n");
  folder.write(".fargate-lint.yaml", "profiles: [profiles.yaml]\n");
  commit_all(folder.path());
  folder.write("profiles.yaml",
               "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
               "metadata: {name: c, region: r}\n"
               "fargateProfiles:\n- name: web\n  selectors: [{namespace: shop}]\n");
  const auto outcome = lint(folder, {"--new-from-rev", "HEAD", "a.yaml"});
  CHECK(outcome.err.find("in `HEAD`: ") != std::string::npos);
  CHECK(outcome.err.find("profiles.yaml declares no Fargate profile") != std::string::npos);
}

TEST_CASE("new from revision: what cannot be is said") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  CHECK(lint(folder, {"--new-from-rev", "HEAD", "a.yaml"}).status == 2);
  REQUIRE(run({.arguments = {"git", "init", "-q"},
               .folder = folder.path().string(),
               .program = "/usr/bin/env"})
              .status == 0);
  const auto none = lint(folder, {"--new-from-rev", "$(touch here)", "a.yaml"});
  CHECK(none.status == 2);
  CHECK(none.err ==
        "error: `$(touch here)` is no revision of this repository\n"
        "  fetch it first, or name another one\n");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "here"));
  CHECK(lint(folder, {"--new-from-rev", "HEAD", "-"}).status == 2);
}

}  // namespace
}  // namespace fargate_lint
