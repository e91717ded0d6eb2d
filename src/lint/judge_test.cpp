#include "lint/judge.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "lint/testing.hpp"

namespace fargate_lint::lint {
namespace {

constexpr RuleInfo info(std::string_view id, std::string_view name, Severity severity) {
  RuleInfo info;
  info.id = id;
  info.name = name;
  info.severity = severity;
  info.fix = "do the other thing";
  return info;
}

void check_pod(const PodContext& pod, FindingSink& out) {
  out.add(pod.spec(), say("a pod"));
}
void check_host_network(const PodContext& pod, FindingSink& out) {
  if (pod.spec()["hostNetwork"].is_true()) out.add(pod.spec()["hostNetwork"], say("host network"));
}
void check_object(const ObjectContext& object, FindingSink& out) {
  out.add(object.object.node["kind"], say("an object"));
}
void check_run(const RunContext& run, FindingSink& out) {
  for (const auto& pod : run.placements)
    out.add(pod.where, say("seen by the run")).object(pod.object);
}

const Rule kPodRule = {info("FG150", "pod", Severity::error), Sees::selected_pods, check_pod,
                       nullptr, nullptr};
const Rule kEveryPod = {info("FG151", "every-pod", Severity::info), Sees::all_pods, check_pod,
                        nullptr, nullptr};
const Rule kHostNetwork = {info("FG101", "host-network", Severity::error), Sees::selected_pods,
                           check_host_network, nullptr, nullptr};
const Rule kObjectRule = {info("FG050", "object", Severity::warning), Sees::all_pods, nullptr,
                          check_object, nullptr};
const Rule kRunRule = {info("FG060", "run", Severity::warning), Sees::all_pods, nullptr, nullptr,
                       check_run};

std::string place(const Location& where) {
  return where.path.str() + ":" + std::to_string(where.span.begin.line) + ":" +
         std::to_string(where.span.begin.column);
}

/// All that a finding says, one part per line.
std::string print(const Finding& finding) {
  std::string text = place(finding.where) + ": " + std::string(finding.rule->id) + " " +
                     std::string(to_string(finding.severity)) + ": " + finding.message + " [" +
                     finding.object.kind + "/" + finding.object.ns + "/" + finding.object.name +
                     "]\n";
  if (finding.placement) text += "  placement " + std::to_string(*finding.placement) + "\n";
  for (const auto& note : finding.notes) text += "  note: " + note + "\n";
  for (const auto& related : finding.related)
    text += "  " + place(related.where) + ": " + related.message + "\n";
  return text;
}

std::string print(const Report& report) {
  std::string text;
  for (const auto& finding : report.findings) text += print(finding);
  return text;
}

std::string lint(std::string_view stream, std::vector<const Rule*> rules, unsigned threads = 1) {
  return print(testing::judge(testing::input_of(stream), rules, {threads}));
}

constexpr std::string_view kProfiles = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: jobs
    selectors:
      - namespace: batch
  - name: web
    selectors:
      - namespace: other
      - namespace: shop
---
)";

std::string pod(const std::string& name, const std::string& ns, const std::string& more = "") {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: " + ns + more +
         "}\nspec:\n  hostNetwork: true\n  containers: [{name: app, image: nginx}]\n---\n";
}

TEST_CASE("judge: a finding has the rule's severity and fix and the subject's object") {
  const auto report = testing::judge(testing::input_of(pod("a", "shop")),
                                     std::vector<const Rule*>{&kHostNetwork}, {});
  REQUIRE(report.findings.size() == 1);
  const auto& finding = report.findings.front();
  CHECK(finding.help == "do the other thing");
  CHECK(finding.where.line_text == "  hostNetwork: true");
  CHECK(print(finding) ==
        "input.yaml:5:3: FG101 error: host network [Pod/shop/a]\n"
        "  placement 0\n");
  CHECK(report.count(Severity::error) == 1);
  CHECK(report.count(Severity::info) == 0);
}

TEST_CASE("judge: the selector that put the pod on Fargate is a related place") {
  CHECK(lint(std::string(kProfiles) + pod("a", "shop"), {&kHostNetwork}) ==
        "input.yaml:17:3: FG101 error: host network [Pod/shop/a]\n"
        "  placement 0\n"
        "  input.yaml:11:9: selected by profile `web`, selector 1\n");
}

TEST_CASE("judge: a pod rule sees only pods that are, or may be, on Fargate") {
  const auto stream = std::string(kProfiles) + pod("a", "elsewhere") + pod("b", "batch");
  CHECK(lint(stream, {&kHostNetwork}) ==
        "input.yaml:24:3: FG101 error: host network [Pod/batch/b]\n"
        "  placement 1\n"
        "  input.yaml:7:9: selected by profile `jobs`, selector 0\n");
  const auto report =
      testing::judge(testing::input_of(stream), std::vector<const Rule*>{&kEveryPod}, {});
  CHECK(report.count(Severity::info) == 2);
}

TEST_CASE("judge: a DaemonSet is seen by rules that see all pods, and by no other") {
  const std::string_view stream = R"(apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: app, image: nginx}]}
)";
  CHECK(lint(stream, {&kPodRule}).empty());
  CHECK(lint(stream, {&kEveryPod}) ==
        "input.yaml:8:5: FG151 info: a pod [DaemonSet/shop/agent]\n"
        "  placement 0\n");
}

