/// Documents of large files rest once they are read (kube::Object): what is then read again must
/// lead to the same report as what was kept.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "input/loader.hpp"
#include "input/temporary_folder.hpp"
#include "kube/opener.hpp"
#include "lint/engine.hpp"
#include "list.hpp"
#include "report/renderer.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

const fs::path kTestdata = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "rules";

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The text with so many comments behind it that it is read in several windows.
std::string make_large(std::string text) {
  const std::string comments = "\n---\n" + std::string(100, '#') + "\n";
  while (text.size() < 600'000) text += comments;
  return text;
}

struct Judged {
  std::size_t resting = 0;
  std::string report;
};

Judged judge(const std::vector<std::string>& paths, bool keeps_documents) {
  input::LoadOptions options;
  options.paths = paths;
  options.keeps_documents = keeps_documents;
  auto input = input::load(options);
  Judged judged;
  for (const auto* object : input.inventory.objects())
    judged.resting += object->resting != nullptr ? 1 : 0;
  const auto report =
      lint::run(std::move(input), rules::all(), {.known = rules::all(), .today = "2026-06-01"});
  report::RenderOptions render;
  render.rules = rules::all();
  report::find_renderer("json")->render(report, render, judged.report);
  return judged;
}

TEST_CASE("resting: the report of each rule's cases is that of documents that are kept") {
  std::size_t resting = 0;
  for (const auto& folder : fs::directory_iterator(kTestdata)) {
    const input::TemporaryFolder here;
    std::vector<std::string> paths;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      const auto name = entry.path().filename().string();
      if (!name.ends_with(".yaml") && !name.ends_with(".yml")) continue;
      here.write(name, make_large(read_file(entry.path())));
      paths.push_back(name);
    }
    std::ranges::sort(paths);
    const Judged kept = judge(paths, true);
    const Judged rested = judge(paths, false);
    CHECK_MESSAGE(kept.report == rested.report, folder.path().filename().string());
    CHECK(kept.resting == 0);
    resting += rested.resting;
  }
  CHECK(resting > 200);
}

constexpr const char* kPod = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {hostNetwork: true, containers: [{name: app, image: nginx}]}
)";

TEST_CASE("resting: a file that changes before it is read again is an error that names it") {
  const input::TemporaryFolder here;
  here.write("pods.yaml", make_large(kPod));
  input::LoadOptions options;
  options.paths = {"pods.yaml"};
  const auto input = input::load(options);
  const kube::Object& pod = *input.inventory.objects()[0];
  REQUIRE(pod.resting != nullptr);
  CHECK(pod.title() == "Pod/web");
  CHECK(pod.path() == "pods.yaml");
  CHECK(kube::Opener(input.inventory).open(pod).spec()["hostNetwork"].is_true());

  here.write("pods.yaml", make_large(std::string("# new\n") + kPod));
  CHECK_THROWS_AS(kube::Opener(input.inventory).open(pod), kube::FileChanged);
  fs::remove("pods.yaml");
  CHECK_THROWS_AS(kube::Opener(input.inventory).open(pod), kube::FileChanged);
}

}  // namespace
}  // namespace fargate_lint
