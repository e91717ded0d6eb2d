#include "kube/object.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

/// "apiVersion Kind namespace/name", with `?` after a namespace that was assumed.
std::string describe(const Object& object) {
  std::string text(object.api_version);
  text.append(" ").append(object.kind).append(" ").append(object.ns);
  if (object.ns_assumed) text += "?";
  return text.append("/").append(object.name);
}

struct Reading {
  bool is_object;
  std::string objects;  ///< joined by ", "
  std::size_t strays;
};

Reading read_objects(const std::string& text) {
  const auto document = testing::read(text);
  std::vector<Object> objects;
  std::vector<yaml::Node> strays;
  Reading reading{};
  reading.is_object = append_objects(*document, "assumed", objects, &strays);
  for (const auto& object : objects) {
    if (!reading.objects.empty()) reading.objects += ", ";
    reading.objects += describe(object);
  }
  reading.strays = strays.size();
  return reading;
}

TEST_CASE("object: metadata gives name and namespace") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{name: a, namespace: shop}", "v1 Pod shop/a"},
      {"{name: a}", "v1 Pod assumed?/a"},
      {"{name: a, namespace: ''}", "v1 Pod assumed?/a"},
      {"{name: a, namespace: null}", "v1 Pod assumed?/a"},
      {"{name: a, namespace: 5}", "v1 Pod assumed?/a"},
      {"{generateName: a-}", "v1 Pod assumed?/a-"},
      {"{name: a, generateName: b-}", "v1 Pod assumed?/a"},
      {"{name: '', generateName: b-}", "v1 Pod assumed?/b-"},
      {"{name: [a]}", "v1 Pod assumed?/"},
      {"{name: 5}", "v1 Pod assumed?/"},
      {"null", "v1 Pod assumed?/"},
      {"[name]", "v1 Pod assumed?/"},
  };
  for (const auto& [metadata, expected] : rows) {
    CAPTURE(metadata);
    const auto reading = read_objects("apiVersion: v1\nkind: Pod\nmetadata: " + metadata + "\n");
    CHECK(reading.is_object);
    CHECK(reading.objects == expected);
  }
}

TEST_CASE("object: needs apiVersion and kind, both strings") {
  for (const std::string text :
       {"a: b\n", "kind: Pod\n", "apiVersion: v1\n", "apiVersion: 1\nkind: Pod\n",
        "apiVersion: v1\nkind: 5\n", "apiVersion: v1\nkind: ''\n", "apiVersion: ''\nkind: Pod\n",
        "apiVersion: v1\nkind: null\n", "apiVersion: [v1]\nkind: Pod\n", "- apiVersion: v1\n",
        "text\n", "null\n", "# nothing\n", "[]\n", "kind: List\nitems: []\n"}) {
    CAPTURE(text);
    const auto reading = read_objects(text);
    CHECK_FALSE(reading.is_object);
    CHECK(reading.objects.empty());
  }
}

TEST_CASE("object: the group is what stands before the slash") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"v1", ""}, {"apps/v1", "apps"}, {"networking.k8s.io/v1", "networking.k8s.io"}, {"/v1", ""}};
  for (const auto& [api_version, group] : rows) {
    CAPTURE(api_version);
    Object object;
    object.api_version = api_version;
    CHECK(object.group() == group);
  }
}

TEST_CASE("object: the title names kind and name") {
  Object object;
  object.kind = "Deployment";
  CHECK(object.title() == "Deployment");
  object.name = "api";
  CHECK(object.title() == "Deployment/api");
}

TEST_CASE("object: cluster-scoped kinds have no namespace") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a, namespace: shop}\n",
       "v1 PersistentVolume /a"},
      {"apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n", "v1 Namespace /a"},
      {"apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\n",
       "storage.k8s.io/v1 StorageClass /a"},
      {"apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: ClusterRole\nmetadata: {name: a}\n",
       "rbac.authorization.k8s.io/v1beta1 ClusterRole /a"},
      {"apiVersion: example.org/v1\nkind: Namespace\nmetadata: {name: a, namespace: shop}\n",
       "example.org/v1 Namespace shop/a"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(read_objects(text).objects == expected);
  }
}

