#include "session/session.hpp"

#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "list.hpp"
#include "report/renderer.hpp"
#include "system/test_world.hpp"

namespace fargate_lint::session {
namespace {

/// Files in memory, and what else a session sees.
struct World : system::testing::WorldWith<system::FakeProcess> {
  Settings settle(Request request) {
    auto settled = session::settle(system, request);
    REQUIRE(settled.problems.empty());
    return std::move(settled.settings);
  }
  Session session(Request request) { return {system, settle(std::move(request)), all_rules()}; }
  static std::vector<const lint::Rule*> all_rules() {
    const auto all = rules::all();
    return {all.begin(), all.end()};
  }
};

std::string pod(const std::string& name, const std::string& ns) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: " + ns +
         "}\nspec:\n  hostNetwork: true\n  containers: [{name: app, image: nginx}]\n";
}

std::string cluster(const std::string& name, const std::string& ns) {
  return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: " + name +
         ", region: eu-central-1}\nfargateProfiles:\n  - name: web\n    selectors: [{namespace: " +
         ns + "}]\n";
}

std::string json(const lint::Report& report) {
  std::string text;
  report::find_renderer("json")->render(report, {}, text);
  return text;
}

std::size_t count(const lint::Report& report, std::string_view rule) {
  return static_cast<std::size_t>(std::ranges::count(
      report.findings, rule, [](const lint::Finding& finding) { return finding.rule->id; }));
}

TEST_CASE("session: what the configuration says holds where nothing else is asked for") {
  World world;
  world.files.write(".fargate-lint.yaml",
                    "select: [FG101]\nfail-on: info\nnamespace: shop\nprofiles: [web.yaml]\n");
  const auto settings = world.settle({.paths = {"."}});
  CHECK(settings.request.select == std::vector<std::string>{"FG101"});
  CHECK(settings.request.ns == "shop");
  CHECK(settings.request.fail_on == "info");
  CHECK(settings.request.profiles == std::vector<std::string>{"/work/web.yaml"});
  CHECK(settings.given.select.empty());
  const auto other = world.settle({.paths = {"."}, .profiles = {"x.yaml"}, .ns = "office"});
  CHECK(other.request.ns == "office");
  CHECK(other.request.profiles == std::vector<std::string>{"x.yaml"});
  CHECK(world.settle({.paths = {"."}, .isolated = true}).request.ns.empty());
}

/// What selects the pods `app: api` of the namespace shop, or scales Deployment/api, and is at
/// fault then.
constexpr std::string_view kSelecting = R"(apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {type: NodePort, selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api, namespace: shop}
spec: {maxUnavailable: 0, selector: {matchLabels: {app: api}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec: {podSelector: {matchLabels: {app: api}}}
---
apiVersion: vpcresources.k8s.aws/v1beta1
kind: SecurityGroupPolicy
metadata: {name: api, namespace: shop}
spec: {podSelector: {matchLabels: {app: api}}, securityGroups: {groupIds: [sg-0a1b2c3d]}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api, namespace: shop}
spec: {scaleTargetRef: {kind: Deployment, name: api}, minReplicas: 1, maxReplicas: 9}
)";
constexpr std::string_view kDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: c, image: nginx}]}
)";

/// Where the rules about selectors, and about objects given twice, have found something.
std::string rules_of(World& world, std::vector<std::string> config,
                     Request request = {.paths = {"."}}) {
  const std::set<std::string_view> about_selectors = {"FG005", "FG404", "FG405",
                                                      "FG406", "FG702", "FG708"};
  request.config = std::move(config);
  auto session = world.session(std::move(request));
  const auto reports = session.judge_all();
  REQUIRE(reports);
  std::string told;
  for (const auto& finding : reports->front().findings)
    if (about_selectors.contains(finding.rule->id))
      told += std::string(finding.rule->id) + " " + finding.where.path.str() + "\n";
  return told;
}

TEST_CASE("session: selectors do not reach into another environment") {
  const std::vector<std::string> key = {"environments=[dev, prod]"};
  World world;
  world.files.write("dev/api.yaml", kDeployment);
  world.files.write("prod/rest.yaml", kSelecting);
  const auto without = rules_of(world, {});
  CHECK(std::ranges::count(without, '\n') == 5);
  CHECK(rules_of(world, key).empty());
  CHECK(rules_of(world, {"environments=[/prod]"}) == without);  // dev/ is shared then
  world.files.write("prod/api.yaml", kDeployment);
  CHECK(rules_of(world, key) == without);
}

TEST_CASE("session: an object of each environment is no duplicate") {
  World world;
  for (const std::string environment : {"dev", "prod"})
    world.files.write(environment + "/pod.yaml", pod(environment, "shop") + "---\n" +
                                                     "apiVersion: v1\nkind: ConfigMap\nmetadata: "
                                                     "{name: c}\ndata: {a: " +
                                                     environment + "}\n");
  CHECK(rules_of(world, {}) == "FG005 prod/pod.yaml\n");
  CHECK(rules_of(world, {"environments=[dev, prod]"}).empty());
  // What is shared is in each of them.
  world.files.write("z.yaml",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: all}\n");
  CHECK(rules_of(world, {"environments=[dev, prod]"}) ==
        "FG005 dev/pod.yaml\nFG005 prod/pod.yaml\n");
}

