// What `--new-from-rev` does with a repository that means harm, and what it leaves alone.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "golden.hpp"
#include "run_program.hpp"
#include "system/git_testing.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using system::testing::GitRepository;
using testing::read_file;
using testing::run;

std::string pod(const std::string& name) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
         ", namespace: shop}\nspec:\n  hostNetwork: true\n  containers: [{name: app, image: a}]\n";
}
std::string refused(const std::string& name) {
  return "error FG101 Pod/" + name + ": `hostNetwork: true` is not supported on Fargate\n";
}
std::string found(const std::string& path, const std::string& name) {
  return path + ":5:3: " + refused(name);
}

const std::string kProfiles =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: r}\n"
    "fargateProfiles:\n- name: web\n  selectors: [{namespace: shop}]\n";

/// Large enough to be read by a glance, and not what it seems to be: it must be read again.
std::string many_deployments() {
  std::string many;
  for (int i = 0; many.size() < 700'000; ++i)
    many += "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d" + std::to_string(i) +
            ", namespace: shop}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n"
            "    metadata: {labels: {a: b}}\n    spec:\n      containers: [{name: a, image: a}]\n" +
            (i == 700 ? "      hostNetwork: true\n      hostNetwork: true\n" : "");
  return many;
}

testing::Outcome lint(const std::string& path, const fs::path& where,
                      std::map<std::string, std::string> environment = {}) {
  return run({.arguments = {path, "--new-from-rev", "HEAD", "--select", "FG101", "-o", "concise"},
              .environment = std::move(environment),
              .folder = where.string()});
}

TEST_CASE("hostile repository: nothing that its configuration names is run") {
  const GitRepository repository;
  repository.write("a.yaml", pod("a"));
  repository.write(".gitattributes", "*.yaml diff=trap filter=trap merge=trap\n");
  repository.commit();
  system::testing::arm(repository);
  // Its time tells git to look at it again.
  repository.write("a.yaml", pod("a"));
  repository.write("b.yaml", pod("b"));
  repository.try_git({"status"}, repository.root());
  CHECK_MESSAGE(repository.has_snapped(), "git by itself runs some of it");
  const auto outcome = lint(".", repository.root());
  CHECK(outcome.err.empty());
  CHECK(outcome.out == found("b.yaml", "b"));
  CHECK(outcome.status == 1);
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("hostile repository: one that holds a bare repository as plain files") {
  const GitRepository repository;
  system::testing::hide_bare_repository(repository);
  repository.write("bare/a.yaml", pod("a"));
  repository.commit();
  repository.write("bare/refs/new.yaml", pod("new"));
  for (const std::string below : {"bare", "bare/refs", "bare/objects"}) {
    CAPTURE(below);
    repository.try_git({"status"}, repository.root() / below);
    CHECK_MESSAGE(repository.has_snapped(), "git by itself takes it for one");
    const auto outcome = lint((repository.root() / "bare").string(), repository.root() / below);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.ends_with("new.yaml:5:3: " + refused("new")));
    CHECK(std::ranges::count(outcome.out, '\n') == 1);
    CHECK_FALSE(repository.has_snapped());
  }
}

TEST_CASE("hostile repository: what a partial clone does not have is not fetched") {
  const GitRepository repository;
  repository.write("a.yaml", pod("a"));
  repository.write("other/b.yaml", pod("b"));
  repository.commit();
  system::testing::make_partial(repository, "a.yaml");
  const auto outcome = lint("a.yaml", repository.root());
  CHECK(outcome.status == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.ends_with("error: git has no text of `a.yaml`\n  fetch the revision\n"));
  CHECK_MESSAGE(lint("other", repository.root()).status == 0, "where it need not be read");
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("hostile repository: one whose files are said to be elsewhere") {
  const GitRepository repository;
  repository.write("a.yaml", pod("a"));
  repository.commit();
  repository.write_outside("victim/secret.yaml", pod("s"));
  repository.git({"config", "core.worktree", (repository.outside() / "victim").string()});
  repository.write("b.yaml", pod("b"));
  const auto outcome = lint(".", repository.root());
  CHECK(outcome.err.empty());
  CHECK(outcome.out == found("b.yaml", "b"));
}

TEST_CASE("hostile repository: links out of it are not followed") {
  const GitRepository repository;
  repository.write_outside("secret/pod.yaml", pod("secret"));
  repository.write("deploy/a.yaml", pod("a"));
  fs::create_symlink("../../secret/pod.yaml", repository.root() / "deploy/link.yaml");
  fs::create_symlink(repository.outside() / "secret", repository.root() / "deploy/folder");
  fs::create_symlink("/dev/zero", repository.root() / "deploy/zero.yaml");
  repository.commit();
  // Only the revision still has them.
  for (const std::string name : {"link.yaml", "folder", "zero.yaml"})
    fs::remove(repository.root() / "deploy" / name);
  repository.write("deploy/secret.yaml", pod("secret"));
  const auto outcome = lint("deploy", repository.root());
  CHECK_MESSAGE(outcome.out == found("deploy/secret.yaml", "secret"),
                "the pod is new: the revision has none of that name");
  CHECK(outcome.err.empty());
}

TEST_CASE("hostile repository: a program beside it is not taken for git") {
  const GitRepository repository;
  repository.write("a.yaml", pod("a"));
  repository.commit();
  fs::copy_file(repository.trap(), repository.root() / "git");
  const std::string path = std::getenv("PATH");
  const auto outcome = lint("a.yaml", repository.root(), {{"PATH", ".::" + path}});
  CHECK(outcome.status == 0);
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("new from revision: git is started at most five times, whatever the input") {
  const GitRepository repository;
  repository.write(".fargate-lint.yaml", "profiles: [profiles.yaml]\n");
  for (int i = 0; i < 30; ++i) {
    repository.write("deploy/" + std::to_string(i) + ".yaml", pod("p" + std::to_string(i)));
    fs::create_symlink(std::to_string(i) + ".yaml",
                       repository.root() / ("deploy/l" + std::to_string(i) + ".yaml"));
  }
  repository.write("deploy/big.yaml", many_deployments());
  repository.commit();
  repository.write("profiles.yaml", kProfiles);
  const auto log = repository.outside() / "log";
  repository.write_outside("bin/git", "#!/bin/sh\necho \"$@\" >>" + log.string() +
                                          "\nPATH=" + std::getenv("PATH") + "\nexec git \"$@\"\n");
  fs::permissions(repository.outside() / "bin/git", fs::perms::owner_all);
  const std::map<std::string, std::string> path = {
      {"PATH", (repository.outside() / "bin").string() + ":" + std::getenv("PATH")}};
  const auto count = [&](std::map<std::string, std::string> environment) {
    fs::remove(log);
    environment.insert(path.begin(), path.end());
    const auto outcome = lint(".", repository.root(), environment);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.empty());
    const auto started = read_file(log);
    return std::ranges::count(started, '\n');
  };
  CHECK(count({}) == 4);
  CHECK(count({{"GIT_DIR", ".git"}}) == 5);
}

TEST_CASE("new from revision: nothing is written, unless it is large") {
  const GitRepository repository;
  repository.write("a.yaml", pod("a"));
  repository.write("large.yaml", pod("b") + "# " + std::string(2'000'000, '-') + "\n");
  repository.commit();
  CHECK(lint("a.yaml", repository.root(), {{"TMPDIR", "/nowhere"}}).status == 0);
  const auto outcome = lint("large.yaml", repository.root(), {{"TMPDIR", "/nowhere"}});
  CHECK(outcome.status == 2);
  CHECK(
      outcome.err.ends_with("error: cannot write to `/nowhere`: No such file or directory"
                            "\n  free some space, or set TMPDIR to another place\n"));
  fs::create_directory(repository.outside() / "tmp");
  const auto tmp = (repository.outside() / "tmp").string();
  CHECK(lint("large.yaml", repository.root(), {{"TMPDIR", tmp}}).status == 0);
  CHECK(fs::is_empty(tmp));
}

TEST_CASE("new from revision: while it is read nothing of it is in a folder, nor after a signal") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    const GitRepository repository;
    repository.write("a/b.yaml", pod("a"));
    repository.commit();
    const auto tmp = repository.outside() / "tmp";
    fs::create_directory(tmp);
    // Outside of the repository: it is opened when the revision is there, and keeps us waiting.
    const auto fifo = (repository.outside() / "profiles").string();
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    bool was_empty = false;
    std::thread killer([&] {
      pid_t program = 0;
      if (::read(ends[0], &program, sizeof program) != sizeof program) return;
      const int writer = ::open(fifo.c_str(), O_WRONLY | O_CLOEXEC);
      was_empty = fs::is_empty(tmp);
      ::kill(program, signal);
      ::close(writer);
    });
    const auto outcome = run({.arguments = {"a", "--profiles", fifo, "--new-from-rev", "HEAD"},
                              .environment = {{"TMPDIR", tmp.string()}},
                              .folder = repository.root().string(),
                              .in_child = [&] {
                                ::signal(signal, SIG_DFL);  // whoever started the tests (nohup)
                                const auto self = ::getpid();
                                if (::write(ends[1], &self, sizeof self) != sizeof self)
                                  ::_exit(99);
                              }});
    killer.join();
    ::close(ends[0]);
    ::close(ends[1]);
    CHECK(was_empty);
    CHECK(outcome.status == 1000 + signal);
    CHECK(fs::is_empty(tmp));
  }
}

