// Against the git that is installed.
#include "system/git.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "system/disk.hpp"
#include "system/git_testing.hpp"
#include "system/revision.hpp"

namespace fargate_lint::system {
namespace {

namespace fs = std::filesystem;
using testing::GitRepository;

/// What a file holds in HEAD, asked for from a folder; or what is said instead.
struct Asked {
  std::string text;
  std::string lost;
  bool kept = false;
};

Asked ask(const fs::path& where, const std::string& path,
          std::map<std::string, std::string> variables = {}) {
  MachineProcess process;
  const Disk disk(where.string());
  const GivenEnvironment environment(std::move(variables));
  const auto revision = Revision::open(disk, process, environment, "HEAD");
  if (!revision) return {revision.error().message, "", false};
  const auto& files = *revision.value();
  Asked asked;
  asked.text = read_whole_file(files, path).value_or("(none)");
  if (const auto lost = files.lost()) asked.lost = lost->message;
  const auto kept = revision.value()->is_kept_now(path);
  asked.kept = kept && *kept;
  return asked;
}

TEST_CASE("git: texts of any kind come as they are") {
  const GitRepository repository;
  const std::string binary("\0\n\r\xff blob 12\n", 12);
  repository.write("a.yaml", "text");
  repository.write("empty.yaml", "");
  repository.write("line\nbreak \"quoted\" \xc3\xa4.yaml", binary);
  repository.write("large.yaml", std::string(5'000'000, 'x') + "end");
  fs::create_symlink("a.yaml", repository.root() / "link.yaml");
  repository.commit();
  repository.write("a.yaml", "now");
  CHECK(ask(repository.root(), "a.yaml").text == "text");
  CHECK(ask(repository.root(), "empty.yaml").text.empty());
  CHECK(ask(repository.root(), "line\nbreak \"quoted\" \xc3\xa4.yaml").text == binary);
  CHECK(ask(repository.root(), "large.yaml").text == std::string(5'000'000, 'x') + "end");
  CHECK(ask(repository.root(), "link.yaml").text == "text");
  CHECK(ask(repository.root(), "a.yaml").kept);
  CHECK_FALSE(ask(repository.root(), "b.yaml").kept);
}

TEST_CASE("git: nothing that the repository's configuration names is run") {
  const GitRepository repository;
  repository.write("a.yaml", "text");
  repository.write(".gitattributes", "*.yaml diff=trap filter=trap\n");
  repository.commit();
  testing::arm(repository);
  const std::vector<std::vector<std::string>> runs = {{"status"}, {"diff", "HEAD", "--ext-diff"}};
  for (const auto& words : runs) {
    repository.write("a.yaml", "changed");
    repository.try_git(words, repository.root());
    CHECK_MESSAGE(repository.has_snapped(), "git by itself runs some of it");
  }
  const auto asked = ask(repository.root(), "a.yaml");
  CHECK(asked.text == "text");
  CHECK(asked.kept);
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("git: a folder that looks like a bare repository is none") {
  const GitRepository repository;
  testing::hide_bare_repository(repository);
  repository.write("bare/a.yaml", "text");
  repository.commit();
  for (const std::string below : {"bare", "bare/refs", "bare/objects"}) {
    CAPTURE(below);
    repository.try_git({"status"}, repository.root() / below);
    CHECK_MESSAGE(repository.has_snapped(), "git by itself takes it for one");
    const auto path = (repository.root() / "bare/a.yaml").string();
    const auto asked = ask(repository.root() / below, path);
    CHECK(asked.text == "text");
    CHECK(asked.kept);
    CHECK_FALSE(repository.has_snapped());
  }
  fs::remove_all(repository.root() / ".git");
  CHECK(ask(repository.root() / "bare", "a.yaml").text ==
        "`" + (repository.root() / "bare").string() + "` is in no git repository");
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("git: what a partial clone does not have is not fetched") {
  const GitRepository repository;
  repository.write("a.yaml", "text");
  repository.write("b.yaml", "other");
  repository.commit();
  testing::make_partial(repository, "a.yaml");
  repository.try_git({"cat-file", "-p", "HEAD:a.yaml"}, repository.root());
  CHECK_MESSAGE(repository.has_snapped(), "git by itself does");
  const auto asked = ask(repository.root(), "a.yaml");
  CHECK(asked.lost == "git has no text of `a.yaml`");
  CHECK(asked.kept);
  CHECK(ask(repository.root(), "b.yaml").text == "other");
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("git: no protocol is allowed, should an older git fetch all the same") {
  const GitRepository repository;
  repository.write("a.yaml", "text");
  repository.commit();
  testing::make_partial(repository, "a.yaml");
  MachineProcess process;
  const Disk disk(repository.root().string());
  const auto git = Git::find(process, disk, GivenEnvironment());
  REQUIRE(git);
  CHECK_FALSE(git.value().ask({"fetch", "origin"}));
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("git: the files are where `.git` is, whatever the configuration says") {
  const GitRepository repository;
  repository.write("a.yaml", "text");
  repository.commit();
  repository.write_outside("victim/a.yaml", "secret");
  for (const auto& elsewhere : {repository.outside() / "victim", repository.outside()}) {
    CAPTURE(elsewhere.string());
    repository.git({"config", "core.worktree", elsewhere.string()});
    const auto asked = ask(repository.root(), "a.yaml");
    CHECK(asked.text == "text");
    CHECK(asked.kept);
  }
}

TEST_CASE("git: a commit is what its hash says, whatever stands for it") {
  const GitRepository repository;
  repository.write("a.yaml", "first");
  repository.commit();
  repository.write("a.yaml", "second");
  repository.commit();
  repository.git({"replace", "HEAD", "HEAD~1"});
  CHECK(ask(repository.root(), "a.yaml").text == "second");
}

TEST_CASE("git: the repository that a hook is run for is the one that is asked") {
  const GitRepository repository;
  repository.write("deploy/a.yaml", "text");
  repository.commit();
  const auto linked = repository.outside() / "linked";
  repository.git({"worktree", "add", "-q", linked.string()});
  const auto git = (repository.root() / ".git").string();
  CHECK(ask(repository.root(), "deploy/a.yaml", {{"GIT_DIR", ".git"}}).text == "text");
  CHECK(ask(linked, "deploy/a.yaml").text == "text");
  CHECK(ask(linked / "deploy", "a.yaml").kept);
  CHECK(ask(linked, "deploy/a.yaml", {{"GIT_DIR", git + "/worktrees/linked"}}).text == "text");
  CHECK(ask(repository.root() / "deploy", "a.yaml",
            {{"GIT_DIR", git}, {"GIT_WORK_TREE", repository.root().string()}})
            .kept);
}

TEST_CASE("git: a program beside us is not taken for it") {
  const GitRepository repository;
  repository.write("a.yaml", "text");
  repository.commit();
  fs::copy_file(repository.trap(), repository.root() / "git");
  CHECK(ask(repository.root(), "a.yaml").text == "text");
  CHECK_FALSE(repository.has_snapped());
}

TEST_CASE("git: what cannot be asked is said") {
  const GitRepository repository;
  CHECK(ask(repository.root(), "a.yaml").text == "`HEAD` is no revision of this repository");
  MachineProcess process;
  const Disk disk(repository.root().string());
  for (const std::string name : {"--help", "-h", "$(touch here)", "HEAD..HEAD", "a b", ""}) {
    CAPTURE(name);
    const auto revision = Revision::open(disk, process, GivenEnvironment(), name);
    REQUIRE_FALSE(revision);
    CHECK(revision.error().message == "`" + name + "` is no revision of this repository");
  }
  repository.write(".git/config", "[core\n");
  CHECK(ask(repository.root(), "a.yaml").text.starts_with("git fails: fatal: bad config"));
}

}  // namespace
}  // namespace fargate_lint::system