TEST_CASE("judge: on an undecided pod an error is a warning that names the missing facts") {
  // The label names a profile that is not declared: what becomes of the pod is not documented.
  const auto stream = std::string(kProfiles) +
                      pod("a", "shop", ", labels: {eks.amazonaws.com/fargate-profile: none}");
  const auto report = testing::judge(testing::input_of(stream),
                                     std::vector<const Rule*>{&kPodRule, &kEveryPod}, {});
  REQUIRE(report.placements.size() == 1);
  REQUIRE(report.placements[0].placement->verdict == fargate::Verdict::undecided);
  REQUIRE(report.findings.size() == 2);
  CHECK(report.findings[0].severity == Severity::warning);
  REQUIRE(report.findings[0].notes.size() == 1);
  CHECK(report.findings[0].notes[0] == "undecided: profile `none` is not in the input");
  CHECK(report.findings[1].severity == Severity::info);
  CHECK(report.findings[1].notes.empty());
}

TEST_CASE("judge: a pod that the API server rejects is invalid and undecided") {
  const auto bad = [](std::string_view ns, std::string_view memory) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: " + std::string(ns) +
           "}\nspec: {hostNetwork: true, containers: [{name: a, resources: {requests: {memory: " +
           std::string(memory) + "}}}]}\n";
  };
  const auto placement_of = [](const std::string& text) {
    const auto report =
        testing::judge(testing::input_of(text), std::vector<const Rule*>{&kHostNetwork});
    return *report.placements.front().placement;
  };
  CHECK_FALSE(placement_of(bad("shop", "1Gi")).invalid);
  CHECK(placement_of(bad("shop", "1Gi")).verdict == fargate::Verdict::refused);
  CHECK(placement_of(bad("shop", "1GB")).invalid);
  CHECK(placement_of(bad("shop", "1GB")).verdict == fargate::Verdict::undecided);
  // What a template becomes is not known.
  CHECK_FALSE(placement_of(bad("shop", "\"{{ memory }}\"")).invalid);
}

TEST_CASE("judge: what makes no pods now has no error") {
  const std::string set =
      "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: web, namespace: shop}\n"
      "spec: {replicas: 0, template: {spec: {hostNetwork: true, containers: [{name: app, image: "
      "nginx}]}}}\n";
  CHECK(lint(std::string(kProfiles) + set, {&kHostNetwork, &kObjectRule}) ==
        "input.yaml:14:1: FG050 warning: an object [ReplicaSet/shop/web]\n"
        "input.yaml:16:39: FG101 info: host network [ReplicaSet/shop/web]\n"
        "  placement 0\n"
        "  note: the workload makes no Pods now: `replicas` is 0\n"
        "  input.yaml:11:9: selected by profile `web`, selector 1\n");
}

TEST_CASE("judge: findings are in order of path, line, column and rule") {
  testing::Input input;
  testing::add(input, pod("z", "shop") + pod("y", "shop"), "b.yaml");
  testing::add(input, pod("x", "shop"), "a.yaml");
  input.reading.inventory.index();
  const std::vector<const Rule*> rules = {&kObjectRule, &kRunRule, &kHostNetwork, &kPodRule};
  const auto report = testing::judge(std::move(input), rules, {});
  std::vector<std::string> places;
  for (const auto& finding : report.findings)
    places.push_back(place(finding.where) + " " + std::string(finding.rule->id));
  CHECK(places ==
        std::vector<std::string>{"a.yaml:2:1 FG050", "a.yaml:2:1 FG060", "a.yaml:4:1 FG150",
                                 "a.yaml:5:3 FG101", "b.yaml:2:1 FG050", "b.yaml:2:1 FG060",
                                 "b.yaml:4:1 FG150", "b.yaml:5:3 FG101", "b.yaml:9:1 FG050",
                                 "b.yaml:9:1 FG060", "b.yaml:11:1 FG150", "b.yaml:12:3 FG101"});
}

