#include "serve/admission.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "lint/testing.hpp"
#include "list.hpp"
#include "serve/policy.hpp"
#include "session/settings.hpp"
#include "system/test_world.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::serve {
namespace {

constexpr std::string_view kProfiles = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors: [{namespace: shop}, {namespace: fargate}]
)";

struct World : system::testing::World {
  World() { files.write("profiles.yaml", kProfiles); }
  Policy policy(const Manner& manner = Manner(), session::Request request = {}) {
    request.profiles = {"profiles.yaml"};
    return policy_of(manner, std::move(request));
  }
  Policy policy_of(const Manner& manner, session::Request request) {
    auto settled = session::settle(system, request);
    REQUIRE(settled.problems.empty());
    auto made = load_policy(system, settled.settings, manner);
    REQUIRE_MESSAGE(made.has_value(), made.error().message);
    return std::move(made).value();
  }
};

/// A request, without what does not matter here.
struct Asked {
  std::string object = "null";
  std::string old_object = "null";
  std::string operation = "CREATE";
  std::string kind = "Pod";
  std::string ns = "shop";
  std::string sub_resource = "";
};

std::string review_of(const Asked& asked) {
  std::string sub;
  if (!asked.sub_resource.empty()) sub = R"("subResource":")" + asked.sub_resource + R"(",)";
  return R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",)" +
         sub + R"("kind":{"group":"","version":"v1","kind":")" + asked.kind +
         R"("},"name":"api","namespace":")" + asked.ns + R"(","operation":")" + asked.operation +
         R"(","object":)" + asked.object + R"(,"oldObject":)" + asked.old_object +
         R"(,"dryRun":false}})";
}

/// `spec`: members of the Pod's spec, each with a comma behind it.
std::string pod_spec(const std::string& spec) {
  return "{" + spec +
         R"("containers":[{"name":"app","image":"nginx","resources":{"requests":{"cpu":"200m",)"
         R"("memory":"200Mi"}}}]})";
}

std::string pod(const std::string& spec, const std::string& metadata = "") {
  return R"({"apiVersion":"v1","kind":"Pod","metadata":{)" + metadata +
         R"("name":"api","namespace":"shop"},"spec":)" + pod_spec(spec) + "}";
}

std::string workload(const std::string& kind, const std::string& spec,
                     const std::string& metadata = "", const std::string& more = "") {
  const bool is_batch = kind == "Job" || kind == "CronJob";
  const auto version = kind == "ReplicationController" ? "v1" : is_batch ? "batch/v1" : "apps/v1";
  auto body = R"("template":{"metadata":{"labels":{"app":"api"}},"spec":)" + pod_spec(spec) + "}";
  if (kind == "CronJob") body = R"("schedule":"0 1 * * *","jobTemplate":{"spec":{)" + body + "}}";
  return R"({"apiVersion":")" + std::string(version) + R"(","kind":")" + kind +
         R"(","metadata":{)" + metadata + R"("name":"api","namespace":"shop"},"spec":{)" + more +
         body + "}}";
}

constexpr const char* kHostNetwork = R"("hostNetwork":true,)";
constexpr const char* kClaim =
    R"("volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data"}}],)";

Outcome ask(const Policy& policy, const Asked& asked) {
  return review(review_of(asked), policy, "2026-12-01");
}

std::unique_ptr<yaml::Document> read_body(const Outcome& outcome) {
  auto document = yaml::read_document(outcome.body);
  REQUIRE_MESSAGE(document != nullptr, outcome.body);
  return document;
}

std::vector<std::string> warnings_of(const Outcome& outcome) {
  const auto document = read_body(outcome);
  std::vector<std::string> warnings;
  for (const auto warning : document->root()["response"]["warnings"].items())
    warnings.emplace_back(warning.text());
  return warnings;
}

std::string message_of(const Outcome& outcome) {
  const auto document = read_body(outcome);
  return std::string(document->root()["response"]["status"]["message"].text());
}

