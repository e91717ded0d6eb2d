#include "lint/patches.hpp"

#include <doctest/doctest.h>

#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "list.hpp"
#include "system/memory.hpp"

namespace fargate_lint::lint {
namespace {

/// A Deployment in base/, an overlay in prod/ with this patch, and a profile for its namespace.
struct World {
  system::Memory files;

  World(const std::string& pod, const std::string& patch) {
    files.write("base/kustomization.yaml", "resources: [web.yaml]\n");
    files.write("base/web.yaml",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n"
                "spec:\n  selector: {matchLabels: {app: web}}\n  template:\n"
                "    metadata: {labels: {app: web}}\n    spec:\n" +
                    pod + "      containers: [{name: app, image: a}]\n");
    files.write("prod/kustomization.yaml", "resources: [../base]\npatches:" + patch);
    files.write("cluster.yaml",
                "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
                "metadata: {name: c, region: r}\nfargateProfiles:\n- name: web\n"
                "  selectors:\n  - {namespace: shop, labels: {app: web}}\n");
  }

  /// The verdict, and the rules whose findings are errors.
  std::string judged() const {
    input::LoadOptions options;
    options.paths = {"."};
    const auto loaded = input::load(files, options);
    const auto report = judge(loaded.reading, loaded.fleet, rules::all(), {});
    std::string text;
    for (const auto& placed : report.placements)
      text += fargate::to_string(placed.placement->verdict);
    for (const auto& finding : report.findings)
      if (finding.severity == Severity::error) text += " " + std::string(finding.rule->id);
    return text;
  }
};

std::string judged(const std::string& pod, const std::string& patch) {
  return World(pod, patch).judged();
}

std::string inline_patch(const std::string& spec) {
  return "\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n"
         "    spec: {template: {" +
         spec + "}}\n";
}

const std::string kHostNetwork = "      hostNetwork: true\n";

TEST_CASE("patches: what an overlay of the input touches is left open, and nothing else") {
  CHECK(judged("", " []\n") == "fargate");
  CHECK(judged(kHostNetwork, " []\n") == "refused FG101");
  CHECK_MESSAGE(judged("", inline_patch("spec: {hostNetwork: true}")) == "undecided",
                "a patch may have the pod refused");
  CHECK_MESSAGE(judged(kHostNetwork, inline_patch("spec: {hostNetwork: null}")) == "undecided",
                "a patch may remove what refuses it");
  CHECK_MESSAGE(judged(kHostNetwork, inline_patch("spec: {hostPID: true}")) == "refused FG101",
                "what no patch removes stays an error");
  CHECK(judged("", inline_patch("metadata: {labels: {app: other}}")) == "undecided");
  CHECK(judged("", inline_patch("spec: {containers: [{name: app, image: b}]}")) == "fargate");
  CHECK(judged("",
               "\n- patch: |-\n    kind: Deployment\n    metadata: {name: other}\n"
               "    spec: {template: {spec: {hostNetwork: true}}}\n") == "fargate");
}

TEST_CASE("patches: JSON patches, files of patches and targets without a name") {
  const std::string operation = "    - {op: remove, path: /spec/template/spec/hostNetwork}\n";
  CHECK(judged(kHostNetwork, "\n- target: {kind: Deployment}\n  patch: |-\n" + operation) ==
        "undecided");
  CHECK(judged(kHostNetwork, "\n- target: {kind: StatefulSet}\n  patch: |-\n" + operation) ==
        "refused FG101");
  World world(kHostNetwork, "\n- path: p.yaml\n");
  world.files.write("prod/p.yaml",
                    "kind: Deployment\nmetadata: {name: web}\n"
                    "spec: {template: {spec: {$patch: replace}}}\n");
  CHECK(world.judged() == "undecided");
}

}  // namespace
}  // namespace fargate_lint::lint
