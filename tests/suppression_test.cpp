// Findings that are accepted, as users meet it: by comments, annotations and the configuration.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "golden.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"

namespace fargate_lint {
namespace {

using system::TemporaryFolder;
using testing::read_file;
using testing::run;

std::string pod(const std::string& name, const std::string& comment = "") {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: shop}\nspec:\n" +
         comment + "  hostNetwork: true\n  containers: [{name: app, image: a}]\n";
}

testing::Outcome lint(const TemporaryFolder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--select", "FG101,FG9", "-o", "concise"});
  return run({.arguments = std::move(arguments), .folder = folder.path().string()});
}

constexpr const char* kRefused =
    "error FG101 Pod/a: `hostNetwork: true` is not supported on Fargate\n";

TEST_CASE("suppression: entries of the configuration hold where all they name does") {
  struct Row {
    const char* entry;
    const char* out;
  };
  const std::string both =
      "a.yaml:5:3: " + std::string(kRefused) +
      "old/b.yaml:5:3: error FG101 Pod/b: `hostNetwork: true` is not supported on Fargate\n";
  const std::string a = "a.yaml:5:3: " + std::string(kRefused);
  const std::string unused =
      ".fargate-lint.yaml:2:5: warning FG901: suppression of `FG101` has no effect\n";
  const std::string unused_both = unused + both;
  const std::string missing = ".fargate-lint.yaml:2:5: warning FG903: suppression has no reason\n";
  const std::string unknown =
      ".fargate-lint.yaml:2:5: warning FG904: unknown rule: `FG1O1`\n" + both;
  const std::string expired =
      ".fargate-lint.yaml:2:5: warning FG902: suppression has expired: `until=2026-01-01`\n" + both;
  const Row rows[] = {
      {"rules: FG101\n    reason: a", ""},
      {"rules: FG101", missing.c_str()},
      {"rules: FG1O1\n    reason: a", unknown.c_str()},
      {"rules: FG101\n    reason: a\n    until: \"2026-01-01\"", expired.c_str()},
      {"rules: FG101\n    reason: a\n    until: \"2026-01-02\"", ""},
      {"rules: FG101\n    reason: a\n    paths: old/", a.c_str()},
      {"rules: FG101\n    reason: a\n    namespaces: sh*", ""},
      {"rules: FG101\n    reason: a\n    namespaces: default", unused_both.c_str()},
      {"rules: FG101\n    reason: a\n    objects: Pod/b", a.c_str()},
      {"rules: FG101\n    reason: a\n    objects: \"*/?\"", ""},
      {"rules: FG101\n    reason: a\n    containers: app", unused_both.c_str()},
  };
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  folder.write("old/b.yaml", pod("b"));
  for (const auto& row : rows) {
    CAPTURE(std::string(row.entry));
    folder.write(".fargate-lint.yaml", "suppressions:\n  - " + std::string(row.entry) + "\n");
    const auto outcome = run({.arguments = {".", "--select", "FG101,FG9", "-o", "concise"},
                              .environment = {{"SOURCE_DATE_EPOCH", "1767312000"}},  // 2026-01-02
                              .folder = folder.path().string()});
    CHECK(outcome.out == row.out);
  }
  folder.write(".fargate-lint.yaml",
               "suppressions:\n  - {rules: FG101, paths: old/, reason: gone}\n");
  CHECK_MESSAGE(lint(folder, {"a.yaml"}).out == a, "an entry for what is not read is not unused");
}

TEST_CASE("suppression: comments may be overruled, and what they hide is counted") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a", "  # fargate-lint: ignore[FG101] reason=\"moves to EC2\"\n"));
  CHECK(lint(folder, {"a.yaml"}).out == "");
  CHECK(lint(folder, {"a.yaml"}).status == 0);
  CHECK(lint(folder, {"a.yaml", "--no-inline-ignores"}).out ==
        "a.yaml:6:3: " + std::string(kRefused));
  const auto text =
      run({.arguments = {"a.yaml", "--select", "FG101"}, .folder = folder.path().string()});
  CHECK(text.out.find("\nno findings (1 suppressed)\n") != std::string::npos);
}