/// What the API server asks of every answer.
void check_answer(const Outcome& outcome, std::string_view uid) {
  const auto document = read_body(outcome);
  const auto root = document->root();
  CHECK(outcome.body.find('\n') == outcome.body.size() - 1);
  CHECK(root["apiVersion"].text() == "admission.k8s.io/v1");
  CHECK(root["kind"].text() == "AdmissionReview");
  const auto response = root["response"];
  CHECK(response["uid"].text() == uid);
  CHECK(response["allowed"].is_boolean());
  const bool is_denied =
      outcome.decision == Decision::denied || outcome.decision == Decision::malformed;
  CHECK(response["allowed"].is_false() == is_denied);
  if (is_denied) CHECK_FALSE(response["status"]["message"].text().empty());
  if (outcome.decision == Decision::unchecked) CHECK(response["warnings"].size() == 1);
  std::size_t bytes = 0;
  for (const auto warning : response["warnings"].items()) {
    CHECK(warning.text().size() <= 256);
    CHECK_FALSE(warning.text().empty());
    bytes += warning.text().size();
  }
  CHECK(bytes <= 4096);
}

TEST_CASE(
    "admission: a Pod that Fargate refuses is denied, and all that is wrong is said at once") {
  World world;
  const auto policy = world.policy();
  const auto outcome =
      ask(policy, {.object = pod(std::string(kHostNetwork) + R"("hostPID":true,)")});
  CHECK(outcome.decision == Decision::denied);
  CHECK(outcome.verdict == "refused");
  CHECK(outcome.profile == "web");
  check_answer(outcome, "u-1");
  const auto message = message_of(outcome);
  CHECK(message.starts_with("Fargate would refuse this Pod (profile web): FG1"));
  CHECK(message.find("FG101 spec.hostNetwork: ") != std::string::npos);
  CHECK(message.find("FG106 spec.hostPID: ") != std::string::npos);
  CHECK(outcome.body.find(R"("code":403)") != std::string::npos);
  CHECK(outcome.body.find(R"("verdict":"refused")") != std::string::npos);
}

TEST_CASE("admission: every workload is judged by its Pods, and by field paths of its own") {
  World world;
  const auto policy = world.policy();
  const std::map<std::string, std::string> kinds = {
      {"ReplicationController", "spec.template.spec.hostNetwork"},
      {"Deployment", "spec.template.spec.hostNetwork"},
      {"StatefulSet", "spec.template.spec.hostNetwork"},
      {"ReplicaSet", "spec.template.spec.hostNetwork"},
      {"Job", "spec.template.spec.hostNetwork"},
      {"CronJob", "spec.jobTemplate.spec.template.spec.hostNetwork"}};
  for (const auto& [kind, field] : kinds) {
    CAPTURE(kind);
    const auto bad = ask(policy, {.object = workload(kind, kHostNetwork), .kind = kind});
    CHECK(bad.decision == Decision::denied);
    CHECK(message_of(bad).find("FG101 " + field + ": ") != std::string::npos);
    const auto good = ask(policy, {.object = workload(kind, ""), .kind = kind});
    CHECK(good.decision != Decision::denied);
    CHECK(good.verdict == "fargate");
  }
  // Pods of a DaemonSet never land on Fargate.
  const auto daemon_set =
      ask(policy, {.object = workload("DaemonSet", kHostNetwork), .kind = "DaemonSet"});
  CHECK(daemon_set.decision == Decision::allowed);
  CHECK(daemon_set.verdict == "not-fargate");
}

TEST_CASE("admission: a Pod that no profile selects is none of our business") {
  World world;
  auto object = pod(kHostNetwork);
  object.replace(object.find(R"("namespace":"shop")"), 18, R"("namespace":"office")");
  const auto outcome = ask(world.policy(), {.object = object, .ns = "office"});
  CHECK(outcome.decision == Decision::allowed);
  CHECK(outcome.verdict == "not-fargate");
  CHECK(warnings_of(outcome).empty());
}

TEST_CASE("admission: an object without a namespace is in that of the request") {
  World world;
  auto object = pod(kHostNetwork);
  object.replace(object.find(R"(,"namespace":"shop")"), 19, "");
  CHECK(ask(world.policy(), {.object = object}).decision == Decision::denied);
  CHECK(ask(world.policy(), {.object = object, .ns = "office"}).decision == Decision::allowed);
}

TEST_CASE("admission: what the object leaves open is allowed with a warning") {
  World world;
  const auto outcome = ask(world.policy(), {.object = pod(kClaim)});
  CHECK(outcome.decision == Decision::warned);
  CHECK(outcome.verdict == "undecided");
  check_answer(outcome, "u-1");
  const auto warnings = warnings_of(outcome);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] ==
        "cannot tell whether Fargate runs this Pod: PersistentVolumeClaim `data` is not in the "
        "input");
}

