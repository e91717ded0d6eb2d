#include "lint/selected_pods.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "lint/testing.hpp"

namespace fargate_lint::lint {
namespace {

/// Pods of two namespaces, with the verdicts that their names tell.
constexpr std::string_view kPods = R"(
apiVersion: v1
kind: Pod
metadata: {name: node-web, namespace: shop, labels: {app: web, tier: front}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: open-web, namespace: shop, labels: {app: web, tier: front}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: fargate-web, namespace: shop, labels: {app: web, tier: front}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: fargate-api, namespace: shop, labels: {app: api, tier: back, blank: null}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: fargate-bare, namespace: shop}
spec: {containers: [{name: c}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: fargate-set, namespace: shop}
spec:
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: fargate-other, namespace: office, labels: {app: web}}
spec: {containers: [{name: c}]}
)";

std::vector<PlacedWorkload> placements_of(const kube::Inventory& inventory) {
  std::vector<PlacedWorkload> placements;
  for (const auto& workload : inventory.workloads()) {
    PlacedWorkload placed;
    placed.object = ref(*workload.object);
    const std::string_view name = placed.object.name;
    fargate::Placement placement;
    placement.verdict = name.starts_with("fargate") ? fargate::Verdict::fargate
                        : name.starts_with("open")  ? fargate::Verdict::undecided
                                                    : fargate::Verdict::not_fargate;
    placed.placement = std::move(placement);
    placements.push_back(std::move(placed));
  }
  return placements;
}

std::vector<kube::Labels> labels_of(const kube::Inventory& inventory) {
  std::vector<kube::Labels> labels;
  for (const auto& workload : inventory.workloads())
    labels.emplace_back(workload.metadata()["labels"]);
  return labels;
}

/// A selector as it stands in a NetworkPolicy or, written as a plain map, in a Service.
struct Row {
  const char* name;
  const char* selector;
  std::string selected;  ///< names in the order of the visit; `?` behind those that may be
  bool plain = false;
};

const Row kRows[] = {
    {"a pair", "{matchLabels: {app: web}}", "fargate-web open-web node-web"},
    {"a plain map", "{app: web}", "fargate-web open-web node-web", true},
    {"two pairs", "{matchLabels: {app: api, tier: back}}", "fargate-api"},
    {"two pairs of which one fails", "{matchLabels: {app: api, tier: front}}", ""},
    {"nothing selects everything", "{}",
     "fargate-web fargate-api fargate-bare fargate-set open-web node-web"},
    {"In", "{matchExpressions: [{key: app, operator: In, values: [api, web, api]}]}",
     "fargate-web fargate-api open-web node-web"},
    {"NotIn", "{matchExpressions: [{key: app, operator: NotIn, values: [web, db]}]}",
     "fargate-api fargate-bare"},
    {"Exists", "{matchExpressions: [{key: blank, operator: Exists}]}", "fargate-api"},
    {"DoesNotExist", "{matchExpressions: [{key: app, operator: DoesNotExist}]}", "fargate-bare"},
    {"a value that is null", "{matchLabels: {blank: ''}}", "fargate-api"},
    {"a pod of a StatefulSet", "{statefulset.kubernetes.io/pod-name: fargate-set-0}", "fargate-set",
     true},
    {"a pod of another set", "{statefulset.kubernetes.io/pod-name: fargate-set-b-0}", "", true},
    {"a label that a controller adds", "{apps.kubernetes.io/pod-index: '1', app: db}",
     "fargate-set?", true},
};

TEST_CASE("selected pods: what label selectors select, those on Fargate first") {
  const auto input = testing::input_of(kPods);
  const auto placements = placements_of(input.reading.inventory);
  SelectedPods pods(input.reading.inventory, placements, labels_of(input.reading.inventory));
  for (const auto& row : kRows) {
    CAPTURE(row.name);
    const auto document = yaml::read_document(row.selector, {});
    REQUIRE(document != nullptr);
    const auto selector = row.plain ? kube::LabelSelector::from_map(document->root())
                                    : kube::LabelSelector::parse(document->root());
    REQUIRE(selector.has_value());
    std::string selected;
    pods.visit({"shop"}, *selector, [&](const SelectedPod& pod) {
      if (!selected.empty()) selected += ' ';
      selected += placements[pod.placement].object.name;
      if (pod.certain == fargate::Tri::maybe) selected += '?';
      return true;
    });
    CHECK(selected == row.selected);

    // Nobody whom the selector selects is missing among those that it may select.
    std::vector<std::uint32_t> likely;
    pods.visit_likely({"shop"}, *selector, [&](std::uint32_t pod) {
      likely.push_back(pod);
      return true;
    });
    pods.visit({"shop"}, *selector, [&](const SelectedPod& pod) {
      CHECK(std::ranges::find(likely, pod.placement) != likely.end());
      return true;
    });
    int visited = 0;
    pods.visit_likely({"shop"}, *selector, [&](std::uint32_t) { return ++visited < 1; });
    CHECK(visited == std::min<int>(1, static_cast<int>(likely.size())));
  }
}

TEST_CASE("selected pods: hashes of labels alone tell most pods apart") {
  const auto input = testing::input_of(kPods);
  const auto placements = placements_of(input.reading.inventory);
  SelectedPods pods(input.reading.inventory, placements, labels_of(input.reading.inventory));
  const auto document = yaml::read_document("{matchLabels: {app: web}}", {});
  std::string likely;
  pods.visit_likely({"shop"}, *kube::LabelSelector::parse(document->root()),
                    [&](std::uint32_t pod) {
                      likely += placements[pod].object.name + " ";
                      return true;
                    });
  CHECK(likely == "fargate-web open-web node-web ");
}

TEST_CASE("selected pods: a label that is made of the object's name has no other value") {
  const auto input = testing::input_of(R"(
apiVersion: batch/v1
kind: Job
metadata: {name: fargate-load, namespace: shop}
spec: {template: {spec: {containers: [{name: c}]}}}
)");
  const auto placements = placements_of(input.reading.inventory);
  SelectedPods pods(input.reading.inventory, placements, labels_of(input.reading.inventory));
  const auto count = [&](std::string_view labels) {
    const auto document = yaml::read_document(std::string(labels), {});
    int found = 0;
    pods.visit({"shop"}, kube::LabelSelector::from_map(document->root()), [&](const SelectedPod&) {
      ++found;
      return true;
    });
    return found;
  };
  CHECK(count("{job-name: fargate-load}") == 1);
  CHECK(count("{batch.kubernetes.io/job-name: fargate-load}") == 1);
  CHECK(count("{job-name: report}") == 0);
  CHECK(count("{controller-uid: 0}") == 1);
}

TEST_CASE("selected pods: several threads share what has been built") {
  const auto input = testing::input_of(kPods);
  const auto placements = placements_of(input.reading.inventory);
  const SelectedPods pods(input.reading.inventory, placements, labels_of(input.reading.inventory));
  const auto document = yaml::read_document("{matchLabels: {app: web}}", {});
  const auto selector = kube::LabelSelector::parse(document->root()).value();
  std::vector<std::string> selected(4);
  for_each_index(
      selected.size(), 4,
      [&](std::size_t i) {
        SelectedPods own(pods);
        own.visit({"shop"}, selector, [&](const SelectedPod& pod) {
          selected[i] += placements[pod.placement].object.name + " ";
          return true;
        });
      },
      1);
  CHECK(!selected[0].empty());
  for (const auto& one : selected) CHECK(one == selected[0]);
}

constexpr std::string_view kServices = R"(
apiVersion: v1
kind: Service
metadata: {name: all, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {name: all, namespace: elsewhere}
---
apiVersion: v1
kind: Pod
metadata: {name: fargate-near, namespace: shop, labels: {near: by}}
spec: {containers: [{name: c}]}
)";

TEST_CASE("selected pods: one for Fargate, rather of the same file") {
  testing::Input input;
  testing::add(input, kPods, "pods.yaml");
  testing::add(input, kServices, "services.yaml");
  input.reading.inventory.index();
  const auto placements = placements_of(input.reading.inventory);
  SelectedPods pods(input.reading.inventory, placements, labels_of(input.reading.inventory));
  const auto& service = *input.reading.inventory.find(kube::kinds::service, "shop", "all");
  const auto found = [&](std::string_view selector) {
    const auto document = yaml::read_document(std::string(selector), {});
    const auto pod =
        pods.find_on_fargate(service, kube::LabelSelector::parse(document->root()).value());
    return pod ? placements[pod->placement].object.name.str() : "";
  };
  CHECK(found("{}") == "fargate-near");
  CHECK(found("{matchLabels: {app: web}}") == "fargate-web");
  CHECK(found("{matchLabels: {app: none}}") == "");
  const auto& elsewhere = *input.reading.inventory.find(kube::kinds::service, "elsewhere", "all");
  CHECK_FALSE(pods.find_on_fargate(elsewhere, {}).has_value());
}

}  // namespace
}  // namespace fargate_lint::lint