TEST_CASE("judge: placements are in the order of the input, and so are objects of other rules") {
  const std::string stream = pod("z", "shop") + pod("a", "batch") + pod("m", "shop");
  const auto report = testing::judge(testing::input_of(stream), std::vector<const Rule*>{}, {});
  std::vector<std::string> names;
  for (const auto& placed : report.placements) names.push_back(placed.object.name.str());
  CHECK(names == std::vector<std::string>{"z", "a", "m"});
  CHECK(place(report.placements[1].where) == "input.yaml:9:1");
  CHECK(report.no_profiles());
  CHECK(report.count(fargate::Verdict::refused) == 3);
}

TEST_CASE("judge: object rules run on every object") {
  const std::string stream =
      pod("a", "shop") + "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s}\n";
  CHECK(lint(stream, {&kObjectRule}) ==
        "input.yaml:2:1: FG050 warning: an object [Pod/shop/a]\n"
        "input.yaml:9:1: FG050 warning: an object [ServiceAccount/default/s]\n");
}

TEST_CASE("judge: of many missing facts a finding names the first three") {
  std::string stream(kProfiles);
  stream +=
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: shop\n"
      "  labels: {eks.amazonaws.com/fargate-profile: none}\n"
      "spec:\n  containers: [{name: app, image: nginx}]\n  volumes:\n";
  for (int i = 0; i < 9; ++i) {
    const std::string name = "claim-" + std::to_string(i);
    stream += "    - {name: " + name + ", persistentVolumeClaim: {claimName: " + name + "}}\n";
  }
  const auto report =
      testing::judge(testing::input_of(stream), std::vector<const Rule*>{&kPodRule}, {});
  REQUIRE(report.placements.size() == 1);
  REQUIRE(report.placements[0].placement->missing.size() == 10);
  REQUIRE(report.findings.size() == 1);
  REQUIRE(report.findings[0].notes.size() == 4);
  CHECK(report.findings[0].notes[0] == "undecided: profile `none` is not in the input");
  CHECK(report.findings[0].notes[3] == "undecided: 7 facts more");
}

TEST_CASE("judge: any number of threads gives the same report") {
  std::string stream(kProfiles);
  for (int i = 0; i < 500; ++i) {
    const char* const namespaces[] = {"shop", "batch", "elsewhere"};
    stream += pod("pod-" + std::to_string(i), namespaces[i % 3]);
  }
  const std::vector<const Rule*> rules = {&kRunRule, &kEveryPod, &kHostNetwork, &kObjectRule};
  const std::string one = lint(stream, rules, 1);
  CHECK(std::count(one.begin(), one.end(), '\n') > 2000);
  for (const auto threads : {2U, 3U, 16U}) {
    CAPTURE(threads);
    CHECK(lint(stream, rules, threads) == one);
  }
}

void check_selected(const RunContext& run, FindingSink& out) {
  run.pods.visit({"shop"}, {}, [&](const SelectedPod& pod) {
    const auto& placed = run.placements[pod.placement];
    out.add(placed.where, say("selected")).object(placed.object);
    return true;
  });
}

const Rule kSelected = {info("FG061", "selected", Severity::warning), Sees::all_pods, nullptr,
                        nullptr, check_selected};

TEST_CASE("judge: a rule that may compare no more says so") {
  const std::string stream = pod("a", "shop") + pod("b", "shop") + pod("c", "shop");
  for (const std::size_t most : {2U, 3U, 4U}) {
    CAPTURE(most);
    Options options;
    options.most_compared = most;
    const auto report = testing::judge(testing::input_of(stream),
                                       std::vector<const Rule*>{&kSelected, &kRunRule}, options);
    const bool stops = most < 3;
    CHECK(report.findings.size() == 3 + std::min<std::size_t>(most, 3));
    REQUIRE(report.unfinished.size() == (stops ? 1 : 0));
    if (stops)
      CHECK(report.unfinished[0].message ==
            "FG061 stops: too many selectors ask for too many pods, and not all were held against "
            "each other");
  }
}

