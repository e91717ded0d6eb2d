#include "kube/embedded_pod.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kube/inventory.hpp"
#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

/// The places that are found, a line each.
std::string found_in(const std::string& data) {
  const auto document =
      testing::read("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n" + data);
  std::vector<Object> objects;
  append_objects(*document, "default", objects);
  REQUIRE(objects.size() == 1);
  std::string text;
  for (const auto& pod : find_embedded_pods(objects.front()))
    text += pod.text.text().substr(pod.begin, pod.end - pod.begin), text += '\n';
  CHECK((text.empty() || may_embed_pod(objects.front())));
  return text;
}

const std::string kPod =
    "    apiVersion: v1\n    kind: Pod\n    spec:\n      containers:\n        - image: a\n";

TEST_CASE("embedded pod: a pod template in a text of a ConfigMap") {
  CHECK(found_in("  pod_template_file.yaml: |\n" + kPod) == "kind: Pod\n");
  CHECK(found_in("  driver.yml: |\n    # the driver\n    ---\n" + kPod) == "kind: Pod\n");
  CHECK(found_in("  driver-pod-template: |\n" + kPod) == "kind: Pod\n");
  CHECK(found_in("  script.sh: |\n" + kPod).empty());
  CHECK(found_in("  a.yaml: |\n" + kPod + "    broken: [\n").empty());
  CHECK(found_in("  a.yaml: |\n    kind: PodList\n    containers: []\n").empty());
  CHECK(found_in("  a.yaml: |\n    kind: Pod\n    spec:\n      containers: []\n").empty());
  CHECK(found_in("  a.yaml: [kind, containers]\n").empty());
}

TEST_CASE("embedded pod: privileged job pods of GitLab Runner") {
  const std::string table =
      "  config.template.toml: |\n    [[runners]]\n      [runners.kubernetes]\n";
  CHECK(found_in(table + "        image = \"a\"\n        privileged = true # for dind\n") ==
        "privileged = true # for dind\n");
  CHECK(found_in(table + "        privileged = false\n").empty());
  CHECK(found_in(table + "        # privileged = true\n").empty());
  CHECK(found_in(table + "      [runners.docker]\n        privileged = true\n").empty());
  CHECK(found_in("  config.toml: |\n    [[runners]]\n      privileged = true\n").empty());
}

}  // namespace
}  // namespace fargate_lint::kube