TEST_CASE("new from revision: what cannot be read of it is said once, whatever is read twice") {
  const GitRepository repository;
  repository.write("profiles.yaml", "nothing: here\n");
  repository.write("big.yaml", many_deployments());
  repository.commit();
  repository.write("profiles.yaml", kProfiles);
  const auto outcome = run({.arguments = {"big.yaml", "--profiles", "profiles.yaml", "--isolated",
                                          "--new-from-rev", "HEAD", "-o", "concise"},
                            .folder = repository.root().string()});
  const std::string said = "in `HEAD`: profiles.yaml declares no Fargate profile";
  const auto first = outcome.err.find(said);
  CHECK(first != std::string::npos);
  CHECK(outcome.err.find(said, first + 1) == std::string::npos);
}

TEST_CASE("new from revision: as a hook, in a work tree and in a linked one") {
  const GitRepository repository;
  repository.write("a.yaml", pod("a"));
  repository.commit();
  const auto said = (repository.outside() / "said").string();
  repository.write_outside("repository/.git/hooks/pre-commit",
                           "#!/bin/sh\nenv | grep ^GIT_ >&2\n" FARGATE_LINT_BINARY
                           " . --new-from-rev HEAD --select FG101 -o concise >" +
                               said + " 2>&1\n");
  fs::permissions(repository.root() / ".git/hooks/pre-commit", fs::perms::owner_all);
  const auto linked = repository.outside() / "linked";
  repository.git({"worktree", "add", "-q", linked.string()});
  for (const fs::path& where : {repository.root(), linked}) {
    CAPTURE(where.string());
    std::ofstream(where / "b.yaml") << pod("b");
    REQUIRE(repository.try_git({"add", "."}, where).second.is_success());
    const auto ending = repository.try_git({"commit", "-q", "-a", "-m", "more"}, where).second;
    CHECK(ending.said.find("GIT_INDEX_FILE=") != std::string::npos);
    CHECK(ending.code == 1);
    CHECK(read_file(said) == found("b.yaml", "b"));
  }
}

TEST_CASE("new from revision: below the root, and in a submodule") {
  const GitRepository module;
  module.write("m.yaml", pod("m"));
  module.commit();
  const GitRepository repository;
  repository.write("deploy/a.yaml", pod("a"));
  repository.commit();
  repository.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                  module.root().string(), "module"});
  repository.commit();
  CHECK(lint(".", repository.root() / "deploy").status == 0);
  CHECK(lint("../deploy/a.yaml", repository.root() / "deploy").out.empty());
  CHECK(lint(".", repository.root() / "module").out.empty());
  CHECK_MESSAGE(lint(".", repository.root()).out == found("module/m.yaml", "m"),
                "the revision has no files of another repository");
}

}  // namespace
}  // namespace fargate_lint
