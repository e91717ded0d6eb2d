#include "input/walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "input/neighbours.hpp"
#include "system/memory.hpp"

namespace fargate_lint::input {
namespace {

using system::Memory;

Walk walked(const Memory& files, const std::vector<std::string>& profiles,
            const std::vector<std::string>& paths, const Filter& filter = {}) {
  Walk walk;
  find_files(files, sources_of(profiles), sources_of(paths), filter, walk);
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

std::string found(const Memory& files, const std::vector<std::string>& paths,
                  const std::vector<std::string>& profiles = {}) {
  return listed(walked(files, profiles, paths));
}

TEST_CASE("walk: pipes and devices are said, and keep nobody waiting") {
  Memory files;
  files.write(".git/HEAD", "");
  files.write("a.yaml", "");
  for (const auto* name : {"b.yaml", "other", ".gitignore", "kustomization.yaml"})
    files.make_special(name);
  files.make_special("/dev/zero");
  files.link("c.yaml", "/dev/zero");
  files.link("circle", ".");
  files.link("d.yaml", "d.yaml");
  const auto walk = walked(files, {}, {"."});
  CHECK(listed(walk) == "a.yaml");
  CHECK(walk.special == std::vector<std::string>{"b.yaml", "c.yaml", "kustomization.yaml"});
  REQUIRE(walk.errors.size() == 1);
  CHECK(walk.errors[0].path == "d.yaml");
  CHECK(walk.errors[0].message ==
        "is a link whose target cannot be read: symbolic links in a circle");
}

TEST_CASE("walk: what cannot be read is said in the order of names") {
  Memory files;
  std::vector<std::string> links;
  for (int i = 0; i < 40; ++i) links.push_back(std::to_string(10 + i * 7 % 40) + ".yaml");
  for (const auto& link : links) files.link(link, "nowhere");
  std::ranges::sort(links);
  const auto walk = walked(files, {}, {"."});
  std::vector<std::string> said;
  for (const auto& error : walk.errors) said.push_back(error.path);
  CHECK(said == links);
}

TEST_CASE("walk: finds manifests below a folder, in the order of names") {
  Memory files;
  for (const auto* name : {"b.yaml", "a/z.json", "a/b/c.yml", "a.txt", ".git/x.yaml", ".ci/y.yaml",
                           "README.md", "B.yaml", "kustomize/Kustomization"})
    files.write(name, "a: 1\n");
  CHECK(found(files, {"."}) ==
        ".ci/y.yaml B.yaml a/b/c.yml a/z.json b.yaml kustomize/Kustomization");
  CHECK(found(files, {"a/"}) == "a/b/c.yml a/z.json");
  CHECK(found(files, {"./a/../b.yaml"}) == "b.yaml");
  CHECK(found(files, {"/work/a"}) == "a/b/c.yml a/z.json");
}

TEST_CASE("walk: a file named twice is read once") {
  Memory files;
  files.write("a/x.yaml", "a: 1\n");
  files.write("b.yaml", "a: 1\n");
  files.link("a/y.yaml", "x.yaml");
  CHECK(found(files, {"b.yaml", ".", "a"}) == "b.yaml a/x.yaml");
  CHECK(found(files, {"."}, {"b.yaml"}) == "b.yaml(profiles) a/x.yaml");
  CHECK(found(files, {"-", "-"}) == "-");
}

TEST_CASE("walk: links in a circle end") {
  Memory files;
  files.write("a/x.yaml", "a: 1\n");
  files.link("a/up", "..");
  files.link("a/self.yaml", "self.yaml");
  const auto walk = walked(files, {}, {"."});
  CHECK(listed(walk) == "a/x.yaml");
  REQUIRE(walk.errors.size() == 1);
  CHECK(walk.errors[0].path == "a/self.yaml");
  CHECK(walk.errors[0].message ==
        "is a link whose target cannot be read: symbolic links in a circle");
}

TEST_CASE("walk: .gitignore files are respected, the nearest first") {
  Memory files;
  files.write(".git/HEAD", "");
  files.write(".gitignore", "*.gen.yaml\n/build/\n");
  files.write("a/.gitignore", "!keep.gen.yaml\nlocal/\n");
  for (const auto* name : {"x.gen.yaml", "build/x.yaml", "a/build/x.yaml", "a/keep.gen.yaml",
                           "a/y.gen.yaml", "a/local/x.yaml", "b/local/x.yaml"})
    files.write(name, "a: 1\n");
  const auto walk = walked(files, {}, {"."});
  CHECK(listed(walk) == "a/build/x.yaml a/keep.gen.yaml b/local/x.yaml");
  CHECK(walk.gitignored ==
        std::vector<std::string>{"a/local/", "a/y.gen.yaml", "build/", "x.gen.yaml"});
  // Folders below the repository's root obey its files; what is named itself is read.
  CHECK(found(files, {"a"}) == "a/build/x.yaml a/keep.gen.yaml");
  CHECK(found(files, {"x.gen.yaml"}) == "x.gen.yaml");
  CHECK(found(files, {"build"}) == "build/x.yaml");
}

TEST_CASE("walk: files of a chart are told, named or walked") {
  Memory files;
  for (const auto* name : {"c/Chart.yaml", "c/templates/d.yaml", "c/charts/sub/Chart.yaml",
                           "c/charts/sub/values.yaml", "x.yaml"})
    files.write(name, "a: 1\n");
  files.write("c/charts/sub/crds/e/f.yaml", "a: 1\n");
  files.write("c/deploy/plain.yaml", "a: 1\n");
  CHECK_MESSAGE(found(files, {"."}) ==
                    "c/Chart.yaml c/charts/sub/Chart.yaml c/charts/sub/crds/e/f.yaml(chart c) "
                    "c/charts/sub/values.yaml c/deploy/plain.yaml c/templates/d.yaml(chart c) "
                    "x.yaml",
                "only files of templates/ and crds/ may be templates");
  CHECK(found(files, {"c/templates/d.yaml"}) == "c/templates/d.yaml(chart c)");
  CHECK(found(files, {"c/deploy/plain.yaml"}) == "c/deploy/plain.yaml");
  CHECK(found(files, {}, {"c/templates/d.yaml"}) == "c/templates/d.yaml(profiles)");
}

TEST_CASE("walk: files that a kustomization names as patches are told, named or walked") {
  Memory files;
  files.write("o/kustomization.yaml",
              "resources: [base.yaml]\n"
              "patches:\n- path: p/a.yaml\n- patch: |-\n    kind: Pod\n"
              "patchesStrategicMerge:\n- b.yaml\n- |-\n  kind: Pod\n"
              "patchesJson6902:\n- {path: ../shared/c.yaml, target: {kind: Pod}}\n");
  for (const auto* name : {"o/base.yaml", "o/p/a.yaml", "o/b.yaml", "shared/c.yaml"})
    files.write(name, "a: 1\n");
  CHECK(found(files, {"."}) ==
        "o/b.yaml(patch o) o/base.yaml o/kustomization.yaml o/p/a.yaml(patch o) "
        "shared/c.yaml(patch o)");
  CHECK(found(files, {"o/b.yaml", "o/p/a.yaml"}) == "o/b.yaml(patch o) o/p/a.yaml(patch o)");
}

TEST_CASE("walk: what is not there, and a folder without manifests, are errors") {
  Memory files;
  files.write("empty/readme.txt", "");
  files.write("ok.yaml", "a: 1\n");
  const auto walk = walked(files, {"empty"}, {"ok.yaml", "nowhere.yaml", "empty"});
  CHECK(listed(walk) == "ok.yaml");
  REQUIRE(walk.errors.size() == 3);
  CHECK(walk.errors[0].path == "empty");
  CHECK(walk.errors[0].message == "is a directory; `--profiles` takes files");
  CHECK(walk.errors[1].path == "nowhere.yaml");
  CHECK(walk.errors[1].message == "does not exist");
  CHECK(walk.errors[2].path == "empty");
  CHECK(walk.errors[2].message == "contains no .yaml, .yml or .json file");
}

TEST_CASE("walk: a folder of which nothing is read says what left it out") {
  Memory files;
  files.write("ignored/.gitignore", "*.yaml\nold/\n");
  files.write("ignored/a.yaml", "a: 1\n");
  files.write("ignored/old/b.yaml", "a: 1\n");
  files.write("excluded/a.yaml", "a: 1\n");
  const auto said = [&files](const std::string& path, const Filter& filter) {
    const auto walk = walked(files, {}, {path}, filter);
    CHECK(walk.files.empty());
    std::string text;
    for (const auto& error : walk.errors) text += error.message + " (" + error.hint + ")";
    return text;
  };
  CHECK(said("ignored", {}) ==
        "contains no manifest to read: .gitignore excludes `ignored/a.yaml` and 1 more "
        "(name a file explicitly to read it)");
  const std::string here = "/work";
  const std::string left_out =
      "contains no manifest to read: the configuration excludes `excluded/a.yaml` "
      "(name a file explicitly to read it, or change `exclude` or `include`)";
  CHECK(said("excluded", {{}, PathPatterns(here, {"a.yaml"})}) == left_out);
  CHECK(said("excluded", {PathPatterns(here, {"b.yaml"}), {}}) == left_out);
  CHECK(said("excluded", {{}, PathPatterns(here, {"a.yaml"}), true}).empty());
}

TEST_CASE("walk: links to folders are not followed, and said") {
  Memory files;
  files.write("a/x.yaml", "a: 1\n");
  files.write("elsewhere/y.yaml", "a: 1\n");
  files.write("b/z.yaml", "a: 1\n");
  files.link("a/loop", "..");
  files.link("a/there", "../elsewhere");
  files.link("b.yaml", "b");
  const auto walk = walked(files, {}, {"a", "b.yaml"});
  CHECK(listed(walk) == "a/x.yaml b.yaml/z.yaml");
  CHECK(walk.folder_links == std::vector<std::string>{"a/loop", "a/there"});
  files.remove("a/x.yaml");
  const auto nothing = walked(files, {}, {"a"});
  REQUIRE(nothing.errors.size() == 1);
  CHECK(nothing.errors[0].message ==
        "contains no manifest to read: links to directories are not followed: `a/loop` and 1 more");
}

TEST_CASE("walk: a link that leads out of the repository is read only if it is named") {
  Memory files;
  files.write("/secret/key.yaml", "a: 1\n");
  files.write("/other/.git/HEAD", "");
  files.write("/other/deploy/a.yaml", "a: 1\n");
  files.write("/other/shared.yaml", "a: 1\n");
  files.write("shared/y.yaml", "a: 1\n");
  files.write("deploy/x.yaml", "a: 1\n");
  files.link("deploy/far.yaml", "/secret/key.yaml");
  files.link("deploy/near.yaml", "../shared/y.yaml");
  files.link("/other/deploy/b.yaml", "../shared.yaml");
  const auto walk = walked(files, {}, {"deploy"});
  CHECK_MESSAGE(listed(walk) == "deploy/x.yaml", "without a repository its folder is the bound");
  CHECK(walk.far_links == std::vector<std::string>{"deploy/far.yaml", "deploy/near.yaml"});
  CHECK(files.opened("/secret/key.yaml") == 0);
  CHECK(found(files, {"deploy/far.yaml"}) == "deploy/far.yaml");
  CHECK(found(files, {"deploy", "shared"}) == "deploy/near.yaml deploy/x.yaml");
  CHECK(found(files, {"deploy", "/secret/key.yaml"}) == "deploy/far.yaml deploy/x.yaml");
  CHECK_MESSAGE(
      found(files, {"deploy"}, {"deploy/far.yaml"}) == "deploy/far.yaml(profiles) deploy/x.yaml",
      "that one link is named makes no other of its kind welcome");
  CHECK(found(files, {"/other/deploy"}) == "/other/deploy/a.yaml /other/deploy/b.yaml");
  Filter filter;
  filter.home = "/work";  // of a configuration
  CHECK(listed(walked(files, {}, {"deploy"}, filter)) == "deploy/near.yaml deploy/x.yaml");
  files.write(".git/HEAD", "");
  CHECK(found(files, {"deploy"}) == "deploy/near.yaml deploy/x.yaml");
}

TEST_CASE("walk: what stands around the files is not looked for out of the repository either") {
  Memory files;
  const std::string patches = "patches: [{path: x.yaml}, {path: work/x.yaml}]\n";
  files.write("/secret/kustomization.yaml", patches);
  files.write("/secret/.gitignore", "x.yaml\n");
  files.write(".git/HEAD", "");
  files.write("x.yaml", "a: 1\n");
  files.write("/kustomization.yaml", patches);
  CHECK_MESSAGE(found(files, {"x.yaml"}) == "x.yaml", "the folder above the root has no say");
  files.link("kustomization.yaml", "/secret/kustomization.yaml");
  files.link(".gitignore", "/secret/.gitignore");
  CHECK(found(files, {"."}) == "x.yaml");
  files.remove("kustomization.yaml");
  files.write("base/kustomization.yaml", "patches: [{path: ../x.yaml}]\n");
  files.link("o/kustomization.yaml", "../base/kustomization.yaml");
  CHECK(found(files, {"."}) == "base/kustomization.yaml x.yaml(patch base)");
  CHECK(files.opened("/secret/kustomization.yaml") == 0);
  CHECK(files.opened("/secret/.gitignore") == 0);
}

TEST_CASE("kustomization: names of patch files, as written") {
  const auto patches = [](const char* text) {
    std::vector<std::string> files;
    for (const auto& patch : read_kustomization(text).patches)
      if (!patch.path.empty()) files.push_back(patch.path);
    return files;
  };
  CHECK(patches("patches: [{path: a.yaml}, {patch: x}]\n") == std::vector<std::string>{"a.yaml"});
  CHECK(patches("patches: {path: a.yaml}\n").empty());
  CHECK(patches("a: [").empty());
  CHECK(patches("").empty());
}

TEST_CASE("kustomization: whose namespace or labels it sets") {
  const std::string resources = "resources: [a.yaml, ../base]\n";
  CHECK(read_kustomization(resources).resources == std::vector<std::string>{"a.yaml", "../base"});
  for (const auto* field :
       {"namespace: prod\n", "commonLabels: {tier: web}\n",
        "labels: [{pairs: {tier: web}, includeTemplates: true}]\n",
        "labels: [{pairs: {a: b}}, {pairs: {tier: web}, includeSelectors: true}]\n"}) {
    CAPTURE(field);
    CHECK(read_kustomization(resources + field).changes_placement);
  }
  for (const auto* field : {"", "namePrefix: a-\n", "labels: [{pairs: {tier: web}}]\n"}) {
    CAPTURE(field);
    CHECK_FALSE(read_kustomization(resources + field).changes_placement);
    CHECK(read_kustomization(resources + field).changes_something == (std::string(field) != ""));
  }
}

TEST_CASE("walk: kustomizations that change what is read are told, with their own folder") {
  Memory files;
  files.write("base/kustomization.yaml", "resources: [a.yaml]\n");
  files.write("base/a.yaml", "a: 1\n");
  files.write("dev/kustomization.yaml", "namespace: dev\nresources: [../base]\n");
  files.write("plain/kustomization.yaml", "resources: [../base]\n");
  files.write("prod/kustomization.yaml", "namespace: prod\nresources: [b.yaml]\n");
  files.write("prod/b.yaml", "a: 1\n");
  files.write("prod/c.yaml", "a: 1\n");
  const auto kustomized = [&files](const std::vector<std::string>& paths) {
    return walked(files, {}, paths).kustomized;
  };
  CHECK(kustomized({"."}) == std::set<std::string>{"dev", "prod"});
  CHECK(kustomized({"prod/b.yaml"}) == std::set<std::string>{"prod"});
  CHECK(kustomized({"prod/c.yaml"}).empty());
  CHECK(kustomized({"base"}).empty());
}

TEST_CASE(
    "walk: a kustomization that nobody rendered is told, of those that use each other the "
    "outermost") {
  Memory files;
  files.write("base/kustomization.yaml", "resources: [a.yaml]\n");
  files.write("base/a.yaml", "a: 1\n");
  files.write("o/prod/kustomization.yaml", "resources: [../../base]\nimages: [{name: a}]\n");
  files.write("o/all/kustomization.yaml", "resources: [../prod]\n");
  files.write("plain/kustomization.yaml", "resources: [../base]\n");
  files.write("remote/kustomization.yaml", "resources: ['https://example.com/x']\n");
  const auto kustomized = [&files](const std::vector<std::string>& paths) {
    return walked(files, {}, paths).kustomized;
  };
  CHECK(kustomized({"."}) == std::set<std::string>{"o/all", "remote"});
  CHECK(kustomized({"o/prod"}) == std::set<std::string>{"o/prod"});
  CHECK(kustomized({"o/prod/kustomization.yaml"}) == std::set<std::string>{"o/prod"});
  CHECK_MESSAGE(kustomized({"plain"}) == std::set<std::string>{"plain"}, "its base is not read");
  CHECK(kustomized({"base"}).empty());
}

TEST_CASE("walk: a link to nothing is said, named or walked") {
  Memory files;
  files.link("a/gone", "nowhere");
  files.link("b/x.yaml", "nowhere");
  files.link("c/.#x.yaml", "nowhere");
  const auto said = [&files](const std::string& path) {
    const auto walk = walked(files, {}, {path});
    REQUIRE(walk.errors.size() == 1);
    return walk.errors[0].path + " " + walk.errors[0].message;
  };
  CHECK(said("a") == "a contains no manifest to read: dangling links: `a/gone`");
  CHECK(said("b") == "b/x.yaml is a link whose target does not exist");
  CHECK(said("b/x.yaml") == "b/x.yaml is a link whose target does not exist");
  CHECK(said("b/y.yaml") == "b/y.yaml does not exist");
}

TEST_CASE("walk: a link that is named and leads out is read, and not to be quoted") {
  Memory files;
  files.write("/secret/key.yaml", "a: 1\n");
  files.write("deploy/x.yaml", "a: 1\n");
  files.link("deploy/far.yaml", "/secret/key.yaml");
  const auto walk = walked(files, {}, {"deploy/far.yaml", "deploy/x.yaml"});
  CHECK(listed(walk) == "deploy/far.yaml deploy/x.yaml");
  CHECK(walk.unquoted == std::vector<std::string>{"deploy/far.yaml"});
  CHECK(walked(files, {}, {"/secret/key.yaml"}).unquoted.empty());
}

}  // namespace
}  // namespace fargate_lint::input