TEST_CASE("admission: what is not denied is warned of, or audited") {
  World world;
  const Asked asked = {.object = pod(kHostNetwork)};
  const auto warned = ask(world.policy({.action = Action::warn}), asked);
  CHECK(warned.decision == Decision::warned);
  check_answer(warned, "u-1");
  REQUIRE(warnings_of(warned).size() == 1);
  CHECK(warnings_of(warned)[0].starts_with("FG101 spec.hostNetwork: "));
  const auto audited = ask(world.policy({.action = Action::audit}), asked);
  CHECK(audited.decision == Decision::warned);
  check_answer(audited, "u-1");
  CHECK(warnings_of(audited).empty());
  CHECK(audited.body.find(R"("findings":"Fargate would refuse this Pod (profile web): FG101)") !=
        std::string::npos);
}

TEST_CASE("admission: milder findings are warnings from the severity that is asked for") {
  World world;
  const Asked asked = {
      .object = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"api","namespace":"shop"},)"
                R"("spec":{"containers":[{"name":"app","image":"nginx"}]}})"};
  const auto warned = ask(world.policy(), asked);
  CHECK(warned.decision == Decision::warned);
  REQUIRE(warnings_of(warned).size() == 1);
  CHECK(warnings_of(warned)[0].starts_with("FG502 "));
  const auto silent = ask(world.policy({.severity = lint::Severity::error}), asked);
  CHECK(silent.decision == Decision::allowed);
  CHECK(warnings_of(silent).empty());
  CHECK(warnings_of(ask(world.policy({.severity = lint::Severity::info}), asked)).size() > 1);
}

TEST_CASE(
    "admission: a Pod that AWS has scheduled on Fargate is judged whatever the profiles say") {
  World world;
  const auto object = pod(std::string(kHostNetwork) + R"("schedulerName":"fargate-scheduler",)",
                          R"("labels":{"eks.amazonaws.com/fargate-profile":"batch"},)");
  const Asked asked = {.object = object, .ns = "office"};
  for (const auto pods_by : {PodsBy::scheduler, PodsBy::profiles}) {
    const auto outcome = ask(world.policy({.pods_by = pods_by}), asked);
    CHECK(outcome.decision == Decision::denied);
    CHECK(outcome.profile == "batch");
  }
  // AWS has left the other one to the nodes.
  const Asked other = {.object = pod(kHostNetwork)};
  CHECK(ask(world.policy({.pods_by = PodsBy::scheduler}), other).decision == Decision::allowed);
  CHECK(ask(world.policy({.pods_by = PodsBy::profiles}), other).decision == Decision::denied);
}

TEST_CASE(
    "admission: without profiles Pods are known by their scheduler, and workloads are warned of") {
  World world;
  const auto policy = world.policy_of({}, {});
  CHECK(policy.pods_by == PodsBy::scheduler);
  CHECK(ask(policy, {.object = pod(kHostNetwork)}).decision == Decision::allowed);
  const auto bad = ask(policy, {.object = workload("Deployment", kHostNetwork)});
  CHECK(bad.decision == Decision::warned);
  CHECK(bad.verdict == "undecided");
  REQUIRE(warnings_of(bad).size() == 2);
  CHECK(warnings_of(bad)[0].starts_with("no Fargate profile is known; "));
  CHECK(warnings_of(bad)[1].starts_with("FG101 spec.template.spec.hostNetwork: "));
  CHECK(ask(policy, {.object = workload("Deployment", "")}).decision == Decision::allowed);
}