TEST_CASE("suppression: a rule is known by the name that it had, too") {
  const TemporaryFolder folder;
  const std::string limited =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  containers:\n"
      "    - {name: app, image: a, resources: {requests: {cpu: 200m, memory: 200Mi}, limits: {cpu: "
      "200m, memory: 400Mi}}}\n"
      "    - {name: too, image: a, resources: {requests: {cpu: 50m, memory: 50Mi}, limits: {cpu: "
      "50m, memory: 400Mi}}}\n";
  folder.write("a.yaml", limited);
  const auto found = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"a.yaml", "--select", "requests-below-limits", "-o",
                                          "concise"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run({.arguments = arguments, .folder = folder.path().string()}).out;
  };
  CHECK(found({}).find("info FG506 Pod/a: ") != std::string::npos);
  CHECK(found({"--config", "ignore=[requests-below-limits]", "--select", "FG506"}).empty());
  folder.write("a.yaml",
               "# fargate-lint: ignore-file[requests-below-limits] reason=\"known\"\n" + limited);
  CHECK(found({}).empty());
}

TEST_CASE("suppression: of a part of the files a hook names, none is called unused") {
  const TemporaryFolder folder;
  folder.write("a.yaml", "# fargate-lint: ignore[FG101] reason=\"a profile decides\"\n" +
                             pod("a", "  # fargate-lint: ignore[FG101] reason=\"b\"\n"));
  const auto said = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--select", "FG101,FG901", "-o", "concise"});
    return run({.arguments = std::move(arguments), .folder = folder.path().string()}).out;
  };
  const std::string unused = "a.yaml:1:1: warning FG901: suppression of `FG101` has no effect\n";
  CHECK(said({"a.yaml"}) == unused);
  CHECK(said({"--force-exclude", "."}) == unused);
  CHECK(said({"--force-exclude", "a.yaml"}).empty());
}

TEST_CASE("suppression: a wrong comment gets the right one to paste, in one finding") {
  struct Row {
    const char* comment;
    const char* rule;
    const char* help;
  };
  const Row rows[] = {
      {"# fargate-lint:ignore FG103", "FG904",
       "write `# fargate-lint: ignore[FG103] reason=\"…\"`"},
      {"# fargate-lint: disable=FG102", "FG904",
       "write `# fargate-lint: ignore[FG102] reason=\"…\"`"},
      {"# fargate-lint: ignore", "FG904", "write `# fargate-lint: ignore[FG101] reason=\"…\"`"},
      {"# fargate-lint: ignore[host-netwrk]", "FG904",
       "write `# fargate-lint: ignore[host-network] reason=\"…\"`"},
      {"# fargate-lint: ignore-file[FG1O1, FG102] reason=\"a b\" until=2999-01-01", "FG904",
       "write `# fargate-lint: ignore-file[FG101, FG102] reason=\"a b\" until=2999-01-01`"},
      {"# fargate-lint: ignore[FG101]", "FG903",
       "write `# fargate-lint: ignore[FG101] reason=\"…\"`"},
  };
  for (const auto& row : rows) {
    const TemporaryFolder folder;
    CAPTURE(row.comment);
    folder.write("a.yaml", pod("a", "  " + std::string(row.comment) + "\n"));
    const auto out =
        run({.arguments = {"a.yaml", "--select", "FG903,FG904"}, .folder = folder.path().string()})
            .out;
    CHECK(out.find(std::string("[") + row.rule + "]") != std::string::npos);
    CHECK(out.find(row.help) != std::string::npos);
    CHECK(out.find("[FG903]") == out.rfind("[FG903]"));
    CHECK((out.find("[FG903]") == std::string::npos || out.find("[FG904]") == std::string::npos));
  }
}

