#include "input/cluster_lists.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

std::vector<std::string> paths_of(const std::vector<ClusterList>& lists, const std::string& ns) {
  std::vector<std::string> paths;
  for (const auto& list : lists) paths.push_back(path_of(list, ns, 500));
  return paths;
}

bool has(const std::vector<std::string>& paths, const std::string& path) {
  return std::ranges::find(paths, path) != paths.end();
}

TEST_CASE("cluster lists: paths of all namespaces and of one") {
  const auto all = paths_of(builtin_lists("", ""), "");
  CHECK(has(all, "/api/v1/pods?limit=500"));
  CHECK(has(all, "/apis/apps/v1/deployments?limit=500"));
  CHECK(has(all, "/api/v1/namespaces?limit=500"));
  const auto one = paths_of(builtin_lists("shop", ""), "shop");
  CHECK(has(one, "/api/v1/namespaces/shop/pods?limit=500"));
  CHECK(has(one, "/apis/batch/v1/namespaces/shop/cronjobs?limit=500"));
  // What is in no namespace is read whole, but for the namespaces themselves.
  CHECK(has(one, "/api/v1/persistentvolumes?limit=500"));
  CHECK(has(one, "/api/v1/namespaces?limit=500&fieldSelector=metadata.name%3Dshop"));
  CHECK(has(one,
            "/api/v1/namespaces/aws-observability/configmaps?limit=500&fieldSelector="
            "metadata.name%3Daws-logging"));
}

TEST_CASE("cluster lists: Secrets are in none, and no ConfigMap but one") {
  for (const auto& list : builtin_lists("", "")) {
    CHECK(list.resource != "secrets");
    if (list.resource == "configmaps") CHECK(list.name == "aws-logging");
  }
}

TEST_CASE("cluster lists: a selector chooses workloads, and bare pods, but no context") {
  std::string pods;
  for (const auto& list : builtin_lists("", "app in (a, b)")) {
    const auto path = path_of(list, "", 500);
    const bool selects = path.find("labelSelector=app%20in%20%28a%2C%20b%29") != std::string::npos;
    const bool is_selected = list.use == ListUse::workloads || list.use == ListUse::bare_pods;
    CHECK(selects == is_selected);
    if (list.resource == "pods") pods += selects ? "selected " : "all ";
  }
  CHECK(pods == "all selected ");
}

TEST_CASE("cluster lists: pages, and all at once from the cache") {
  const auto list = builtin_lists("", "").front();
  CHECK(path_of(list, "", 20, "eyJ2IjoiLi4uIn0=+/") ==
        "/api/v1/pods?limit=20&continue=eyJ2IjoiLi4uIn0%3D%2B%2F");
  CHECK(path_of(list, "", 0) == "/api/v1/pods?resourceVersion=0");
}

TEST_CASE("cluster lists: of /apis only groups with kinds that are read count") {
  const auto document = yaml::read_document(R"({"kind":"APIGroupList","groups":[
    {"name":"apps","preferredVersion":{"version":"v1"}},
    {"name":"argoproj.io","preferredVersion":{"version":"v1alpha1"}},
    {"name":"metrics.k8s.io","preferredVersion":{"version":"v1beta1"}},
    {"name":"own.example.com","preferredVersion":{"version":"v2"}},
    {"name":"evil/../x","preferredVersion":{"version":"v2"}},
    {"name":"keda.sh","preferredVersion":{"version":"v1/../.."}}]})");
  const std::vector<kube::DeclaredWorkload> declared = {
      {"Worker", "own.example.com", "spec.template"}};
  std::string names;
  for (const auto& group : known_groups(document->root(), declared))
    names += group.name + "/" + group.version + " ";
  CHECK(names == "argoproj.io/v1alpha1 own.example.com/v2 ");
}

TEST_CASE("cluster lists: of a group only kinds that can be listed and are read") {
  const auto document = yaml::read_document(R"({"kind":"APIResourceList","resources":[
    {"name":"rollouts","kind":"Rollout","namespaced":true,"verbs":["get","list"]},
    {"name":"rollouts/scale","kind":"Scale","namespaced":true,"verbs":["get"]},
    {"name":"experiments","kind":"Experiment","namespaced":true,"verbs":["get"]},
    {"name":"applications","kind":"Application","namespaced":true,"verbs":["list"]}]})");
  const auto lists = lists_of({"argoproj.io", "v1alpha1"}, document->root(), {}, "tier=web");
  REQUIRE(lists.size() == 1);
  CHECK(lists[0].title() == "rollouts.argoproj.io");
  CHECK(lists[0].file() == "live:argoproj.io/v1alpha1/rollouts");
  CHECK(lists[0].use == ListUse::workloads);
  CHECK(lists[0].labels == "tier=web");
}

}  // namespace
}  // namespace fargate_lint::input