TEST_CASE("admission: what a controller makes is said once") {
  World world;
  const auto policy = world.policy();
  const auto owned_by = [](const std::string& version, const std::string& kind) {
    return R"("ownerReferences":[{"apiVersion":")" + version + R"(","kind":")" + kind +
           R"(","name":"api","uid":"1","controller":true}],)";
  };
  const auto replica_set = workload("ReplicaSet", kHostNetwork, owned_by("apps/v1", "Deployment"));
  CHECK(ask(policy, {.object = replica_set}).decision == Decision::allowed);
  const auto job = workload("Job", kHostNetwork, owned_by("batch/v1", "CronJob"));
  CHECK(ask(policy, {.object = job}).decision == Decision::allowed);
  // Nobody has judged the Rollout.
  const auto other =
      workload("ReplicaSet", kHostNetwork, owned_by("argoproj.io/v1alpha1", "Rollout"));
  CHECK(ask(policy, {.object = other}).decision == Decision::denied);
  // The Pod itself never starts, and its event says why; warnings would reach only a controller.
  const auto owner = owned_by("apps/v1", "ReplicaSet");
  CHECK(ask(policy, {.object = pod(kHostNetwork, owner)}).decision == Decision::denied);
  const auto tolerated =
      ask(world.policy({.action = Action::warn}), {.object = pod(kHostNetwork, owner)});
  CHECK(tolerated.decision == Decision::warned);
  CHECK(warnings_of(tolerated).empty());
  const auto open = ask(policy, {.object = pod(kClaim, owner)});
  CHECK(open.decision == Decision::allowed);
  CHECK(warnings_of(open).empty());
}

TEST_CASE("admission: an update is judged by what it changes") {
  World world;
  const auto policy = world.policy();
  const auto update = [&](const std::string& now, const std::string& before,
                          const std::string& sub_resource = "") {
    return ask(policy, {.object = now,
                        .old_object = before,
                        .operation = "UPDATE",
                        .sub_resource = sub_resource})
        .decision;
  };
  const auto labelled = [](const std::string& spec) { return pod(spec, R"("labels":{"a":"b"},)"); };
  SUBCASE("Pods") {
    CHECK(update(labelled(kHostNetwork), pod(kHostNetwork)) == Decision::allowed);
    const std::string debugger = R"("ephemeralContainers":[{"name":"debug","image":"busybox",)"
                                 R"("securityContext":{"privileged":true}}],)";
    CHECK(update(pod(debugger), pod(""), "ephemeralcontainers") == Decision::warned);
    CHECK(update(pod(debugger), pod(debugger), "ephemeralcontainers") == Decision::allowed);
    const std::string harmless = R"("ephemeralContainers":[{"name":"debug","image":"busybox"}],)";
    CHECK(update(pod(harmless), pod(""), "ephemeralcontainers") == Decision::allowed);
    CHECK(update(pod(kHostNetwork + harmless), pod(kHostNetwork), "ephemeralcontainers") ==
          Decision::allowed);
    const auto outcome = ask(policy, {.object = pod(debugger),
                                      .old_object = pod(""),
                                      .operation = "UPDATE",
                                      .sub_resource = "ephemeralcontainers"});
    REQUIRE(warnings_of(outcome).size() == 1);
    CHECK(warnings_of(outcome)[0].starts_with(
        "FG103 spec.ephemeralContainers[0].securityContext.privileged: "));
  }
  SUBCASE("workloads") {
    const auto bad = workload("Deployment", kHostNetwork);
    CHECK(update(bad, workload("Deployment", "")) == Decision::denied);
    const auto annotated = workload("Deployment", kHostNetwork, R"("annotations":{"a":"b"},)");
    CHECK(update(annotated, bad) == Decision::allowed);
    const auto changed = workload("Deployment", std::string(kHostNetwork) + R"("hostPID":true,)");
    CHECK(update(changed, bad) == Decision::denied);
    // To scale it down is to repair it; to scale it up makes Pods that never start.
    const auto idle = workload("Deployment", kHostNetwork, "", R"("replicas":0,)");
    CHECK(update(idle, bad) != Decision::denied);
    CHECK(update(bad, idle) == Decision::denied);
    const auto deleted =
        workload("Deployment", kHostNetwork, R"("deletionTimestamp":"2026-12-01T00:00:00Z",)");
    CHECK(update(deleted, workload("Deployment", "")) == Decision::allowed);
  }
  SUBCASE("other parts of an object") {
    CHECK(update(pod(kHostNetwork), pod(""), "status") == Decision::allowed);
  }
}

TEST_CASE("admission: what is deleted, and what makes no Pods, is allowed") {
  World world;
  const auto policy = world.policy();
  CHECK(ask(policy, {.old_object = pod(kHostNetwork), .operation = "DELETE"}).decision ==
        Decision::allowed);
  CHECK(ask(policy, {.operation = "CONNECT"}).decision == Decision::allowed);
  const std::string service =
      R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"type":"NodePort"}})";
  CHECK(ask(policy, {.object = service, .kind = "Service"}).decision == Decision::allowed);
}

