#include "fargate/added_label.hpp"

#include <doctest/doctest.h>

#include "fargate/placement.hpp"
#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using testing::World;

std::string_view name(Tri tri) {
  return tri == Tri::yes ? "yes" : tri == Tri::no ? "no" : "maybe";
}

std::string manifest(std::string_view kind, std::string_view metadata, std::string_view spec) {
  std::string text = kind == "StatefulSet" || kind == "Deployment" ? "apiVersion: apps/v1\n"
                                                                   : "apiVersion: batch/v1\n";
  text.append("kind: ").append(kind).append("\nmetadata: {").append(metadata);
  text.append(", namespace: shop}\nspec: ");
  const std::string pod = "template: {spec: {containers: [{name: a, image: b}]}}";
  if (kind == "CronJob") return text + "{jobTemplate: {spec: {" + std::string(spec) + pod + "}}}\n";
  return text + "{" + std::string(spec) + pod + "}\n";
}

Tri fits(std::string_view text, std::string_view key, std::string_view pattern) {
  const World world(text);
  return AddedLabel(key, identity_of(world.workload())).fits(Value::known(std::string(pattern)));
}

TEST_CASE("added labels: the values that they can take decide") {
  const auto set = manifest("StatefulSet", "name: web", "");
  const auto deployment = manifest("Deployment", "name: web", "");
  const auto job = manifest("Job", "name: load", "");
  const auto cron = manifest("CronJob", "name: load", "");
  const auto indexed = manifest("Job", "name: load", "completionMode: Indexed, ");
  const auto manual = manifest("Job", "name: load", "manualSelector: true, ");
  const auto generated = manifest("Job", "generateName: load-", "");
  struct Row {
    const std::string& manifest;
    std::string_view key;
    std::string_view pattern;
    Tri expected;
  };
  constexpr std::string_view kIndex = "apps.kubernetes.io/pod-index";
  constexpr std::string_view kName = "statefulset.kubernetes.io/pod-name";
  constexpr std::string_view kRevision = "controller-revision-hash";
  constexpr std::string_view kHash = "pod-template-hash";
  constexpr std::string_view kUid = "batch.kubernetes.io/controller-uid";
  constexpr std::string_view kCompletion = "batch.kubernetes.io/job-completion-index";
  const Row rows[] = {
      {set, kIndex, "0", Tri::maybe},
      {set, kIndex, "12", Tri::maybe},
      {set, kIndex, "?", Tri::maybe},
      {set, kIndex, "?*", Tri::yes},
      {set, kIndex, "*", Tri::yes},
      {set, kIndex, "web", Tri::no},
      {set, kIndex, "w*", Tri::no},
      {set, kIndex, "", Tri::no},
      {set, kIndex, "01", Tri::no},
      {set, kName, "web-*", Tri::yes},
      {set, kName, "web-0", Tri::maybe},
      {set, kName, "web-a*", Tri::no},
      {set, kName, "api-0", Tri::no},
      {set, kName, "web-", Tri::no},
      {set, kRevision, "web-*", Tri::yes},
      {set, kRevision, "web-6b7c", Tri::maybe},
      {set, kRevision, "web-a1", Tri::no},
      {deployment, kHash, "6b7c9d", Tri::maybe},
      {deployment, kHash, "*0*", Tri::no},
      {deployment, kHash, "?*", Tri::yes},
      {job, "job-name", "load", Tri::yes},
      {job, "job-name", "load-*", Tri::no},
      {job, kUid,
       "????????"
       "-*",
       Tri::yes},
      {job, kUid, "x", Tri::no},
      {job, kUid, "*-4*", Tri::maybe},
      {job, kCompletion, "*", Tri::no},
      {indexed, kCompletion, "*", Tri::yes},
      {indexed, kCompletion, "1", Tri::maybe},
      {manual, "job-name", "load", Tri::maybe},
      {cron, "job-name", "load", Tri::no},
      {cron, "job-name", "load-*", Tri::yes},
      {cron, "job-name", "load-2?", Tri::maybe},
      {cron, "job-name", "load-x", Tri::no},
      {generated, "job-name", "load-*", Tri::yes},
      {generated, "job-name", "load-x", Tri::maybe},
  };
  for (const auto& row : rows) {
    CAPTURE(row.manifest);
    CAPTURE(row.key);
    CAPTURE(row.pattern);
    CHECK(name(fits(row.manifest, row.key, row.pattern)) == name(row.expected));
  }
}

TEST_CASE("added labels: a name that looks like a pattern is none") {
  const auto set = manifest("StatefulSet", "name: 'w*'", "");
  CHECK(fits(set, "statefulset.kubernetes.io/pod-name", "web-0") == Tri::no);
  CHECK(fits(set, "statefulset.kubernetes.io/pod-name", "*") == Tri::yes);
}

TEST_CASE("added labels: a pattern with unknown parts is excluded by the others") {
  const World world(manifest("StatefulSet", "name: web", ""));
  const AddedLabel label("apps.kubernetes.io/pod-index", identity_of(world.workload()));
  CHECK(label.fits(Value::unknown("!Ref", "team-*")) == Tri::no);
  CHECK(label.fits(Value::unknown("!Ref")) == Tri::maybe);
}

TEST_CASE("placement: a selector on a controller's label misses what can have no such value") {
  const auto place = [](std::string_view labels) {
    return World(manifest("StatefulSet", "name: web", ""),
                 testing::profiles("[{name: web, selectors: [{namespace: shop, labels: {" +
                                   std::string(labels) + "}}]}]"))
        .told();
  };
  CHECK(place("app*: web").verdict == Verdict::not_fargate);
  CHECK(place("apps.kubernetes.io/pod-index: '0'").verdict == Verdict::undecided);
  const auto selected = place("statefulset.kubernetes.io/pod-name: web-*");
  CHECK(selected.verdict == Verdict::fargate);
  CHECK(selected.why ==
        "namespace `shop` and label statefulset.kubernetes.io/pod-name=web-* match selector 0 of "
        "profile `web`");
}

}  // namespace
}  // namespace fargate_lint::fargate