TEST_CASE("suppression: --add-ignores writes comments and touches nothing else") {
  const TemporaryFolder folder;
  const auto text = pod("a") + "---\n" + pod("b");
  folder.write("a.yaml", text);
  folder.write("c.json", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"},"spec":)"
                         R"({"hostNetwork":true,"containers":[{"name":"a","image":"a"}]}})");
  const auto outcome = lint(folder, {"--add-ignores=moves to EC2", "a.yaml", "c.json"});
  CHECK(outcome.status == 1);
  CHECK(outcome.out == "comments for 2 findings written to 1 file\n");
  CHECK(outcome.err.find("no place for a comment for 1 finding: JSON") != std::string::npos);
  const std::string comment = "  # fargate-lint: ignore[FG101] reason=\"moves to EC2\"\n";
  CHECK(read_file(folder.path() / "a.yaml") == pod("a", comment) + "---\n" + pod("b", comment));
  CHECK(lint(folder, {"--add-ignores", "a.yaml"}).out ==
        "comments for 0 findings written to 0 files\n");
  CHECK(lint(folder, {"a.yaml"}).out == "");
}

TEST_CASE("suppression: a byte order mark hides no comment, and stops none from being written") {
  const TemporaryFolder folder;
  const std::string mark = "\xEF\xBB\xBF";
  const std::string comment = "# fargate-lint: ignore-file[FG101] reason=\"a\"\n";
  folder.write("a.yaml", mark + comment + pod("a"));
  CHECK(lint(folder, {"a.yaml"}).out.empty());
  const std::string flow =
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostNetwork: true, containers: "
      "[]}}\n";
  folder.write("b.yaml", mark + flow);
  const auto outcome = lint(folder, {"--add-ignores=a", "b.yaml"});
  CHECK(outcome.err.empty());
  CHECK(read_file(folder.path() / "b.yaml") ==
        mark + "# fargate-lint: ignore[FG101] reason=\"a\"\n" + flow);
  CHECK(lint(folder, {"b.yaml"}).out.empty());
}

TEST_CASE("suppression: no line of a file is quoted that a named link leads out to") {
  const TemporaryFolder folder;
  const TemporaryFolder outside;
  outside.write("credentials", "aws_secret = abcdefghijklmnop\n\tkey: [\n");
  std::filesystem::create_symlink(outside.path() / "credentials", folder.path() / "x.yaml");
  std::filesystem::create_directory(folder.path() / ".git");
  const auto outcome = run({.arguments = {"x.yaml"}, .folder = folder.path().string()});
  CHECK(outcome.status == 2);
  CHECK(outcome.out.find("FG001") != std::string::npos);
  CHECK(outcome.out.find("abcdefghijklmnop") == std::string::npos);
  CHECK(outcome.out.find("key: [") == std::string::npos);
}

/// A profile, and a pod that it takes.
const std::string kShop =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a, region: eu-west-1}\n"
    "fargateProfiles:\n  - name: web\n    selectors: [{namespace: shop}]\n";

TEST_CASE("suppression: --add-ignores writes no comment about the whole input") {
  const TemporaryFolder folder;
  folder.write("cluster.yaml", kShop);
  folder.write("a.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n"
               "  containers: [{name: app, image: a}]\n");
  const auto outcome = run({.arguments = {"--add-ignores=on \"purpose\"", ".", "--select", "FG603"},
                            .folder = folder.path().string()});
  CHECK(outcome.status == 1);
  CHECK(outcome.out == "comments for 0 findings written to 0 files\n");
  CHECK(outcome.err ==
        "error: no comment written for FG603, which is about the whole input\n"
        "  add to `.fargate-lint.yaml`: `suppressions: [{rules: [FG603], reason: "
        "\"on \\\"purpose\\\"\"}]`\n");
  CHECK(read_file(folder.path() / "cluster.yaml") == kShop);
  folder.write(".fargate-lint.yaml", "suppressions: [{rules: [FG603], reason: \"b\"}]\n");
  CHECK(run({.arguments = {"--add-ignores", ".", "--select", "FG603"},
             .folder = folder.path().string()})
            .status == 0);
}

