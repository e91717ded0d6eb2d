#include "kube/selector.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

struct Row {
  std::string selector;
  std::string labels;
  bool matches;
};

TEST_CASE("selector: a LabelSelector holds as in Kubernetes") {
  const std::vector<Row> rows = {
      {"{}", "{}", true},
      {"{}", "{app: web}", true},
      {"{matchLabels: {app: web}}", "{app: web, tier: front}", true},
      {"{matchLabels: {app: web}}", "{app: Web}", false},
      {"{matchLabels: {app: web}}", "{}", false},
      {"{matchLabels: {app: web, tier: front}}", "{app: web}", false},
      {"{matchLabels: {app: ''}}", "{app: ''}", true},
      {"{matchLabels: {app: ''}}", "{}", false},
      {"{matchLabels: null, matchExpressions: null}", "{}", true},
      {"{matchExpressions: [{key: app, operator: In, values: [web, api]}]}", "{app: api}", true},
      {"{matchExpressions: [{key: app, operator: In, values: [web, api]}]}", "{app: db}", false},
      {"{matchExpressions: [{key: app, operator: In, values: [web]}]}", "{}", false},
      {"{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", "{app: api}", true},
      {"{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", "{app: web}", false},
      {"{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", "{}", true},
      {"{matchExpressions: [{key: app, operator: Exists}]}", "{app: ''}", true},
      {"{matchExpressions: [{key: app, operator: Exists, values: []}]}", "{}", false},
      {"{matchExpressions: [{key: app, operator: DoesNotExist, values: null}]}", "{}", true},
      {"{matchExpressions: [{key: app, operator: DoesNotExist}]}", "{app: web}", false},
      {"{matchLabels: {a: b}, matchExpressions: [{key: c, operator: Exists}]}", "{a: b}", false},
      {"{matchLabels: {a: b}, matchExpressions: [{key: c, operator: Exists}]}", "{a: b, c: d}",
       true},
      // A null is "" to Go's JSON decoder; a number or boolean is refused and counts as absent.
      {"{matchLabels: {app: null}}", "{app: ''}", true},
      {"{matchLabels: {app: ''}}", "{app: null}", true},
      {"{matchLabels: {app: '5'}}", "{app: 5}", false},
      {"{matchExpressions: [{key: app, operator: DoesNotExist}]}", "{app: yes}", true},
      {"{matchLabels: {app: web}}", "[app, web]", false},
      {"{matchLabels: {app: web}}", "web", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.selector);
    CAPTURE(row.labels);
    const auto document =
        testing::read("selector: " + row.selector + "\nlabels: " + row.labels + "\n");
    const auto selector = LabelSelector::parse(document->root()["selector"]);
    REQUIRE(selector);
    CHECK(selector->matches(document->root()["labels"]) == row.matches);
  }
}

TEST_CASE("selector: a LabelSelector that Kubernetes refuses is none") {
  for (const std::string text :
       {"[]", "web", "5", "null", "{matchLabels: [a]}", "{matchLabels: {a: 5}}",
        "{matchLabels: {a: [b]}}", "{matchExpressions: {}}", "{matchExpressions: [web]}",
        "{matchExpressions: [{operator: Exists}]}", "{matchExpressions: [{key: a}]}",
        "{matchExpressions: [{key: a, operator: in, values: [b]}]}",
        "{matchExpressions: [{key: a, operator: Gt, values: ['1']}]}",
        "{matchExpressions: [{key: a, operator: In}]}",
        "{matchExpressions: [{key: a, operator: In, values: []}]}",
        "{matchExpressions: [{key: a, operator: NotIn, values: b}]}",
        "{matchExpressions: [{key: a, operator: In, values: [1]}]}",
        "{matchExpressions: [{key: a, operator: Exists, values: [b]}]}",
        "{matchExpressions: [{key: 1, operator: Exists}]}"}) {
    CAPTURE(text);
    const auto document = testing::read("selector: " + text + "\n");
    CHECK_FALSE(LabelSelector::parse(document->root()["selector"]));
  }
  CHECK_FALSE(LabelSelector::parse(yaml::Node()));
}

TEST_CASE("selector: a plain map is equalities") {
  const std::vector<Row> rows = {
      {"{}", "{app: web}", true},
      {"{app: web}", "{app: web, tier: front}", true},
      {"{app: web}", "{app: api}", false},
      {"{app: web, tier: front}", "{app: web}", false},
      {"{app: 5}", "{app: 5}", false},
      {"{app: 5}", "{}", false},
      {"null", "{}", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.selector);
    CAPTURE(row.labels);
    const auto document =
        testing::read("selector: " + row.selector + "\nlabels: " + row.labels + "\n");
    const auto selector = LabelSelector::from_map(document->root()["selector"]);
    CHECK(selector.matches(document->root()["labels"]) == row.matches);
  }
}

TEST_CASE("selector: requirements keep the place they come from") {
  const auto document = testing::read(
      "matchLabels:\n"
      "  app: web\n"
      "matchExpressions:\n"
      "  - {key: tier, operator: Exists}\n");
  const auto selector = LabelSelector::parse(document->root());
  REQUIRE(selector);
  REQUIRE(selector->requirements.size() == 2);
  CHECK(selector->requirements[0].node.position() == yaml::Position{2, 8});
  CHECK(selector->requirements[1].node.position() == yaml::Position{4, 5});
}

}  // namespace
}  // namespace fargate_lint::kube
