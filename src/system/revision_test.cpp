#include "system/revision.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "system/git_testing.hpp"
#include "system/memory.hpp"

namespace fargate_lint::system {
namespace {

using testing::FakeGit;

/// What stands in memory is now; what the fake git has is then.
struct World {
  Memory now{"/src/repo/deploy"};
  FakeGit git{"/src/repo"};
  GivenEnvironment environment;

  World() {
    now.write("/src/repo/.git/HEAD", "ref: refs/heads/main");
    now.write("/src/other.yaml", "other");
    now.write("/src/repo/deploy/new.yaml", "new");
    git.add(".gitignore", "*.log");
    git.add("deploy/a.yaml", "then");
    git.add("deploy/sub/b.yaml", "");
  }
  std::unique_ptr<Revision> open() {
    auto revision = Revision::open(now, git.process(), environment, "HEAD");
    REQUIRE(revision);
    return std::move(revision).value();
  }
};

std::string text_of(const FileSystem& files, const std::string& path) {
  const auto text = read_whole_file(files, path);
  return text ? *text : "(none)";
}

std::string names(const FileSystem& files, const std::string& folder) {
  const auto entries = files.list(folder);
  if (!entries) return entries.error().message;
  std::string text;
  for (const auto& entry : *entries) text += entry.name + " ";
  return text;
}

TEST_CASE("revision: the repository is as it was then, all else as it is now") {
  World world;
  world.now.write("/src/repo/deploy/a.yaml", "now");
  const auto revision = world.open();
  CHECK(text_of(*revision, "a.yaml") == "then");
  CHECK(text_of(*revision, "/src/repo/deploy/a.yaml") == "then");
  CHECK(text_of(*revision, "../deploy/./a.yaml") == "then");
  CHECK(text_of(*revision, "sub/b.yaml").empty());
  CHECK(text_of(*revision, "new.yaml") == "(none)");
  CHECK(text_of(*revision, "../../other.yaml") == "other");
  CHECK(text_of(*revision, "/src/other.yaml") == "other");
  CHECK(names(*revision, ".") == "a.yaml sub ");
  CHECK(names(*revision, "..") == ".gitignore deploy ");
  CHECK(names(*revision, "/src") == "other.yaml repo ");
  CHECK(names(*revision, "a.yaml") == "does not exist: a parent is a file, not a directory");
  CHECK(revision->open("sub").error().message == "is a directory");
  CHECK(revision->open("new.yaml").error().message == "does not exist");
  CHECK(revision->open("").error().message == "does not exist");
}

TEST_CASE("revision: paths are shown and resolved as those of now") {
  World world;
  world.git.link("link", "deploy/sub");
  const auto revision = world.open();
  CHECK(revision->working_directory() == "/src/repo/deploy");
  CHECK(revision->shown("/src/repo/deploy/a.yaml") == "a.yaml");
  CHECK(revision->canonical("../link/b.yaml") == "/src/repo/deploy/sub/b.yaml");
  CHECK(revision->canonical(".") == "/src/repo/deploy");
  CHECK(revision->canonical("..") == "/src/repo");
  CHECK(revision->canonical("new.yaml") == "/src/repo/deploy/new.yaml");
  CHECK_FALSE(revision->resolve("new.yaml"));
}

TEST_CASE("revision: it looks like a repository in which we stand") {
  World world;
  const FakeGit empty("/src/repo");
  FakeGit git("/src/repo");
  auto revision = Revision::open(world.now, git.process(), world.environment, "HEAD");
  REQUIRE(revision);
  const auto& files = **revision;
  CHECK(files.is(Kind::folder, "/src/repo/.git"));
  CHECK(files.is(Kind::folder, "."));
  CHECK(names(files, ".").empty());
  CHECK(names(files, "/src/repo").empty());
  CHECK_FALSE(files.exists("sub"));
}

TEST_CASE("revision: a file can be read in any way, and tells its size") {
  World world;
  const std::string large(3'000'000, 'x');
  world.git.add("deploy/large.yaml", large + "end");
  const auto revision = world.open();
  const auto status = revision->status("large.yaml");
  REQUIRE(status);
  CHECK(status.value().size == 3'000'003);
  auto file = revision->open("large.yaml");
  REQUIRE(file);
  CHECK(file.value()->opened() == status.value());
  CHECK(file.value()->status().value() == status.value());
  CHECK(file.value()->hold());
  std::string part(6, '\0');
  CHECK(file.value()->read_at(2'999'997, part.data(), 6));
  CHECK(part == "xxxend");
  CHECK_FALSE(file.value()->read_at(2'999'998, part.data(), 6));
  CHECK(file.value()->read(part.data(), 6).value() == 6);
  CHECK(part == "xxxxxx");
  std::string whole(large.size() + 3, '\0');
  CHECK(file.value()->read(whole.data(), whole.size()).value() == whole.size() - 6);
  CHECK(file.value()->rewind());
  CHECK(file.value()->read(whole.data(), whole.size()).value() == whole.size());
  CHECK(whole == large + "end");
  CHECK(text_of(*revision, "large.yaml") == large + "end");
}

TEST_CASE("revision: each file and folder is another") {
  World world;
  world.git.add("deploy/sub/deep/c.yaml", "");
  world.git.link("link", "deploy/a.yaml");
  const auto revision = world.open();
  const auto identity = [&](const std::string& path) {
    const auto status = revision->status(path);
    REQUIRE(status);
    return std::pair(status.value().device, status.value().inode);
  };
  std::vector<std::pair<std::uint64_t, std::uint64_t>> all;
  for (const auto* path : {"/src/repo", ".", "sub", "sub/deep", "a.yaml", "sub/b.yaml",
                           "sub/deep/c.yaml", "/src/repo/.git"})
    all.push_back(identity(path));
  std::ranges::sort(all);
  CHECK(std::ranges::adjacent_find(all) == all.end());
  CHECK(identity("../link") == identity("a.yaml"));
}

TEST_CASE(
    "revision: a link is followed in the repository, and out of it only if somebody says so") {
  World world;
  world.now.write("/shared/x.yaml", "secret");
  world.git.link("deploy/in.yaml", "a.yaml");
  world.git.link("deploy/out.yaml", "/shared/x.yaml");
  world.git.link("deploy/folder", "../../../shared");
  world.git.link("deploy/circle", "circle");
  const auto revision = world.open();
  CHECK(text_of(*revision, "in.yaml") == "then");
  CHECK(revision->open("out.yaml").error().message == "is a link out of the repository");
  CHECK(names(*revision, "folder") == "is a link out of the repository");
  CHECK(revision->open("folder/x.yaml").error().message == "is a link out of the repository");
  CHECK(revision->open("circle").error().message == "cannot be read: symbolic links in a circle");
  CHECK_MESSAGE(revision->canonical("out.yaml") == "/shared/x.yaml", "who asks is told");
  CHECK(revision->is(Kind::regular, "out.yaml"));
  revision->let_out("folder");
  CHECK(text_of(*revision, "folder/x.yaml") == "secret");
  CHECK(text_of(*revision, "out.yaml") == "(none)");
  revision->let_out("out.yaml");
  CHECK(text_of(*revision, "out.yaml") == "secret");
  revision->let_out("a.yaml");
  CHECK(text_of(*revision, "a.yaml") == "then");
}

TEST_CASE("revision: what is wanted from now is as it is now") {
  World world;
  world.now.write("/src/repo/deploy/a.yaml", "now");
  world.now.write("/src/repo/deploy/more/c.yaml", "more");
  const auto revision = world.open();
  revision->take_from_now("new.yaml");
  revision->take_from_now("/src/repo/deploy/more");
  CHECK(text_of(*revision, "new.yaml") == "new");
  CHECK(text_of(*revision, "more/c.yaml") == "more");
  CHECK(revision->canonical("more/../new.yaml") == "/src/repo/deploy/new.yaml");
  CHECK(text_of(*revision, "a.yaml") == "then");
}

TEST_CASE("revision: git says what it keeps now, and is not asked before") {
  World world;
  world.git.track("deploy/added.yaml");
  const auto revision = world.open();
  CHECK(world.git.asked() == std::vector<std::string>{"rev-parse", "ls-tree"});
  CHECK(revision->is_kept_now("added.yaml").value());
  CHECK_FALSE(revision->is_kept_now("new.yaml").value());
  CHECK_FALSE(revision->is_kept_now("/src/other.yaml").value());
  CHECK_FALSE(revision->is_kept_now("/src/repo").value());
  CHECK(world.git.asked() == std::vector<std::string>{"rev-parse", "ls-tree", "ls-files"});
}

TEST_CASE("revision: git is started at most five times, whatever is asked") {
  World world;
  world.environment.set("GIT_DIR", "/src/repo/.git");
  for (int i = 0; i < 50; ++i) {
    world.git.add("many/" + std::to_string(i), std::to_string(i));
    world.git.link("links/" + std::to_string(i), "../many/" + std::to_string(i));
  }
  const auto revision = world.open();
  for (int i = 0; i < 50; ++i) {
    CHECK(text_of(*revision, "../links/" + std::to_string(i)) == std::to_string(i));
    CHECK_FALSE(revision->is_kept_now("x").value());
  }
  CHECK(world.git.asked() ==
        std::vector<std::string>{"rev-parse", "rev-parse", "ls-tree", "cat-file", "ls-files"});
}

TEST_CASE("revision: any number of threads may read it") {
  World world;
  for (int i = 0; i < 100; ++i) {
    world.git.add("many/" + std::to_string(i), std::string(10'000, 'x') + std::to_string(i));
    world.git.link("links/" + std::to_string(i), "../many/" + std::to_string(i));
  }
  const auto revision = world.open();
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) {
          const auto path = "/src/repo/links/" + std::to_string(i);
          if (text_of(*revision, path) == std::string(10'000, 'x') + std::to_string(i)) ++right;
        }
      });
  }
  CHECK(right == 400);
}

TEST_CASE("revision: what git has lost is no missing file") {
  World world;
  world.git.lose("deploy/lost.yaml");
  const auto revision = world.open();
  CHECK(revision->exists("a.yaml"));
  CHECK_FALSE(revision->lost());
  CHECK(revision->open("lost.yaml").error().message == "git has no text of `deploy/lost.yaml`");
  REQUIRE(revision->lost());
  CHECK(revision->lost()->message == "git has no text of `deploy/lost.yaml`");
  CHECK(text_of(*revision, "a.yaml") == "then");
}

TEST_CASE("revision: every start of git is a safe one, in the root") {
  World world;
  world.environment.set("GIT_WORK_TREE", "..");
  const auto revision = world.open();
  CHECK(text_of(*revision, "a.yaml") == "then");
  CHECK_FALSE(revision->is_kept_now("x").value());
  CHECK(world.git.started().size() == 5);
  for (const auto& command : world.git.started()) {
    const auto has = [&](const std::string& word) {
      return std::ranges::find(command.words, word) != command.words.end();
    };
    const auto value = [&](const std::string& name) -> std::string {
      for (const auto& variable : command.environment)
        if (variable.name == name) return variable.value.value_or("(not there)");
      return "(ours)";
    };
    CHECK(command.words[0] == "git");
    CHECK(has("core.fsmonitor=false"));
    CHECK(has("core.hooksPath=/dev/null"));
    CHECK(has("safe.bareRepository=explicit"));
    CHECK(has("protocol.allow=never"));
    CHECK(value("GIT_NO_LAZY_FETCH") == "1");
    CHECK(value("GIT_OPTIONAL_LOCKS") == "0");
    CHECK(value("GIT_ALLOW_PROTOCOL").empty());
    CHECK(value("GIT_WORK_TREE") == "/src/repo");
    CHECK(command.limit > std::chrono::seconds(1));
  }
  CHECK(world.git.started().back().folder == "/src/repo");
}

TEST_CASE("revision: git is not started where a folder only looks like a repository") {
  World world;
  // A bare repository as plain files, with us below it.
  world.now.write("/src/repo/deploy/HEAD", "ref: refs/heads/main");
  world.now.write("/src/repo/deploy/config", "[core]\nfsmonitor = touch /tmp/marker\n");
  world.now.write("/src/repo/deploy/objects/x", "");
  world.now.write("/src/repo/deploy/refs/x", "");
  world.now.make_folder("/src/repo/deploy/.git");
  const auto revision = world.open();
  CHECK(revision->root() == "/src/repo");
  for (const auto& command : world.git.started()) {
    CHECK(command.folder == "/src/repo");
    CHECK(std::ranges::find(command.words, "--work-tree=/src/repo") != command.words.end());
  }
}

TEST_CASE("revision: what cannot be is said") {
  World world;
  const auto said = [&](const FileSystem& now, Process& process, const std::string& name) {
    const auto revision = Revision::open(now, process, world.environment, name);
    return revision ? "(opened)" : revision.error().message;
  };
  CHECK(said(world.now, world.git.process(), "gone") == "`gone` is no revision of this repository");
  const Memory nowhere("/somewhere");
  CHECK(said(nowhere, world.git.process(), "HEAD") == "`/somewhere` is in no git repository");
  FakeProcess none;
  CHECK(said(world.now, none, "HEAD") == "cannot run git, which is needed to read a revision");
  FakeProcess slow;
  slow.on({"git"}, {"", {Ending::Kind::timed_out}});
  CHECK(said(world.now, slow, "HEAD") == "git does not answer");
  FakeProcess distrusting;
  distrusting.on({"git"}, {"", {Ending::Kind::exited, 128, "fatal: dubious\nmore"}});
  CHECK(said(world.now, distrusting, "HEAD") == "git fails: fatal: dubious");
  FakeGit elsewhere("/home/victim");
  world.environment.set("GIT_DIR", "/src/repo/.git");
  CHECK(said(world.now, elsewhere.process(), "HEAD") ==
        "the files of the repository are in `/home/victim`");
}

}  // namespace
}  // namespace fargate_lint::system