TEST_CASE("suppression: --add-ignores leaves a file that changes meanwhile as it is") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  folder.write("b.yaml", "\xEF\xBB\xBF" + pod("b"));
  // Read after the files, and keeps the program waiting.
  REQUIRE(::mkfifo((folder.path() / "z.yaml").c_str(), 0600) == 0);
  std::thread writer([&folder] {
    const int fifo = ::open((folder.path() / "z.yaml").c_str(), O_WRONLY | O_CLOEXEC);
    folder.write("a.yaml", "# a line more\n" + pod("a"));
    ::close(fifo);
  });
  const auto outcome = lint(folder, {"--add-ignores", "-j1", "a.yaml", "b.yaml", "z.yaml"});
  writer.join();
  CHECK(outcome.status == 2);
  CHECK(outcome.out == "comments for 1 finding written to 1 file\n");
  CHECK(outcome.err == "error: a.yaml changed while it was read\n  run again when it is written\n");
  CHECK(read_file(folder.path() / "a.yaml") == "# a line more\n" + pod("a"));
}

TEST_CASE("suppression: --add-ignores knows a line again that holds a secret") {
  const TemporaryFolder folder;
  folder.write(
      "a.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
      "  - name: a\n    image: a\n    env:\n"
      "    - {name: AWS_SECRET_ACCESS_KEY, value: wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYa}\n"
      "    securityContext: {privileged: true}\n");
  const auto outcome =
      run({.arguments = {"--add-ignores", "a.yaml"}, .folder = folder.path().string()});
  CHECK(outcome.err.empty());
  CHECK(outcome.status == 0);
  CHECK(read_file(folder.path() / "a.yaml").find("    # fargate-lint: ignore[FG307]") !=
        std::string::npos);
}

TEST_CASE("suppression: --add-ignores tries every file and says which it cannot write") {
  const TemporaryFolder folder;
  for (const std::string name : {"a", "b", "c"}) folder.write(name + ".yaml", pod(name));
  const auto a = (folder.path() / "a.yaml").string();
  const auto b = (folder.path() / "b.yaml").string();
  REQUIRE(::chmod(a.c_str(), 0444) == 0);
  REQUIRE(::chmod(b.c_str(), 0640) == 0);
  std::filesystem::create_hard_link(folder.path() / "c.yaml", folder.path() / "other");
  const bool is_root = ::geteuid() == 0;
  if (is_root) REQUIRE(::chown(b.c_str(), 1234, 1235) == 0);
  const auto outcome = lint(folder, {"--add-ignores", "."});
  CHECK(outcome.status == 2);
  CHECK(outcome.out == "comments for 2 findings written to 2 files\n");
  CHECK(outcome.err == "error: cannot write `a.yaml`: it is read-only\n  make it writable first\n");
  CHECK(read_file(folder.path() / "a.yaml") == pod("a"));
  struct stat info {};
  REQUIRE(::stat(b.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0640);
  if (is_root) CHECK(info.st_uid == 1234);
  if (is_root) CHECK(info.st_gid == 1235);
  CHECK(read_file(folder.path() / "other") != pod("c"));
  CHECK(read_file(folder.path() / "other") == read_file(folder.path() / "c.yaml"));
}

TEST_CASE("suppression: --add-ignores does not read a hole") {
  const TemporaryFolder folder;
  auto text = pod("a") + "---\n";
  for (int i = 0; i < 10'000; ++i) text += "# What fills the first window that is read.\n";
  folder.write("a.yaml", text);
  std::filesystem::resize_file(folder.path() / "a.yaml", std::uintmax_t{1} << 36U);
  const auto outcome = run({.arguments = {"--add-ignores", "a.yaml", "--select", "FG101"},
                            .folder = folder.path().string()});
  CHECK(outcome.err.find("no comments were written") != std::string::npos);
  CHECK(outcome.status == 2);
}

TEST_CASE("suppression: no variable of the environment makes a run write to what is kept") {
  const TemporaryFolder folder;
  folder.write("a.yaml", pod("a"));
  const auto outcome = run({.arguments = {"a.yaml", "--select", "FG101", "-o", "concise"},
                            .environment = {{"FARGATE_LINT_ADD_IGNORES", "0"},
                                            {"FARGATE_LINT_WRITE_BASELINE", "known.json"}},
                            .folder = folder.path().string()});
  CHECK(outcome.status == 1);
  CHECK(outcome.out == "a.yaml:5:3: " + std::string(kRefused));
  CHECK(read_file(folder.path() / "a.yaml") == pod("a"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "known.json"));
}

}  // namespace
}  // namespace fargate_lint