TEST_CASE("session: what is built belongs to the environment of its kustomization or chart") {
  World world;
  world.process.on({"kubectl", "kustomize"},
                   system::FakeProcess::Answer{std::string(kDeployment), {}});
  world.files.write("dev/kustomization.yaml", "resources: []\n");
  world.files.write("prod/rest.yaml", kSelecting);
  const auto rules = [&world](const std::vector<std::string>& values) {
    return rules_of(world, values,
                    {.paths = {"prod"}, .kustomize = input::KustomizeRequest{.folder = "dev"}});
  };
  CHECK_FALSE(rules({}).empty());
  CHECK(rules({"environments=[dev, prod]"}).empty());
  CHECK(rules({"environments=[prod]"}) == rules({}));
}

TEST_CASE("session: an environment that matches nothing is told where all is read") {
  World world;
  world.files.write(".fargate-lint.yaml", "environments: [dev, staging]\n");
  world.files.write("dev/pod.yaml", pod("a", "shop"));
  auto whole = world.session({.paths = {"."}});
  REQUIRE(whole.read());
  const auto remarks = whole.take_remarks();
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].message == "`staging` in `environments` matches nothing that was read");
  CHECK(whole.take_remarks().empty());
  auto part = world.session({.paths = {"dev"}});
  REQUIRE(part.read());
  CHECK(part.take_remarks().empty());
}

TEST_CASE("session: a namespace that no object takes is told") {
  World world;
  world.files.write("pod.yaml", pod("a", "shop"));
  auto session = world.session({.paths = {"."}, .ns = "other"});
  REQUIRE(session.read());
  const auto remarks = session.take_remarks();
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].message ==
        "`--namespace other` has no effect: every checked object sets its own namespace");
  world.files.write("b.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\n");
  REQUIRE(session.read());
  CHECK(session.take_remarks().empty());
}

TEST_CASE("session: a wrong configuration is told with its places") {
  World world;
  world.files.write("a.yaml", "selct: []\nfail-on: often\n");
  const auto settled = settle(world.system, {.paths = {"."}, .config = {"a.yaml"}});
  REQUIRE(settled.problems.size() == 2);
  CHECK(settled.problems[0].message.starts_with("a.yaml:1:1: "));
  CHECK(settled.problems[1].message.starts_with("a.yaml:2:"));
  const auto twice = settle(world.system, {.paths = {"."}, .config = {"a.yaml", "b.yaml"}});
  REQUIRE(twice.problems.size() == 1);
  CHECK(twice.problems[0].message.starts_with("two config files: "));
}

TEST_CASE("session: reads, chooses clusters, judges") {
  World world;
  world.files.write("pods.yaml", pod("a", "shop") + "---\n" + pod("b", "office"));
  world.files.write("one.yaml", cluster("one", "shop"));
  auto session = world.session({.paths = {"."}});
  const auto reading = session.read();
  REQUIRE(reading);
  CHECK((*reading)->account.total == 3);
  const auto fleets = session.fleets();
  REQUIRE(fleets);
  REQUIRE(fleets->size() == 1);
  CHECK(fleets->front().cluster() == "one");
  const auto report = session.judge(fleets->front());
  REQUIRE(report);
  CHECK(report->reading == *reading);
  CHECK(count(*report, "FG101") == 1);

  world.files.write("two.yaml", cluster("two", "office"));
  REQUIRE(session.read());
  const auto open = session.fleets();
  REQUIRE_FALSE(open);
  CHECK(open.error().message == "the input declares profiles of 2 clusters: `one`, `two`");
  CHECK_FALSE(session.judge_all());
  auto all = world.session({.paths = {"."}, .all_clusters = true});
  const auto reports = all.judge_all();
  REQUIRE(reports);
  REQUIRE(reports->size() == 2);
  CHECK(reports->front().reading == reports->back().reading);
  CHECK(reports->back().fleet.cluster() == "two");
}

TEST_CASE("session: what was known before is taken out, once") {
  World world;
  world.files.write("a.yaml", pod("a", "shop"));
  world.files.write("known.json", R"({"version": 1, "findings": [{"rule": "FG101", "kind": "Pod",)"
                                  R"("namespace": "shop", "name": "a", "field": "hostNetwork",)"
                                  R"("facts": "hostNetwork: true", "count": 1}]})");
  auto session = world.session({.paths = {"a.yaml"}, .baseline = "known.json"});
  const auto known = session.known();
  REQUIRE(known);
  REQUIRE(known->size() == 1);
  CHECK(known->front().reason == "in the baseline `known.json`");
  auto reports = session.judge_all();
  REQUIRE(reports);
  CHECK(count(reports->front(), "FG101") == 1);
  take_known(*known, reports->front());
  CHECK(count(reports->front(), "FG101") == 0);
  CHECK(world.files.opened("known.json") == 1);
  auto missing = world.session({.paths = {"a.yaml"}, .baseline = "nowhere.json"});
  CHECK_FALSE(missing.known());
}

