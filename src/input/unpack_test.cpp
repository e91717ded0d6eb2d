#include "input/unpack.hpp"

#include <doctest/doctest.h>

#include <string>

#include "input/testing/archives.hpp"
#include "system/memory.hpp"
#include "system/overlay.hpp"

namespace fargate_lint::input {
namespace {

using testing::gzip;
using testing::TarWriter;

std::string pod(const std::string& name) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
         "}\nspec: {containers: [{name: a, image: b}]}\n";
}

/// What a run on these paths reads, and what it says of the rest.
struct Run {
  system::Memory disk;
  LoadOptions options;

  std::shared_ptr<lint::Reading> read(const std::vector<std::string>& paths) {
    options.paths = sources_of(paths);
    system::Overlay files(disk);
    unpack_archives(files, options);
    options.keeps_documents = true;
    return load(files, options).reading;
  }
};

std::string objects(const std::shared_ptr<lint::Reading>& reading) {
  std::string text;
  for (const auto& object : reading->inventory.objects())
    text += object->path().str() + ":" + std::string(object->name) + " ";
  return text;
}

std::string errors(const std::shared_ptr<lint::Reading>& reading) {
  std::string text;
  for (const auto& error : reading->errors) text += error.path + ": " + error.message + "\n";
  return text;
}

std::string passed_over(const std::shared_ptr<lint::Reading>& reading) {
  std::string text;
  for (const auto& entry : reading->not_linted) text += entry.path + " ";
  return text;
}

TEST_CASE("unpack: manifests of an archive are files in its place") {
  Run run;
  TarWriter tar;
  tar.file("deploy/b.yaml", pod("b")).file("deploy/a.yaml", pod("a")).file("README", "x");
  run.disk.write("in/bundle.tgz", gzip(tar.bytes()));
  run.disk.write("first.yaml", pod("first"));
  run.disk.write("last.yaml", pod("last"));
  const auto reading = run.read({"first.yaml", "in/bundle.tgz", "last.yaml"});
  CHECK(objects(reading) ==
        "first.yaml:first in/bundle.tgz!deploy/a.yaml:a in/bundle.tgz!deploy/b.yaml:b "
        "last.yaml:last ");
  CHECK(errors(reading).empty());
  CHECK(reading->unquoted.empty());
}

TEST_CASE("unpack: a directory's archives stay closed") {
  Run run;
  TarWriter tar;
  tar.file("a.yaml", pod("a"));
  run.disk.write("in/bundle.tgz", tar.bytes());
  run.disk.write("in/b.yaml", pod("b"));
  run.disk.make_folder("folder.zip");
  run.disk.write("folder.zip/c.yaml", pod("c"));
  CHECK(objects(run.read({"in", "folder.zip"})) == "in/b.yaml:b folder.zip/c.yaml:c ");
}

TEST_CASE("unpack: a chart is refused, and one among manifests is told as in a directory") {
  Run run;
  TarWriter chart;
  chart.file("web/Chart.yaml", "name: web\n").file("web/templates/a.yaml", "{{ x }}");
  run.disk.write("web-1.0.tgz", gzip(chart.bytes()));
  run.options.program = "kubectl fargate-lint";
  auto reading = run.read({"web-1.0.tgz"});
  CHECK(errors(reading) == "web-1.0.tgz: is a Helm chart, which must be rendered first\n");
  CHECK(reading->errors[0].hint == "`kubectl fargate-lint --helm web-1.0.tgz` renders it");
  CHECK(objects(reading).empty());

  chart.file("deploy/a.yaml", pod("a"));
  run.disk.write("repo.tgz", gzip(chart.bytes()));
  reading = run.read({"repo.tgz"});
  CHECK(objects(reading) == "repo.tgz!deploy/a.yaml:a ");
  CHECK(reading->not_linted.back().path == "repo.tgz!web");
  CHECK(reading->not_linted.back().why == lint::PassedOver::chart);
}

TEST_CASE("unpack: patches of a kustomization are told as in a directory") {
  Run run;
  TarWriter tar;
  tar.file("k/kustomization.yaml", "resources: [a.yaml]\npatches: [{path: patch.yaml}]\n")
      .file("k/a.yaml", pod("a"))
      .file("k/patch.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n");
  run.disk.write("k.tar", tar.bytes());
  const auto reading = run.read({"k.tar"});
  CHECK(objects(reading).starts_with("k.tar!k/a.yaml:a "));
  CHECK(passed_over(reading).find("k.tar!k ") != std::string::npos);
}

TEST_CASE("unpack: exclude and include speak of members as of files in a directory") {
  Run run;
  TarWriter tar;
  tar.file("legacy/a.yaml", pod("a")).file("b.yaml", pod("b"));
  run.disk.write("in/bundle.tgz", tar.bytes());
  run.options.filter.exclude = PathPatterns("/work", {"legacy/"});
  const auto reading = run.read({"in/bundle.tgz"});
  CHECK(objects(reading) == "in/bundle.tgz!b.yaml:b ");
  CHECK(passed_over(reading) == "in/bundle.tgz!legacy/a.yaml ");
  run.options.filter.of_named = true;
  run.options.filter.exclude = PathPatterns("/work", {"*.tgz"});
  CHECK(passed_over(run.read({"in/bundle.tgz"})).ends_with("in/bundle.tgz "));
}

TEST_CASE("unpack: what is wrong with an archive is told once") {
  Run run;
  run.disk.write("not.tgz", "text");
  run.disk.write("empty.tar", TarWriter().bytes());
  TarWriter tar;
  tar.file("a.yaml", pod("a")).file("../b.yaml", "").file("c.yaml", "");
  run.disk.write("cut.tar", tar.bytes().substr(0, 1024 + 512 + 100));
  run.disk.write("no.tgz", "");
  run.disk.forbid("no.tgz");
  TarWriter nested;
  nested.file("a.tgz", "").file("b.tgz", "").file("c.tgz", "");
  run.disk.write("nested.tar", nested.bytes());
  const auto reading =
      run.read({"not.tgz", "empty.tar", "cut.tar", "no.tgz", "none.zip", "nested.tar"});
  CHECK(errors(reading) ==
        "not.tgz: is not a tar archive, although its name says so\n"
        "empty.tar: contains no .yaml, .yml or .json file\n"
        "cut.tar: is truncated; only what precedes the end is read\n"
        "no.tgz: cannot be read: permission denied\n"
        "nested.tar: contains no manifest to read, only links, archives or other members that are "
        "never read: `a.tgz`, `b.tgz` and 1 more\n"
        "none.zip: does not exist\n");
  CHECK(objects(reading) == "cut.tar!a.yaml:a ");
}

TEST_CASE("unpack: profiles are declared by files, not by archives") {
  Run run;
  run.disk.write("profiles.tgz", "x");
  run.options.profile_paths = sources_of({"profiles.tgz"});
  CHECK(errors(run.read({})) == "profiles.tgz: is an archive; `--profiles` takes files\n");
}

TEST_CASE("unpack: an archive is linted from anywhere, and from outside the directory") {
  Run run;
  TarWriter tar;
  tar.file("a.yaml", pod("a"));
  run.disk.write("/elsewhere/b.tgz", tar.bytes());
  run.disk.link("link.tgz", "/elsewhere/b.tgz");
  CHECK(objects(run.read({"/elsewhere/b.tgz"})) == "/elsewhere/b.tgz!a.yaml:a ");
  CHECK(objects(run.read({"link.tgz", "./link.tgz"})) == "link.tgz!a.yaml:a ");
}

}  // namespace
}  // namespace fargate_lint::input
