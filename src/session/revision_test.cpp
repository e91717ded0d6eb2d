#include "session/revision.hpp"

#include <doctest/doctest.h>

#include <utility>

#include "list.hpp"
#include "session/session.hpp"
#include "system/console.hpp"
#include "system/git_testing.hpp"
#include "system/memory.hpp"

namespace fargate_lint::session {
namespace {

/// What stands in memory is now; what the fake git has is then.
struct World {
  system::Memory now{"/src/repo"};
  system::testing::FakeGit git{"/src/repo"};
  system::GivenEnvironment environment;
  system::StoppedClock clock{1'780'000'000};  // 2026-05-28
  system::KeptConsole console;
  system::System system{now, now, environment, clock, console, git.process()};
  std::vector<Error> remarks;

  World() { now.write(".git/HEAD", "ref: refs/heads/main"); }
  /// A file that is the same now and then.
  void keep(const std::string& path, const std::string& text) {
    now.write(path, text);
    git.add(path, text);
  }

  Result<lint::Baseline> find(Request request) {
    request.new_from_rev = "HEAD";
    request.select = {"FG101"};
    remarks.clear();
    const auto settled = settle(system, request);
    REQUIRE(settled.problems.empty());
    return find_in_revision(system, settled.settings, remarks);
  }
  /// The names of the pods that were refused then.
  std::string known(Request request) {
    const auto found = find(std::move(request));
    REQUIRE_MESSAGE(found, found.error().message);
    std::string names;
    for (const auto& [key, count] : found.value().findings)
      for (std::uint32_t i = 0; i < count; ++i) names += key[3] + " ";
    return names;
  }
};

std::string pod(const std::string& name, const std::string& ns = "shop") {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: " + ns +
         "}\nspec:\n  hostNetwork: true\n  containers: [{name: app, image: nginx}]\n";
}

std::string cluster(const std::string& ns) {
  return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: r}\n"
         "fargateProfiles:\n  - name: web\n    selectors: [{namespace: " +
         ns + "}]\n";
}

TEST_CASE("revision: what was there is known, whatever is there now") {
  World world;
  world.git.add("deploy/a.yaml", pod("a"));
  world.git.add("deploy/gone.yaml", pod("gone"));
  world.git.add("other/b.yaml", pod("b"));
  world.git.add("deploy/ignored.yaml", pod("ignored"));
  world.git.add("deploy/.gitignore", "ignored.yaml\n");
  world.now.write("deploy/a.yaml", pod("a2"));
  world.now.write("deploy/new.yaml", pod("new"));
  world.now.write("other/b.yaml", pod("b"));
  CHECK(world.known({.paths = {"."}}) == "a b gone ");
  CHECK(world.known({.paths = {"deploy"}}) == "a gone ");
  CHECK(world.known({.paths = {"/src/repo/deploy/a.yaml", "other"}}) == "a b ");
  CHECK(world.known({.paths = {"deploy/new.yaml"}}).empty());
  CHECK(world.remarks.empty());
}

TEST_CASE("revision: it is judged by the configuration of then") {
  World world;
  world.keep("a.yaml", pod("a"));
  world.keep("b.yaml", pod("b", "office"));
  world.git.add(".fargate-lint.yaml", "profiles: [{name: web, selectors: [{namespace: shop}]}]\n");
  world.now.write(".fargate-lint.yaml", "profiles: [{name: web, selectors: [{namespace: '*'}]}]\n");
  CHECK(world.known({.paths = {"."}}) == "a ");
  CHECK(world.known({.paths = {"."}, .isolated = true}) == "b a ");
}

TEST_CASE("revision: a configuration that is named and was called otherwise is the one of now") {
  World world;
  world.keep("a.yaml", pod("a"));
  world.keep("b.yaml", pod("b", "office"));
  world.now.write("renamed.yaml", "profiles: [{name: web, selectors: [{namespace: shop}]}]\n");
  CHECK(world.known({.paths = {"a.yaml", "b.yaml"}, .config = {"renamed.yaml"}}) == "a ");
  world.git.add("then.yaml", "profiles: [{name: web, selectors: [{namespace: office}]}]\n");
  world.now.write("then.yaml", "profiles: [{name: web, selectors: [{namespace: shop}]}]\n");
  CHECK(world.known({.paths = {"a.yaml", "b.yaml"}, .config = {"then.yaml"}}) == "b ");
}

TEST_CASE("revision: a configuration of then that is wrong ends the run, and says why") {
  World world;
  world.keep("a.yaml", pod("a"));
  world.git.add(".fargate-lint.yaml", "profile: []\n");
  const auto found = world.find({.paths = {"a.yaml"}});
  REQUIRE_FALSE(found);
  CHECK(found.error().message == "the config file of `HEAD` is not valid");
  REQUIRE(world.remarks.size() == 1);
  CHECK(world.remarks[0].message.starts_with(".fargate-lint.yaml:1:1: "));
}

TEST_CASE("revision: profiles that git does not keep are those of now") {
  World world;
  world.git.add("deploy/a.yaml", pod("a"));
  world.git.add("deploy/b.yaml", pod("b", "office"));
  world.git.add(".fargate-lint.yaml", "profiles: [plan.yaml]\n");
  world.now.write("deploy/a.yaml", pod("a"));
  world.now.write(".fargate-lint.yaml", "profiles: [plan.yaml]\n");
  world.now.write("plan.yaml", cluster("office"));
  world.now.write("/src/outside.yaml", cluster("office"));
  const std::vector<Request> requests = {
      {.paths = {"deploy"}},
      {.paths = {"deploy", "plan.yaml"}, .isolated = true},
      {.paths = {"deploy", "/src/repo/plan.yaml"}, .isolated = true},
      {.paths = {"deploy", "../outside.yaml"}, .isolated = true},
      {.paths = {"deploy"}, .profiles = {"plan.yaml"}, .isolated = true},
      {.paths = {"deploy"}, .profiles = {"../outside.yaml"}, .isolated = true},
      {.paths = {"deploy"}, .profiles = {"/src/outside.yaml"}, .isolated = true},
  };
  for (const auto& request : requests) {
    CAPTURE(request.paths.back());
    CHECK(world.known(request) == "b ");
    CHECK(world.remarks.empty());
  }
}

TEST_CASE("revision: profiles that git keeps now and had under no name are renamed ones") {
  World world;
  world.keep("a.yaml", pod("a"));
  world.keep("b.yaml", pod("b", "office"));
  world.git.add("old.yaml", cluster("shop"));
  world.now.write("new.yaml", cluster("office"));
  world.git.track("new.yaml");
  const std::vector<std::string> paths = {"a.yaml", "b.yaml"};
  CHECK(world.known({.paths = paths, .profiles = {"new.yaml"}}) == "b ");
  // One of them was there: the other one is new.
  CHECK(world.known({.paths = paths, .profiles = {"new.yaml", "old.yaml"}}) == "a ");
}

TEST_CASE("revision: a manifest that git does not keep is new, profiles are not") {
  World world;
  world.git.add("other.yaml", pod("o"));
  world.now.write("new.yaml", pod("new"));
  world.now.write("with.yaml", pod("with") + "---\n" + cluster("shop"));
  CHECK(world.known({.paths = {"new.yaml"}}).empty());
  CHECK(world.known({.paths = {"with.yaml"}}) == "with ");
}

TEST_CASE("revision: links lead to what was there then, and out of it only if they are named") {
  World world;
  world.git.add("deploy/a.yaml", pod("a"));
  world.git.link("file", "deploy/a.yaml");
  world.git.link("deploy/b.yaml", "../text");
  world.git.add("text", pod("t"));
  world.git.link("out.yaml", "../shared/x.yaml");
  world.git.link("folder", "/src/shared");
  world.now.write("/src/shared/x.yaml", pod("x"));
  world.now.write("deploy/a.yaml", pod("now"));
  CHECK(world.known({.paths = {"file"}}) == "a ");
  CHECK(world.known({.paths = {"deploy"}}) == "a t ");
  CHECK(world.known({.paths = {"out.yaml"}}) == "x ");
  CHECK(world.known({.paths = {"folder"}}) == "x ");
  CHECK(world.known({.paths = {"."}}) == "a t ");
  CHECK(world.now.opened("/src/shared/x.yaml") == 2);
}

TEST_CASE("revision: what cannot be read there is a remark") {
  World world;
  world.keep("a.yaml", pod("a"));
  world.keep(".fargate-lint.yaml", "profiles: [profiles.yaml]\n");
  world.git.add("profiles.yaml", "nothing: here\n");
  world.now.write("profiles.yaml", cluster("shop"));
  CHECK(world.known({.paths = {"a.yaml"}}) == "a ");
  REQUIRE(world.remarks.size() == 1);
  CHECK(world.remarks[0].message == "in `HEAD`: profiles.yaml declares no Fargate profile");
}

TEST_CASE("revision: what git has lost would count as new, and ends the run") {
  World world;
  world.keep("a.yaml", pod("a"));
  world.git.lose("lost.yaml");
  CHECK(world.known({.paths = {"a.yaml"}}) == "a ");
  const auto found = world.find({.paths = {"."}});
  REQUIRE_FALSE(found);
  CHECK(found.error().message == "git has no text of `lost.yaml`");
}

TEST_CASE("revision: the standard input cannot be read again") {
  World world;
  const auto found = world.find({.paths = {"-"}});
  REQUIRE_FALSE(found);
  CHECK(found.error().hint == "name files or directories");
  CHECK(world.git.asked().empty());
}

TEST_CASE("revision: git is started at most five times, and once for whatever is read twice") {
  World world;
  world.environment.set("GIT_DIR", "/src/repo/.git");
  std::string many;
  for (int i = 0; many.size() < 700'000; ++i)
    many += "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d" + std::to_string(i) +
            ", namespace: shop}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n"
            "    metadata: {labels: {a: b}}\n    spec:\n      containers: [{name: a, image: a}]\n" +
            (i == 700 ? "      hostNetwork: true\n      hostNetwork: true\n" : "");
  world.keep("big.yaml", many);
  world.now.write("plan.yaml", cluster("shop"));
  CHECK_FALSE(world.known({.paths = {"."}, .profiles = {"plan.yaml"}, .threads = 2}).empty());
  CHECK(world.git.asked() ==
        std::vector<std::string>{"rev-parse", "rev-parse", "ls-tree", "ls-files", "cat-file"});
}

}  // namespace
}  // namespace fargate_lint::session