TEST_CASE("object: lists give their items") {
  struct Row {
    std::string text;
    std::string objects;
    std::size_t strays = 0;
  };
  const std::vector<Row> rows = {
      {"apiVersion: v1\nkind: List\nitems:\n"
       "- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}\n"
       "- {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}\n",
       "v1 Pod shop/a, apps/v1 Deployment assumed?/b"},
      {"apiVersion: v1\nkind: PodList\nitems:\n- {metadata: {name: a}}\n- {kind: Pod, metadata: "
       "{name: b}}\n- {apiVersion: v2, metadata: {name: c}}\n",
       "v1 Pod assumed?/a, v1 Pod assumed?/b, v2 Pod assumed?/c"},
      {"apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- {metadata: {name: a}}\n",
       "apps/v1 Deployment assumed?/a"},
      {"apiVersion: v1\nkind: PodList\nitems:\n- {apiVersion: v1, kind: Service}\n",
       "v1 Service assumed?/"},
      {"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n"
       "  - apiVersion: v1\n    kind: PodList\n    items:\n    - {metadata: {name: deep}}\n"
       "- {apiVersion: v1, kind: Pod, metadata: {name: flat}}\n",
       "v1 Pod assumed?/deep, v1 Pod assumed?/flat"},
      {"apiVersion: v1\nkind: List\nitems: []\n", ""},
      {"apiVersion: v1\nkind: List\nitems: null\n", ""},
      {"apiVersion: v1\nkind: List\n", ""},
      {"apiVersion: v1\nkind: PodList\nitems: null\n", ""},
      // Items that say nothing of what they are.
      {"apiVersion: v1\nkind: List\nitems:\n- {metadata: {name: a}}\n- text\n- null\n- [a]\n"
       "- {kind: Pod}\n- {apiVersion: v1, kind: Pod}\n",
       "v1 Pod assumed?/", 5},
      // kubectl takes a List without apiVersion
      {"kind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n",
       "v1 Pod assumed?/a"},
      // an AppWrapper creates what it holds in its own namespace
      {"apiVersion: workload.codeflare.dev/v1beta2\nkind: AppWrapper\nmetadata: {name: w, "
       "namespace: shop}\nspec: {components: [{template: {apiVersion: v1, kind: Pod, metadata: "
       "{name: a}}}, {template: {}}]}\n",
       "workload.codeflare.dev/v1beta2 AppWrapper shop/w, v1 Pod shop?/a"},
      {"apiVersion: v1\nkind: PodList\nitems:\n- text\n- {metadata: {name: a}}\n",
       "v1 Pod assumed?/a", 1},
      // Kinds that are only called so.
      {"apiVersion: example.org/v1\nkind: AllowList\nmetadata: {name: a}\nspec: {items: []}\n",
       "example.org/v1 AllowList assumed?/a"},
      {"apiVersion: example.org/v1\nkind: AllowList\nmetadata: {name: a}\nitems: {a: b}\n",
       "example.org/v1 AllowList assumed?/a"},
      {"apiVersion: example.org/v1\nkind: Listing\nitems: [a]\n",
       "example.org/v1 Listing assumed?/"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto reading = read_objects(row.text);
    CHECK(reading.is_object);
    CHECK(reading.objects == row.objects);
    CHECK(reading.strays == row.strays);
  }
}

TEST_CASE("object: lists in lists end at a depth that no stack minds") {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += R"({"apiVersion":"v1","kind":"List","items":[)";
    text += R"({"apiVersion":"v1","kind":"Pod"})";
    for (int i = 0; i < depth; ++i) text += "]}";
    return read_objects(text);
  };
  CHECK(nested(64).objects == "v1 Pod assumed?/");
  CHECK(nested(64).strays == 0);
  CHECK(nested(65).is_object);
  CHECK(nested(65).objects == "");
  CHECK(nested(65).strays == 1);
}

}  // namespace
}  // namespace fargate_lint::kube