/// A finding for each element of a list, all but the last one mild.
void check_each_toleration(const PodContext& pod, FindingSink& out) {
  const auto tolerations = pod.spec()["tolerations"];
  for (const auto toleration : tolerations.items()) {
    const bool last = toleration.text() == "z";
    out.add(toleration, say("one")).severity(last ? Severity::error : Severity::info);
  }
}
const Rule kEachToleration = {info("FG160", "each", Severity::warning), Sees::all_pods,
                              check_each_toleration, nullptr, nullptr};

std::string pod_with_tolerations(std::size_t count, const std::string& comment = {}) {
  std::string text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n" + comment + "  tolerations: [";
  for (std::size_t i = 0; i < count; ++i) text += i + 1 == count ? "z" : "a,";
  return text + "]\n  containers: [{name: c}]\n";
}

TEST_CASE("judge: findings that are denser than real ones are counted, none is lost") {
  const std::vector<const Rule*> rules = {&kEachToleration};
  CHECK(testing::judge(testing::input_of(pod_with_tolerations(20)), rules, {}).findings.size() ==
        20);

  const std::string text = pod_with_tolerations(1000);
  for (const auto threads : {1U, 4U}) {
    const auto report = testing::judge(testing::input_of(text + "---\n" + text), rules, {threads});
    const auto most = text.size() / 20;
    REQUIRE(report.findings.size() == 2 * (most + 1));
    const auto& rest = report.findings[0];
    CHECK(place(rest.where) == "input.yaml:2:1");
    CHECK(rest.message == "`" + std::to_string(1000 - most) +
                              "` more of FG160 in this object, counted but not shown");
    // The worst of them is an error, of a pod that the API server rejects.
    CHECK(rest.severity == Severity::warning);
    CHECK(rest.object.name == "a");
    CHECK(rest.placement == 0);
    CHECK(report.findings[1].severity == Severity::info);
  }
}

/// Likewise of a rule for the run, which looks twice at each of the objects.
void check_each_port(const RunContext& run, FindingSink& out) {
  for (int times = 0; times < 2; ++times)
    for (const auto* service : run.inventory().of_kind(kube::kinds::service)) {
      auto of_this = out.about(*service);
      for (const auto port : service->spec()["ports"].items()) of_this.add(port, say("one"));
    }
}
const Rule kEachPort = {info("FG460", "port", Severity::warning), Sees::all_pods, nullptr, nullptr,
                        check_each_port};

TEST_CASE("judge: a rule for the run may find as many in an object as others") {
  std::string text;
  for (const std::string name : {"a", "b"}) {
    text += "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {ports: [";
    for (int i = 0; i < (name == "a" ? 3 : 1000); ++i) text += "1,";
    text += "1]}\n";
  }
  const auto report =
      testing::judge(testing::input_of(text), std::vector<const Rule*>{&kEachPort}, {});
  std::size_t of_a = 0;
  std::vector<const Finding*> rests;
  for (const auto& finding : report.findings) {
    if (finding.object.name == "a") ++of_a;
    if (!finding.facts.empty()) rests.push_back(&finding);
  }
  CHECK(of_a == 8);
  REQUIRE(rests.size() == 2);
  const auto kept = (report.findings.size() - of_a - 2) / 2;
  CHECK(rests[0]->facts == std::to_string(1001 - kept));
  CHECK(rests[0]->object.name == "b");
  CHECK(rests[0]->where.span.begin.line == 8);
  CHECK(rests[0]->message.view().ends_with("more of FG460 in this object, counted but not shown"));
}

TEST_CASE("judge: a comment on a field suppresses none of those that are only counted") {
  const std::string comment = "  # fargate-lint: ignore[FG160] reason=\"a\"\n";
  const std::string text = pod_with_tolerations(1000, comment);
  auto input = testing::input_of(text);
  append_ignores(text, "input.yaml", 1, input.reading.ignores);
  const auto report =
      testing::judge(std::move(input), std::vector<const Rule*>{&kEachToleration}, {});
  CHECK(report.suppressed.size() == text.size() / 20);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].message.view().starts_with("`"));
}

TEST_CASE("judge: an empty input gives an empty report") {
  const auto report = testing::judge(
      testing::input_of(""), std::vector<const Rule*>{&kPodRule, &kObjectRule, &kRunRule}, {8});
  CHECK(report.findings.empty());
  CHECK(report.placements.empty());
}

}  // namespace
}  // namespace fargate_lint::lint
