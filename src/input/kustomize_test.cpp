#include "input/kustomize.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "input/field_path.hpp"
#include "input/kustomize_origins.hpp"
#include "system/test_world.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

using Kind = system::Ending::Kind;
using Answer = system::FakeProcess::Answer;

TEST_CASE("kustomize: the annotations that say where objects come from are taken out") {
  const auto build = take_origins(
      "apiVersion: v1\n"
      "kind: Pod\n"
      "metadata:\n"
      "  annotations:\n"
      "    alpha.config.kubernetes.io/transformations: |\n"
      "      - configuredIn: ../over/kustomization.yaml\n"
      "        configuredBy:\n"
      "          apiVersion: builtin\n"
      "          kind: PatchTransformer\n"
      "    config.kubernetes.io/origin: |\n"
      "      path: ../base/pod.yaml\n"
      "  name: a\n"
      "---\n"
      "data:\n"
      "  x: |2\n"
      "    config.kubernetes.io/origin: |\n"
      "      path: no\n"
      "metadata:\n"
      "  annotations:\n"
      "    a: b\n"
      "    config.kubernetes.io/origin: |\n"
      "      configuredIn: ../over/kustomization.yaml\n"
      "    z: c\n"
      "  name: b\n"
      "---\n"
      "metadata:\n"
      "  annotations:\n"
      "    a: b\n"
      "  name: c\n");
  CHECK(build.text ==
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n---\n"
        "data:\n  x: |2\n    config.kubernetes.io/origin: |\n      path: no\n"
        "metadata:\n  annotations:\n    a: b\n    z: c\n  name: b\n---\n"
        "metadata:\n  annotations:\n    a: b\n  name: c\n");
  REQUIRE(build.objects.size() == 3);
  CHECK(build.objects[0].line == 1);
  CHECK(build.objects[0].path == "../base/pod.yaml");
  CHECK(build.objects[0].changed_in == std::vector<std::string>{"../over/kustomization.yaml"});
  CHECK(build.objects[1].line == 6);
  CHECK(build.objects[1].path.empty());
  CHECK(build.objects[1].configured_in == "../over/kustomization.yaml");
  CHECK(build.objects[2].line == 16);
  CHECK(take_origins("").text.empty());
}

/// A base, an overlay with patches, and what they build to.
struct World : system::testing::WorldWith<system::FakeProcess> {
  World() {
    files.write("base/kustomization.yaml", "resources: [pod.yaml]\n");
    files.write("base/pod.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostPID: true\n"
                "  containers:\n    - name: side\n      image: x\n    - name: app\n"
                "      image: nginx\n");
    files.write("over/kustomization.yaml",
                "resources: [../base]\nnamePrefix: my-\npatches:\n  - path: p.yaml\n"
                "  - target: {kind: Pod}\n    patch: |-\n      - op: add\n"
                "        path: /spec/hostIPC\n        value: true\n");
    files.write("over/p.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: true\n");
  }
  std::string said(const std::string& folder = "over") {
    const auto rendered = render_kustomization(system, {.folder = folder});
    REQUIRE(rendered.errors.size() == 1);
    return rendered.errors.front().message + " | " + rendered.errors.front().hint;
  }
};

TEST_CASE("kustomize: a field is found in its file, in a patch, or not at all") {
  const World world;
  KustomizeBuild build;
  build.text =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: my-a\nspec:\n  containers:\n"
      "  - image: nginx:2\n    name: app\n  - image: x\n    name: side\n"
      "  hostIPC: true\n  hostNetwork: true\n  hostPID: true\n  nodeName: n\n";
  KustomizedObject object;
  object.path = "../base/pod.yaml";
  object.changed_in = {"../over/kustomization.yaml"};
  build.objects.push_back(object);
  const auto text = build.text;
  const KustomizeOrigins origins(world.files, "/work/scratch", std::move(build));
  const auto document = yaml::read_document(text);
  const auto find = [&](const std::string& field, bool tells = true) {
    const auto node = node_at(document->root(), steps_of(field));
    const auto found = origins.find(yaml::locate_field(node), tells ? field : "");
    if (!found) return std::string("-");
    return std::string(found->path) + ":" + std::to_string(found->span.begin.line) + ":" +
           std::to_string(found->span.begin.column) + (found->origin->is_exact ? "" : " object");
  };
  CHECK(find("spec.hostPID") == "base/pod.yaml:6:3");
  CHECK_MESSAGE(find("spec.hostPID", false) == "base/pod.yaml:6:3", "by its place alone");
  CHECK(find("spec.hostNetwork") == "over/p.yaml:5:3");
  CHECK(find("spec.hostIPC") == "over/kustomization.yaml:9:3");
  CHECK_MESSAGE(find("spec.containers[0].name") == "base/pod.yaml:10:7", "lists go by name");
  CHECK_MESSAGE(find("spec.containers[0].image") == "base/pod.yaml:11:7", "changed since");
  CHECK(find("spec.nodeName") == "base/pod.yaml:2:1 object");
}

TEST_CASE("kustomize: a directory that cannot be built is one error with the next step") {
  World world;
  CHECK(world.said("nope") == "does not exist | name the directory of a kustomization");
  world.files.write("else/a.yaml", "");
  CHECK(world.said("else") ==
        "is not a kustomization: it has no kustomization.yaml | name the directory that holds it");
  CHECK(world.said() ==
        "needs kubectl or kustomize to be built, and `kustomize` was not found | install kubectl, "
        "or set FARGATE_LINT_KUBECTL or FARGATE_LINT_KUSTOMIZE to its path");
  CHECK(world.process.started().size() == 2);
  world.process.on({"kubectl", "kustomize"},
                   Answer{"", {Kind::exited, 1, "error: no such file\n"}});
  CHECK(world.said() ==
        "cannot be built: no such file | `kubectl kustomize over` must succeed first");
  world.process.on({"kubectl", "kustomize"}, Answer{"", {Kind::timed_out, 0, ""}});
  CHECK(world.said() == "was not built within 60 s | give kustomize more time with `--timeout`");
  world.process.on({"kubectl", "kustomize"}, Answer{"", {}});
  CHECK(world.said() == "builds nothing | name a kustomization that has resources");
  world.files.write("base/kustomization.yaml", "resources: ['https://github.com/a/b?ref=v1']\n");
  CHECK(world.said() ==
        "builds on `https://github.com/a/b?ref=v1`, which is not fetched | run `kubectl kustomize "
        "over | fargate-lint -`");
}

TEST_CASE("kustomize: the kustomize that is named builds") {
  World world;
  world.environment.set("FARGATE_LINT_KUSTOMIZE", "/opt/kustomize");
  world.process.on({"/opt/kustomize", "build"}, Answer{"kind: Pod\n", {}});
  const auto rendered = render_kustomization(world.system, {.folder = "over"});
  REQUIRE(rendered.files.size() == 1);
  CHECK(rendered.files.front().text == "kind: Pod\n");
  CHECK(rendered.files.front().path == "kubectl kustomize over");
}

}  // namespace
}  // namespace fargate_lint::input
