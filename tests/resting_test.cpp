/// Documents of large files rest once they are read (kube::Object): what is then read again must
/// lead to the same report as what was kept.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "golden.hpp"
#include "input/loader.hpp"
#include "kube/opener.hpp"
#include "lint/judge.hpp"
#include "list.hpp"
#include "report/renderer.hpp"
#include "system/disk.hpp"
#include "system/memory.hpp"
#include "system/testing.hpp"

namespace fargate_lint {
namespace {

using testing::read_file;

namespace fs = std::filesystem;

const fs::path kTestdata = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "rules";

/// Small enough that the cases are large files.
constexpr std::size_t kWindow = 64;

enum class Documents { kept, resting, glanced_at };

struct Judged {
  std::size_t resting = 0;
  std::size_t glanced_at = 0;
  std::string report;
};

Judged judge(const system::FileSystem& files, const std::vector<std::string>& paths,
             Documents documents) {
  input::LoadOptions options;
  options.paths = input::sources_of(paths);
  options.keeps_documents = documents == Documents::kept;
  options.glances = documents == Documents::glanced_at;
  options.window = kWindow;
  const auto [reading, fleet, unused] = input::load(files, options);
  Judged judged;
  for (const auto* object : reading->inventory.objects()) {
    if (object->resting == nullptr) continue;
    ++judged.resting;
    if (object->resting->is_glanced_at) ++judged.glanced_at;
  }
  const auto report =
      lint::judge(reading, fleet, rules::all(), {.known = rules::all(), .today = "2026-06-01"});
  report::RenderOptions render;
  render.rules = rules::all();
  report::find_renderer("json")->render(report, render, judged.report);
  return judged;
}

TEST_CASE("resting: the report of each rule's cases is that of documents that are kept") {
  std::size_t resting = 0;
  std::size_t glanced_at = 0;
  std::size_t failed_glances = 0;
  for (const auto& folder : fs::directory_iterator(kTestdata)) {
    system::Memory here;
    std::vector<std::string> paths;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      const auto name = entry.path().filename().string();
      if (!name.ends_with(".yaml") && !name.ends_with(".yml")) continue;
      here.write(name, read_file(entry.path()));
      paths.push_back(name);
    }
    std::ranges::sort(paths);
    const auto kept = judge(here, paths, Documents::kept);
    const auto rested = judge(here, paths, Documents::resting);
    CHECK_MESSAGE(kept.report == rested.report, folder.path().filename().string());
    CHECK(kept.resting == 0);
    CHECK(rested.glanced_at == 0);
    resting += rested.resting;
    try {
      const auto glanced = judge(here, paths, Documents::glanced_at);
      CHECK_MESSAGE(kept.report == glanced.report, folder.path().filename().string());
      glanced_at += glanced.glanced_at;
    } catch (const kube::GlanceFailed&) {
      ++failed_glances;
    }
  }
  CHECK(resting > 200);
  CHECK(glanced_at > 100);
  CHECK(failed_glances > 0);
}

TEST_CASE("resting: what overrides a merged entry does so when it is read again") {
  system::Memory here;
  const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
  const std::string containers = "spec: {containers: [{name: a}]}\n";
  here.write("a.yaml",
             "apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\n  labels: &labels\n    tier: 0\n"
             "  annotations:\n    <<: *labels\n    tier: 0\n" +
                 containers + "---\n" + pod + containers + "---\n" + pod + containers + "---\n" +
                 pod + containers + "---\n" + pod + containers);
  const auto kept = judge(here, {"a.yaml"}, Documents::kept);
  const auto rested = judge(here, {"a.yaml"}, Documents::resting);
  CHECK(rested.resting > 0);
  CHECK(kept.report == rested.report);
}

/// What a glance takes for a pod, and what is another thing.
const char* const kDeceptive[] = {
    "spec: {}\n",                                                      // a fragment
    "spec:\n  containers: [{name: a}]\n  bad: [\n",                    // unreadable
    "spec:\n  containers: [{name: a}]\nmetadata: {name: b}\n",         // given twice
    "spec:\n  containers: [{name: a}]\nkind: ConfigMap\n",             // another kind
    "spec:\n  containers: [{name: a, image: '{{ .image }}'}]\n",       // a template
    "spec:\n  containers: [{name: a}]\nitems: []\n...\nmore: text\n",  // text behind it
};

TEST_CASE("resting: a document that is not what it seemed to be is no pod") {
  for (const char* rest : kDeceptive) {
    CAPTURE(rest);
    system::Memory here;
    const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    here.write("a.yaml", pod + rest + "---\n" + pod + "spec: {containers: [{name: a}]}\n");
    const auto kept = judge(here, {"a.yaml"}, Documents::kept);
    CHECK(kept.report == judge(here, {"a.yaml"}, Documents::resting).report);
    const bool is_template = std::string_view(rest).find("{{") != std::string_view::npos;
    if (is_template)
      CHECK(kept.report == judge(here, {"a.yaml"}, Documents::glanced_at).report);
    else
      CHECK_THROWS_AS(judge(here, {"a.yaml"}, Documents::glanced_at), kube::GlanceFailed);
  }
}

constexpr const char* kPod = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {hostNetwork: true, containers: [{name: app, image: nginx}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
)";

TEST_CASE("resting: a file that changes before it is read again is an error that names it") {
  const system::TemporaryFolder here;
  const system::Disk files(here.path().string());
  here.write("pods.yaml", kPod + std::string(1000, '#'));
  input::LoadOptions options;
  options.paths = {"pods.yaml"};
  options.window = kWindow;
  const auto reading = input::load(files, options).reading;
  const auto& pod = *reading->inventory.objects()[0];
  REQUIRE(pod.resting != nullptr);
  CHECK(pod.title() == "Pod/web");
  CHECK(pod.path() == "pods.yaml");
  CHECK(kube::Opener(reading->inventory).open(pod).spec()["hostNetwork"].is_true());

  CHECK_NOTHROW(reading->inventory.verify_files());

  // The file is held open: what takes its name is another one.
  fs::rename(here.path() / "pods.yaml", here.path() / "old.yaml");
  here.write("pods.yaml", "{}");
  CHECK(kube::Opener(reading->inventory).open(pod).spec()["hostNetwork"].is_true());

  here.write("old.yaml", std::string(kPod).replace(0, 1, "b"));
  CHECK_THROWS_AS(reading->inventory.verify_files(), kube::FileChanged);
  here.write("old.yaml", "{" + std::string(kPod));
  CHECK_THROWS_AS(kube::Opener(reading->inventory).open(pod), kube::FileChanged);
  CHECK(fs::file_size(here.path() / "old.yaml") > 10);
  fs::resize_file(here.path() / "old.yaml", 10);
  CHECK_THROWS_AS(kube::Opener(reading->inventory).open(pod), kube::FileChanged);
}

}  // namespace
}  // namespace fargate_lint