TEST_CASE("session: a reading judged by two fleets at once gives the reports of two runs") {
  World world;
  std::string pods;
  for (int i = 0; i < 200; ++i)
    pods += pod("p" + std::to_string(i), i % 2 == 0 ? "shop" : "office") + "---\n";
  world.files.write("pods.yaml", pods);
  world.files.write("one.yaml", cluster("one", "shop"));
  world.files.write("two.yaml", cluster("two", "office"));
  auto session = world.session({.paths = {"."}, .all_clusters = true});
  const auto reading = session.read();
  REQUIRE(reading);
  const auto fleets = session.fleets();
  REQUIRE(fleets);
  REQUIRE(fleets->size() == 2);
  std::vector<std::string> at_once(2);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < 2; ++i)
      threads.emplace_back([&, i] {
        at_once[i] = json(lint::judge(*reading, (*fleets)[i], session.rules(),
                                      {.threads = 2, .known = rules::all()}));
      });
  }
  for (std::size_t i = 0; i < 2; ++i) {
    auto alone = world.session({.paths = {"."}, .cluster = (*fleets)[i].cluster()});
    const auto reports = alone.judge_all();
    REQUIRE(reports);
    CHECK(json(reports->front()) == at_once[i]);
  }
  CHECK(at_once[0] != at_once[1]);
}

TEST_CASE("session: after one file of a thousand has changed only that one is read again") {
  World world;
  const auto name = [](int i) { return "deploy/" + std::to_string(i) + ".yaml"; };
  for (int i = 0; i < 1000; ++i)
    world.files.write(name(i), pod("p" + std::to_string(i), "shop") + "---\na: 1\n");
  world.files.write("one.yaml", cluster("one", "shop"));
  const Request request{.paths = {"."}, .threads = 4, .keeps_results = true};
  auto session = world.session(request);
  const auto first = session.judge_all();
  REQUIRE(first);
  CHECK(count(first->front(), "FG101") == 1000);
  const auto before = json(first->front());

  world.files.write(name(7),
                    "apiVersion: v1\nkind: Pod\nmetadata: {name: p7, namespace: shop}\n"
                    "spec: {containers: [{name: app, image: nginx}]}\n");
  REQUIRE(session.read());
  const auto second = session.judge_all();
  REQUIRE(second);
  CHECK(count(second->front(), "FG101") == 999);
  int opened = 0;
  for (int i = 0; i < 1000; ++i) opened += static_cast<int>(world.files.opened(name(i)));
  CHECK(opened == 1001);
  CHECK(world.files.opened(name(7)) == 2);
  // What is shared is as good as what is read anew, and the first report holds as it did.
  CHECK(json(second->front()) == json(world.session({.paths = {"."}}).judge_all()->front()));
  CHECK(json(first->front()) == before);

  world.files.remove(name(8));
  world.files.write("deploy/new.yaml", pod("new", "shop"));
  REQUIRE(session.read());
  const auto third = session.judge_all();
  REQUIRE(third);
  CHECK(json(third->front()) == json(world.session({.paths = {"."}}).judge_all()->front()));
}

/// More than a window of Deployments, of which the one in the middle gives a key twice: a glance at
/// it does not tell.
std::string large_file(bool with_slip) {
  std::string text;
  for (int i = 0; text.size() < 3 * input::kWindow; ++i)
    text += "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d" + std::to_string(i) +
            ", namespace: shop}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n"
            "    metadata: {labels: {app: a}}\n    spec:\n" +
            (with_slip && i == 700 ? "      hostIPC: false\n      hostIPC: true\n" : "") +
            "      containers: [{name: app, image: nginx}]\n---\n";
  return text;
}

TEST_CASE("session: a glance that fails is mended, for its file alone") {
  World world;
  world.files.write("slip.yaml", large_file(true));
  world.files.write("good.yaml", large_file(false));
  for (const bool keeps : {false, true}) {
    CAPTURE(keeps);
    const auto opened_before = world.files.opened("good.yaml");
    auto session = world.session({.paths = {"good.yaml", "slip.yaml"}, .keeps_results = keeps});
    const auto reports = session.judge_all();
    REQUIRE(reports);
    CHECK(count(reports->front(), "FG003") == 1);
    std::size_t glanced_at = 0;
    for (const auto* object : reports->front().reading->inventory.objects())
      if (object->resting != nullptr && object->resting->is_glanced_at) {
        ++glanced_at;
        CHECK(object->path() == "good.yaml");
      }
    CHECK(glanced_at > 1000);
    CHECK(world.files.opened("good.yaml") - opened_before == (keeps ? 1 : 2));
    auto whole = world.session({.paths = {"good.yaml", "slip.yaml"}, .keeps_documents = true});
    CHECK(json(whole.judge_all()->front()) == json(reports->front()));
  }
}

}  // namespace
}  // namespace fargate_lint::session
