#include "lint/difference.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "lint/testing.hpp"

namespace fargate_lint::lint {
namespace {

std::string profile(const std::string& name, const std::string& selector) {
  return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: r}\n"
         "fargateProfiles:\n- name: " +
         name + "\n  selectors:\n  - " + selector + "\n";
}

std::string pod(const std::string& name, const std::string& more = {},
                const std::string& ns = "shop") {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name + "\n  namespace: " + ns +
         "\nspec:\n" + more + "  containers:\n  - {name: app, image: a}\n";
}

Report judged(const std::vector<std::pair<std::string, std::string>>& files) {
  testing::Input input;
  for (const auto& [path, text] : files) testing::add(input, text, path);
  input.reading.inventory.index();
  return testing::judge(std::move(input), {});
}

/// "refused api" of each.
std::string changes(const Difference& difference, const Report& before, const Report& after) {
  std::string text;
  for (const auto& change : difference.workloads) {
    const auto& placed =
        change.after ? after.placements[*change.after] : before.placements[*change.before];
    text += (text.empty() ? "" : ", ") + std::string(to_string(change.change)) + " " +
            placed.object.name.str();
  }
  return text;
}

std::string compared(const std::vector<std::pair<std::string, std::string>>& before,
                     const std::vector<std::pair<std::string, std::string>>& after,
                     const CompareOptions& options = {}) {
  const auto old = judged(before);
  const auto now = judged(after);
  return changes(compare(old, now, options), old, now);
}

}  // namespace

TEST_CASE("difference: objects of one name are told apart by their files") {
  const auto web = profile("web", "namespace: shop");
  const auto one = pod("api", "  nodeName: one\n");
  const auto two = pod("api");
  // Environments side by side: each is compared with its own, in whatever order they are read.
  CHECK(compared({{"c.yaml", web}, {"dev/a.yaml", one}, {"prod/a.yaml", two}},
                 {{"c.yaml", web}, {"prod/a.yaml", two}, {"dev/a.yaml", one}})
            .empty());
  CHECK(compared({{"c.yaml", web}, {"dev/a.yaml", two}, {"prod/a.yaml", two}},
                 {{"c.yaml", web}, {"prod/a.yaml", two}}) == "gone api");
  CHECK(compared({{"old/c.yaml", web}, {"old/dev/a.yaml", one}, {"old/prod/a.yaml", two}},
                 {{"new/c.yaml", web}, {"new/prod/a.yaml", two}, {"new/dev/a.yaml", one}},
                 {"old/", "new/"})
            .empty());
}

TEST_CASE("difference: what cannot be read is unknown, objects and profiles") {
  const auto web = profile("web", "namespace: shop");
  const std::string broken = "a: [";
  CHECK(compared({{"c.yaml", web}, {"a.yaml", pod("api")}},
                 {{"c.yaml", web}, {"a.yaml", broken}}) == "unknown api");
  CHECK(compared({{"c.yaml", web}, {"a.yaml", broken}},
                 {{"c.yaml", web}, {"a.yaml", pod("api")}}) == "unknown api");
  // A profile that is lost with its file deletes nothing.
  const auto other = profile("other", "namespace: elsewhere");
  const auto before = judged({{"c.yaml", web}, {"d.yaml", other}, {"a.yaml", pod("api")}});
  const auto after = judged({{"c.yaml", broken}, {"d.yaml", other}, {"a.yaml", pod("api")}});
  const auto difference = compare(before, after);
  CHECK(difference.profiles.empty());
  CHECK(changes(difference, before, after) == "unknown api");
}

TEST_CASE("difference: an apply leaves what it does not name") {
  const auto web = profile("web", "namespace: shop");
  CHECK(compared({{"c.yaml", web}, {"a.yaml", pod("api") + "---\n" + pod("cart")}},
                 {{"c.yaml", web}, {"a.yaml", pod("api")}}, {"", "", true})
            .empty());
}

TEST_CASE("difference: objects move between files, profiles and selectors change places") {
  const auto web = profile("web", "{namespace: shop, labels: {a: x, b: y}}\n  - namespace: other");
  const auto turned =
      profile("web", "namespace: other\n  - {namespace: shop, labels: {b: y, a: x}}");
  const auto before = judged({{"c.yaml", web}, {"a.yaml", pod("api")}});
  const auto after = judged({{"infra/c.yaml", turned}, {"b/a.yaml", pod("api")}});
  CHECK(compare(before, after).profiles.empty());
  CHECK(compare(before, after).workloads.empty());
}

TEST_CASE("difference: a namespace that changes is a rename, with what it does to the placement") {
  const auto web = profile("web", "namespace: shop");
  const auto before = judged({{"c.yaml", web}, {"a.yaml", pod("api")}});
  const auto after = judged({{"c.yaml", web}, {"a.yaml", pod("api", "", "away")}});
  const auto difference = compare(before, after);
  REQUIRE(difference.workloads.size() == 1);
  const auto& change = difference.workloads.front();
  CHECK(change.change == Change::off);
  CHECK(change.is_renamed);
  REQUIRE(!change.because.empty());
  CHECK(change.because.front().field == "metadata.namespace");
  CHECK(change.because.front().where.span.begin.line == 5);
}

TEST_CASE("difference: pods that are not there are not deleted") {
  const auto deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: shop}\n"
      "spec:\n  replicas: 0\n  template:\n    metadata: {labels: {a: b}}\n"
      "    spec: {containers: [{name: app, image: a}]}\n";
  CHECK(compared({{"c.yaml", profile("web", "namespace: shop")}, {"a.yaml", deployment}},
                 {{"c.yaml", profile("web", "namespace: sh*")}, {"a.yaml", deployment}})
            .empty());
  CHECK(compared({{"c.yaml", profile("web", "namespace: shop")}, {"a.yaml", pod("api")}},
                 {{"c.yaml", profile("web", "namespace: sh*")}, {"a.yaml", pod("api")}}) ==
        "deleted api");
}

TEST_CASE("difference: many objects of one name, and many that are alike, take no time") {
  std::string old = profile("web", "namespace: shop");
  std::string now = old;
  constexpr int kMany = 2000;
  for (int i = 0; i < kMany; ++i) {
    old += "---\n" + pod("same");
    now += "---\n" + pod("same") + "---\n" + pod("n" + std::to_string(i));
  }
  const auto before = judged({{"a.yaml", old}});
  const auto after = judged({{"a.yaml", now}});
  CHECK(compare(before, after).count(Change::added) == kMany);
}

}  // namespace fargate_lint::lint