TEST_CASE("admission: suppressions hold, unless they are to be ignored") {
  World world;
  const auto object =
      pod(kHostNetwork, R"("annotations":{"fargate-lint.dev/ignore":"FG101=moves to EC2"},)");
  CHECK(ask(world.policy(), {.object = object}).decision != Decision::denied);
  CHECK(ask(world.policy({}, {.no_inline_ignores = true}), {.object = object}).decision ==
        Decision::denied);
  CHECK(ask(world.policy({}, {.ignore = {"FG101"}}), {.object = pod(kHostNetwork)}).decision !=
        Decision::denied);
  world.files.write(
      ".fargate-lint.yaml",
      "suppressions: [{rules: [FG101], namespaces: [shop], reason: moves, until: 2026-12-31}]\n");
  CHECK(ask(world.policy(), {.object = pod(kHostNetwork)}).decision != Decision::denied);
  CHECK(review(review_of({.object = pod(kHostNetwork)}), world.policy(), "2027-01-01").decision ==
        Decision::denied);
}

TEST_CASE("admission: what cannot be checked is never allowed without a word") {
  World world;
  const auto policy = world.policy();
  for (const std::string object :
       {"null", "[]", "{}", R"({"apiVersion":1,"kind":"Pod"})", R"("text")",
        R"({"apiVersion":"v1","kind":"List","items":[]})"}) {
    CAPTURE(object);
    const auto outcome = ask(policy, {.object = object});
    CHECK(outcome.decision == Decision::unchecked);
    check_answer(outcome, "u-1");
  }
  CHECK(ask(policy, {.object = pod(""), .operation = "PATCH"}).decision == Decision::unchecked);
}

TEST_CASE("admission: what is no review of a version that we know is said to be none") {
  World world;
  const auto policy = world.policy();
  const auto good = review_of({.object = pod("")});
  const auto without = [&good](std::string_view part) {
    auto text = good;
    text.erase(text.find(part), part.size());
    return text;
  };
  auto beta = good;
  beta.replace(beta.find("k8s.io/v1"), 9, "k8s.io/v1beta1");
  for (const auto& text :
       {std::string(), std::string("{"), std::string("null"), std::string("[]"),
        std::string("kind: AdmissionReview"), good.substr(0, good.size() - 1), good + "{}", beta,
        without(R"("uid":"u-1",)"), without(R"("kind":"AdmissionReview",)"),
        std::string(R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"})"),
        std::string(100'000, '[')}) {
    const auto outcome = review(text, policy, "2026-12-01");
    CHECK(outcome.decision == Decision::malformed);
    check_answer(outcome, "");
  }
}

TEST_CASE("admission: a hostile object gets an answer within Kubernetes' limits") {
  World world;
  std::string ports;
  for (int i = 0; i < 2000; ++i)
    ports += R"({"hostPort":)" + std::to_string(10'000 + i) + R"(,"containerPort":80,"name":")" +
             std::string(200, 'x') + "\\u001b[31m\\u202e\"},";
  ports.pop_back();
  const auto object =
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"api","namespace":"shop"},"spec":)"
      R"({"containers":[{"name":"a\u0000\n\u001b","image":"x","ports":[)" +
      ports + "]}]}}";
  for (const auto action : {Action::deny, Action::warn, Action::audit}) {
    const auto outcome = ask(world.policy({.action = action}), {.object = object});
    check_answer(outcome, "u-1");
    CHECK(outcome.body.size() < 16'384);
    CHECK(outcome.body.find('\x1b') == std::string::npos);
  }
}

/// The reviews that a real API server has sent.
std::vector<std::string> captured_reviews() {
  const auto* corpus = std::getenv("FARGATE_LINT_CORPUS");
  std::vector<std::string> reviews;
  if (corpus == nullptr) return reviews;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(corpus) / "admission"))
    paths.push_back(entry.path());
  std::ranges::sort(paths);
  for (const auto& path : paths) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    reviews.push_back(text.str());
  }
  return reviews;
}

