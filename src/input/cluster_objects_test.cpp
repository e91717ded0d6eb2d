#include "input/cluster_objects.hpp"

#include <doctest/doctest.h>

#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

ClusterList list_of(std::string group, std::string version, std::string resource, std::string kind,
                    ListUse use) {
  ClusterList list;
  list.group = std::move(group);
  list.version = std::move(version);
  list.resource = std::move(resource);
  list.kind = std::move(kind);
  list.use = use;
  return list;
}

const ClusterList kDeployments =
    list_of("apps", "v1", "deployments", "Deployment", ListUse::workloads);
const ClusterList kPods = list_of("", "v1", "pods", "Pod", ListUse::pods);

TEST_CASE("objects of a cluster: what nobody asks for is dropped, the rest stays as it is") {
  const auto document = yaml::read_document(
      R"({"metadata":{"name":"api","namespace":"shop","managedFields":[{"manager":"x"}],)"
      R"("annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"a\":1}",)"
      R"("k\u00e9y":"v\n"},"uid":"u"},"spec":{"replicas":2, "n":1.50},"status":{"replicas":2}})");
  std::string text;
  append_object(document->root(), kDeployments, text);
  CHECK(text == R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api",)"
                R"("namespace":"shop","annotations":{"k\u00e9y":"v\n"},"uid":"u"},)"
                R"("spec":{"replicas":2, "n":1.50}})");
}

TEST_CASE("objects of a cluster: of the status the phase stays, and what a VPA recommends") {
  const auto volume = yaml::read_document(
      R"({"metadata":{"name":"v"},"status":{"message":"m","phase":"Released"}})");
  std::string text;
  append_object(volume->root(),
                list_of("", "v1", "persistentvolumes", "PersistentVolume", ListUse::storage), text);
  CHECK(text.ends_with(R"("metadata":{"name":"v"},"status":{"phase":"Released"}})"));
  const auto vpa = yaml::read_document(R"({"status":{"recommendation":{"a":1}}})");
  text.clear();
  append_object(vpa->root(),
                list_of("autoscaling.k8s.io", "v1", "verticalpodautoscalers",
                        "VerticalPodAutoscaler", ListUse::context),
                text);
  CHECK(text.ends_with(R"("status":{"recommendation":{"a":1}}})"));
}

TEST_CASE("objects of a cluster: a place in their file is one in the object, without a line") {
  ClusterFile file(kDeployments);
  const auto one = yaml::read_document(R"({"metadata":{"name":"a","namespace":"shop"}})");
  const auto two = yaml::read_document("{\"metadata\":{\"name\":\"b\",\n\"namespace\":\"x\"}}");
  file.add(one->root());
  file.add(two->root());
  file.add(one->root());
  const auto made = std::move(file).finish();
  CHECK(made.path == "live:apps/v1/deployments");
  const auto document = yaml::read_document(made.text, {.path = made.path});
  REQUIRE(document != nullptr);
  std::string places;
  for (const auto item : document->root()["items"].items()) {
    const auto where = made.origins->find(yaml::locate(item["metadata"]["name"]), "metadata.name");
    REQUIRE(where.has_value());
    CHECK(where->span.begin.line == 0);
    CHECK(where->origin->kind == yaml::Origin::Kind::cluster_object);
    places += where->path.str() + " ";
  }
  CHECK(places ==
        "live:apps/v1/deployments/shop/a live:apps/v1/deployments/x/b "
        "live:apps/v1/deployments/shop/a ");
  CHECK_FALSE(made.origins->find(yaml::locate(document->root()), "").has_value());
}

std::string pod(const std::string& name, const std::string& owner, const std::string& more = "") {
  auto text = R"({"metadata":{"name":")" + name + R"(","namespace":"shop")";
  if (!owner.empty()) text += R"(,"ownerReferences":[)" + owner + "]";
  return text + R"(},"spec":{"containers":[]},"status":{"phase":"Pending"})" + more + "}";
}

