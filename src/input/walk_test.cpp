#include "input/walk.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "input/neighbours.hpp"
#include "input/paths.hpp"
#include "input/temporary_folder.hpp"

namespace fargate_lint::input {
namespace {

namespace fs = std::filesystem;

Walk walked(const std::vector<std::string>& profiles, const std::vector<std::string>& paths) {
  Walk walk;
  find_files(profiles, paths, {}, walk);
  return walk;
}

std::string listed(const Walk& walk) {
  std::string text;
  for (const auto& file : walk.files) {
    if (!text.empty()) text += ' ';
    text += file.path;
    if (file.treatment == Treatment::chart) text += "(chart " + file.folder + ")";
    if (file.treatment == Treatment::patch) text += "(patch " + file.folder + ")";
    if (file.must_declare) text += "(profiles)";
  }
  return text;
}

std::string found(const std::vector<std::string>& paths,
                  const std::vector<std::string>& profiles = {}) {
  return listed(walked(profiles, paths));
}

TEST_CASE("walk: pipes and devices are said, and keep nobody waiting") {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("a.yaml", "");
  for (const auto* name : {"b.yaml", "other", ".gitignore", "kustomization.yaml"})
    REQUIRE(::mkfifo(name, 0600) == 0);
  fs::create_symlink("/dev/zero", "c.yaml");
  fs::create_symlink(".", "circle");
  fs::create_symlink("d.yaml", "d.yaml");
  const auto walk = walked({}, {"."});
  CHECK(listed(walk) == "a.yaml");
  CHECK(walk.special == std::vector<std::string>{"b.yaml", "c.yaml", "kustomization.yaml"});
  REQUIRE(walk.errors.size() == 1);
  CHECK(walk.errors[0].path == "d.yaml");
  CHECK(walk.errors[0].message == "cannot be read: symbolic links in a circle");
}

TEST_CASE("walk: what cannot be read is said in the order of names") {
  const TemporaryFolder folder;
  std::vector<std::string> links;
  for (int i = 0; i < 40; ++i) links.push_back(std::to_string(10 + i * 7 % 40) + ".yaml");
  for (const auto& link : links) fs::create_symlink("nowhere", link);
  std::ranges::sort(links);
  const auto walk = walked({}, {"."});
  std::vector<std::string> said;
  for (const auto& error : walk.errors) said.push_back(error.path);
  CHECK(said == links);
}

TEST_CASE("walk: finds manifests below a folder, in the order of names") {
  const TemporaryFolder folder;
  for (const auto* name : {"b.yaml", "a/z.json", "a/b/c.yml", "a.txt", ".git/x.yaml", ".ci/y.yaml",
                           "README.md", "B.yaml", "kustomize/Kustomization"})
    folder.write(name, "a: 1\n");
  CHECK(found({"."}) == ".ci/y.yaml B.yaml a/b/c.yml a/z.json b.yaml kustomize/Kustomization");
  CHECK(found({"a/"}) == "a/b/c.yml a/z.json");
  CHECK(found({"./a/../b.yaml"}) == "b.yaml");
  CHECK(found({folder.path().string() + "/a"}) == "a/b/c.yml a/z.json");
}

TEST_CASE("walk: a file named twice is read once") {
  const TemporaryFolder folder;
  folder.write("a/x.yaml", "a: 1\n");
  folder.write("b.yaml", "a: 1\n");
  fs::create_symlink("x.yaml", "a/y.yaml");
  CHECK(found({"b.yaml", ".", "a"}) == "b.yaml a/x.yaml");
  CHECK(found({"."}, {"b.yaml"}) == "b.yaml(profiles) a/x.yaml");
  CHECK(found({"-", "-"}) == "-");
}

TEST_CASE("walk: links in a circle end") {
  const TemporaryFolder folder;
  folder.write("a/x.yaml", "a: 1\n");
  fs::create_directory_symlink("..", "a/up");
  fs::create_symlink("self.yaml", "a/self.yaml");
  const auto walk = walked({}, {"."});
  CHECK(listed(walk) == "a/x.yaml");
  REQUIRE(walk.errors.size() == 1);
  CHECK(walk.errors[0].path == "a/self.yaml");
  CHECK(walk.errors[0].message == "cannot be read: symbolic links in a circle");
}

TEST_CASE("walk: .gitignore files are respected, the nearest first") {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write(".gitignore", "*.gen.yaml\n/build/\n");
  folder.write("a/.gitignore", "!keep.gen.yaml\nlocal/\n");
  for (const auto* name : {"x.gen.yaml", "build/x.yaml", "a/build/x.yaml", "a/keep.gen.yaml",
                           "a/y.gen.yaml", "a/local/x.yaml", "b/local/x.yaml"})
    folder.write(name, "a: 1\n");
  const auto walk = walked({}, {"."});
  CHECK(listed(walk) == "a/build/x.yaml a/keep.gen.yaml b/local/x.yaml");
  CHECK(walk.gitignored ==
        std::vector<std::string>{"a/local/", "a/y.gen.yaml", "build/", "x.gen.yaml"});
  // Folders below the repository's root obey its files; what is named itself is read.
  CHECK(found({"a"}) == "a/build/x.yaml a/keep.gen.yaml");
  CHECK(found({"x.gen.yaml"}) == "x.gen.yaml");
  CHECK(found({"build"}) == "build/x.yaml");
}

TEST_CASE("walk: files of a chart are told, named or walked") {
  const TemporaryFolder folder;
  for (const auto* name : {"c/Chart.yaml", "c/templates/d.yaml", "c/charts/sub/Chart.yaml",
                           "c/charts/sub/values.yaml", "x.yaml"})
    folder.write(name, "a: 1\n");
  CHECK(found({"."}) ==
        "c/Chart.yaml(chart c) c/charts/sub/Chart.yaml(chart c) "
        "c/charts/sub/values.yaml(chart c) c/templates/d.yaml(chart c) x.yaml");
  CHECK(found({"c/templates/d.yaml"}) == "c/templates/d.yaml(chart c)");
  CHECK(found({"c/charts/sub/values.yaml"}) == "c/charts/sub/values.yaml(chart c)");
  CHECK(found({}, {"c/templates/d.yaml"}) == "c/templates/d.yaml(profiles)");
}

TEST_CASE("walk: files that a kustomization names as patches are told, named or walked") {
  const TemporaryFolder folder;
  folder.write("o/kustomization.yaml",
               "resources: [base.yaml]\n"
               "patches:\n- path: p/a.yaml\n- patch: |-\n    kind: Pod\n"
               "patchesStrategicMerge:\n- b.yaml\n- |-\n  kind: Pod\n"
               "patchesJson6902:\n- {path: ../shared/c.yaml, target: {kind: Pod}}\n");
  for (const auto* name : {"o/base.yaml", "o/p/a.yaml", "o/b.yaml", "shared/c.yaml"})
    folder.write(name, "a: 1\n");
  CHECK(found({"."}) ==
        "o/b.yaml(patch o) o/base.yaml o/kustomization.yaml o/p/a.yaml(patch o) "
        "shared/c.yaml(patch o)");
  CHECK(found({"o/b.yaml", "o/p/a.yaml"}) == "o/b.yaml(patch o) o/p/a.yaml(patch o)");
}

TEST_CASE("walk: what is not there, and a folder without manifests, are errors") {
  const TemporaryFolder folder;
  folder.write("empty/readme.txt", "");
  folder.write("ok.yaml", "a: 1\n");
  const auto walk = walked({"empty"}, {"ok.yaml", "nowhere.yaml", "empty"});
  CHECK(listed(walk) == "ok.yaml");
  REQUIRE(walk.errors.size() == 3);
  CHECK(walk.errors[0].path == "empty");
  CHECK(walk.errors[0].message == "is a folder; --profiles takes files");
  CHECK(walk.errors[1].path == "nowhere.yaml");
  CHECK(walk.errors[1].message == "does not exist");
  CHECK(walk.errors[2].path == "empty");
  CHECK(walk.errors[2].message == "holds no manifest: no .yaml, .yml or .json file in it or below");
}

TEST_CASE("walk: a folder of which nothing is read says what left it out") {
  const TemporaryFolder folder;
  folder.write("ignored/.gitignore", "*.yaml\nold/\n");
  folder.write("ignored/a.yaml", "a: 1\n");
  folder.write("ignored/old/b.yaml", "a: 1\n");
  folder.write("excluded/a.yaml", "a: 1\n");
  const auto said = [](const std::string& path, const Filter& filter) {
    Walk walk;
    find_files({}, {path}, filter, walk);
    CHECK(walk.files.empty());
    std::string text;
    for (const auto& error : walk.errors) text += error.message + " (" + error.hint + ")";
    return text;
  };
  CHECK(said("ignored", {}) ==
        "holds no manifest that is read: a .gitignore names `ignored/a.yaml` and 1 more "
        "(name a file itself to read it)");
  const auto here = canonical_path(".");
  const std::string left_out =
      "holds no manifest that is read: the configuration leaves out `excluded/a.yaml` "
      "(name a file itself to read it, or change `exclude` or `include`)";
  CHECK(said("excluded", {{}, PathPatterns(here, {"a.yaml"})}) == left_out);
  CHECK(said("excluded", {PathPatterns(here, {"b.yaml"}), {}}) == left_out);
  CHECK(said("excluded", {{}, PathPatterns(here, {"a.yaml"}), true}).empty());
}

TEST_CASE("kustomization: names of patch files, as written") {
  const auto patches = [](const char* text) { return read_kustomization(text).patches; };
  CHECK(patches("patches: [{path: a.yaml}, {patch: x}]\n") == std::vector<std::string>{"a.yaml"});
  CHECK(patches("patches: {path: a.yaml}\n").empty());
  CHECK(patches("a: [").empty());
  CHECK(patches("").empty());
}

TEST_CASE("kustomization: whose namespace or labels it sets") {
  const std::string resources = "resources: [a.yaml, ../base]\n";
  const std::vector<std::string> changed = {"a.yaml", "../base"};
  for (const auto* field :
       {"namespace: prod\n", "commonLabels: {tier: web}\n",
        "labels: [{pairs: {tier: web}, includeTemplates: true}]\n",
        "labels: [{pairs: {a: b}}, {pairs: {tier: web}, includeSelectors: true}]\n"}) {
    CAPTURE(field);
    CHECK(read_kustomization(resources + field).changed == changed);
  }
  for (const auto* field : {"", "namePrefix: a-\n", "labels: [{pairs: {tier: web}}]\n"}) {
    CAPTURE(field);
    CHECK(read_kustomization(resources + field).changed.empty());
  }
}

TEST_CASE("walk: kustomizations that change what is read are told, with their own folder") {
  const TemporaryFolder folder;
  folder.write("base/kustomization.yaml", "resources: [a.yaml]\n");
  folder.write("base/a.yaml", "a: 1\n");
  folder.write("dev/kustomization.yaml", "namespace: dev\nresources: [../base]\n");
  folder.write("plain/kustomization.yaml", "resources: [../base]\n");
  folder.write("prod/kustomization.yaml", "namespace: prod\nresources: [b.yaml]\n");
  folder.write("prod/b.yaml", "a: 1\n");
  folder.write("prod/c.yaml", "a: 1\n");
  const auto kustomized = [](const std::vector<std::string>& paths) {
    Walk walk;
    find_files({}, paths, {}, walk);
    return walk.kustomized;
  };
  CHECK(kustomized({"."}) == std::set<std::string>{"dev", "prod"});
  CHECK(kustomized({"prod/b.yaml"}) == std::set<std::string>{"prod"});
  CHECK(kustomized({"prod/c.yaml"}).empty());
  CHECK(kustomized({"base"}).empty());
}

}  // namespace
}  // namespace fargate_lint::input