TEST_CASE("admission: the reviews of a real API server") {
  const auto reviews = captured_reviews();
  if (reviews.empty()) {
    MESSAGE("FARGATE_LINT_CORPUS is not set: the reviews of a real API server are not answered");
    return;
  }
  World world;
  const auto policy = world.policy();
  std::vector<std::string> decisions;
  for (const auto& text : reviews) {
    const auto outcome = review(text, policy, "2026-12-01");
    check_answer(outcome, outcome.uid);
    CHECK_FALSE(outcome.uid.empty());
    decisions.push_back(outcome.kind + " " + std::string(to_string(outcome.decision)) + " " +
                        outcome.verdict);
  }
  CHECK(decisions == std::vector<std::string>{
                         "CronJob allowed fargate", "Deployment warned undecided",
                         "Pod allowed undecided", "Pod allowed not-fargate", "Pod denied refused",
                         "Pod allowed undecided", "Pod allowed refused"});
}

/// Whether `check` shows *refused*, with an error, for an object that is all of the input.
bool is_refused_alone(const std::string& json, const Policy& policy) {
  const auto input = std::make_shared<const lint::Reading>(lint::testing::input_of(json).reading);
  const auto report = lint::judge(input, policy.fleet, rules::all(), {.threads = 1});
  return std::ranges::any_of(report.findings, [&](const lint::Finding& finding) {
    if (!finding.placement || finding.severity != lint::Severity::error) return false;
    return report.placements[*finding.placement].placement->verdict == fargate::Verdict::refused;
  });
}

TEST_CASE("admission: it decides as check does about the examples of every rule") {
  World world;
  world.files.write("profiles.yaml",
                    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: demo}\n"
                    "fargateProfiles: [{name: all, selectors: [{namespace: '*'}]}]\n");
  const auto policy = world.policy({}, {.no_inline_ignores = true});
  std::size_t denied = 0;
  std::size_t allowed = 0;
  const auto folder = std::filesystem::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "rules";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const auto stream = text.str();
    std::vector<yaml::Piece> pieces;
    yaml::split(stream, pieces);
    for (const auto& piece : pieces) {
      const auto document = yaml::read_document(piece.text);
      std::vector<kube::Object> objects;
      if (document == nullptr || !kube::append_objects(*document, "default", objects)) continue;
      for (const auto& object : objects) {
        if (!object.makes_pods() || object.metadata()["ownerReferences"]) continue;
        std::string json;
        yaml::append_json(object.node, json);
        CAPTURE(entry.path().string());
        CAPTURE(object.title());
        const bool is_denied =
            ask(policy, {.object = json, .ns = "default"}).decision == Decision::denied;
        CHECK(is_denied == is_refused_alone(json, policy));
        ++(is_denied ? denied : allowed);
      }
    }
  }
  CHECK(denied > 50);  // or the search finds nothing any more
  CHECK(allowed > 300);
}

/// A review of ours where there is no other.
std::vector<std::string> seeds() {
  auto reviews = captured_reviews();
  reviews.push_back(review_of({.object = pod(std::string(kHostNetwork) + kClaim)}));
  reviews.push_back(review_of({.object = workload("CronJob", kHostNetwork)}));
  return reviews;
}

TEST_CASE("admission: ten thousand mutants each get a valid answer") {
  World world;
  const auto policy = world.policy();
  const auto reviews = seeds();
  std::mt19937 random(23);
  const auto draw = [&random](std::size_t below) { return random() % below; };
  constexpr std::string_view kWords[] = {"null",  "{}", "[]", "0", "-1", "1e999",   "true", "\"\"",
                                         "\"x\"", "{",  "}",  "]", ",",  "\\u0000", "\xff"};
  std::map<Decision, std::size_t> decisions;
  for (int i = 0; i < 10'000; ++i) {
    auto text = reviews[draw(reviews.size())];
    for (auto changes = 1 + draw(3); changes > 0; --changes) {
      const auto at = draw(text.size());
      const auto word = kWords[draw(std::size(kWords))];
      switch (draw(4)) {
        case 0: text.replace(at, 1 + draw(8), word); break;
        case 1: text.insert(at, word); break;
        case 2: text.erase(at, 1 + draw(200)); break;
        default: {
          // The value of a key.
          const auto colon = text.find("\":", at);
          if (colon == std::string::npos) break;
          const auto end = text.find_first_of(",}", colon);
          if (end != std::string::npos) text.replace(colon + 2, end - colon - 2, word);
        }
      }
      if (text.empty()) text = "x";
    }
    const auto outcome = review(text, policy, "2026-12-01");
    ++decisions[outcome.decision];
    check_answer(outcome, outcome.uid);
  }
  CHECK(decisions.size() == 5);  // or they are too dull
}

}  // namespace
}  // namespace fargate_lint::serve