std::string owner(const std::string& version, const std::string& kind, const std::string& name) {
  return R"({"apiVersion":")" + version + R"(","kind":")" + kind + R"(","name":")" + name +
         R"(","controller":true})";
}

void take(const ClusterList& list, const std::string& item, ListContents& contents,
          bool facts_only = false) {
  const auto document = yaml::read_document(item);
  REQUIRE(document != nullptr);
  take_item(document->root(), list, facts_only, contents);
}

TEST_CASE("pods of a cluster: those that nothing owns are linted, of strangers' one each") {
  ListContents contents(kPods);
  take(kPods, pod("bare", ""), contents);
  take(kPods, pod("owned", owner("apps/v1", "ReplicaSet", "api-1")), contents);
  take(kPods, pod("static", owner("v1", "Node", "n")), contents);
  take(kPods, pod("db-0", owner("example.com/v1", "Database", "db")), contents);
  take(kPods, pod("db-1", owner("example.com/v1", "Database", "db")), contents);
  CHECK(contents.file.size() == 2);
  CHECK(contents.pods.size() == 5);
  CHECK(contents.pods[4].owner == "db-0");
  ListContents facts(kPods);
  take(kPods, pod("bare", ""), facts, true);
  CHECK(facts.file.is_empty());
  CHECK(facts.pods.size() == 1);
}

TEST_CASE("pods of a cluster: they belong to the workload that is linted") {
  const auto replica_sets = list_of("apps", "v1", "replicasets", "ReplicaSet", ListUse::workloads);
  ListContents sets(replica_sets);
  ListContents deployments(kDeployments);
  ListContents pods(kPods);
  const auto object = [](const std::string& name, const std::string& its_owner) {
    return pod(name, its_owner);
  };
  take(kDeployments, object("api", owner("example.com/v1", "App", "shop")), deployments);
  take(replica_sets, object("api-1", owner("apps/v1", "Deployment", "api")), sets);
  take(replica_sets, object("lone", ""), sets);
  take(kPods, object("api-1-x", owner("apps/v1", "ReplicaSet", "api-1")), pods);
  take(kPods, object("lone-x", owner("apps/v1", "ReplicaSet", "lone")), pods);
  CHECK(sets.file.size() == 1);  // the history of a Deployment is not linted
  join(pods.pods, {&sets, &deployments, &pods});
  CHECK(pods.pods[0].owner_kind == "Deployment");
  CHECK(pods.pods[0].owner == "api");
  CHECK(pods.pods[1].owner_kind == "ReplicaSet");
}

TEST_CASE("pods of a cluster: their events, the latest last, each once") {
  const auto events = list_of("", "v1", "events", "Event", ListUse::events);
  ListContents contents(events);
  const auto event = [&](const std::string& time, const std::string& message,
                         const std::string& reason = "FailedScheduling") {
    take(events,
         R"({"involvedObject":{"kind":"Pod","namespace":"shop","name":"p"},"reason":")" + reason +
             R"(","message":")" + message + R"(","lastTimestamp":")" + time + R"("})",
         contents);
  };
  event("2026-11-30T10:00:02Z", "second");
  event("2026-11-30T10:00:01Z", "first");
  event("2026-11-30T10:00:03Z", "first");
  event("2026-11-30T10:00:04Z", "logging", "LoggingDisabled");
  std::vector<fargate::LivePod> pods(2);
  for (auto& each : pods) {
    each.ns = "shop";
    each.name = "p";
  }
  pods[1].node = "fargate-1";
  join(pods, {&contents});
  std::string texts;
  for (const auto& text : pods[0].events) texts += text.str() + " ";
  CHECK(texts == "second first logging ");
  REQUIRE(pods[1].events.size() == 1);  // it was scheduled since
  CHECK(pods[1].events[0] == "logging");
}

}  // namespace
}  // namespace fargate_lint::input
