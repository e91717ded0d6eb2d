#include "fargate/event_log.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::fargate {
namespace {

constexpr std::string_view kText =
    "Pod not supported on Fargate: fields not supported: HostNetwork";

std::string describe(std::string_view rows) {
  return "Name:             api-6d4cf56db6-x2x7k\n"
         "Namespace:        shop\n"
         "Node:             <none>\n"
         "Annotations:      CapacityProvisioned: 0.25vCPU 0.5GB\n"
         "                  Logging: LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND\n"
         "Controlled By:    ReplicaSet/api-6d4cf56db6\n"
         "Events:\n"
         "  Type     Reason            Age                From               Message\n"
         "  ----     ------            ----               ----               -------\n" +
         std::string(rows);
}

}  // namespace

TEST_CASE("event log: one line") {
  const auto log = read_event_log(kText);
  REQUIRE(log.events.size() == 1);
  CHECK(log.events[0].count == 1);
  CHECK(log.events[0].event.text == kText);
  CHECK(log.events[0].objects.empty());
  CHECK(log.unknown == 0);
}

TEST_CASE("event log: kubectl describe") {
  const auto log = read_event_log(describe(
      "  Warning  FailedScheduling  18s (x2 over 18s)  fargate-scheduler  " + std::string(kText) +
      "\n"
      "  Normal   Scheduled         18s                fargate-scheduler  Successfully "
      "assigned\n"));
  REQUIRE(log.events.size() == 2);
  CHECK(log.events[0].event.said == event::Said::no_log_config);
  CHECK(log.events[1].event.text == kText);
  CHECK(log.events[1].count == 2);
  REQUIRE(log.events[1].objects.size() == 1);
  CHECK(log.events[1].objects[0] ==
        EventObject{"Pod", "shop", "api-6d4cf56db6-x2x7k", "ReplicaSet", "api-6d4cf56db6"});
  CHECK(log.unknown == 1);
  CHECK(log.unknown_texts == std::vector<std::string>{"Successfully assigned"});
}

TEST_CASE("event log: kubectl get events, with and without what goes beyond the message") {
  const auto plain = read_event_log(
      "LAST SEEN   TYPE      REASON             OBJECT        MESSAGE\n"
      "5m          Warning   FailedScheduling   pod/api-1     " +
      std::string(kText) +
      "\n"
      "4m          Warning   FailedScheduling   pod/api-2     " +
      std::string(kText) +
      "\n"
      "1s          Normal    Killing            pod/old       Stopping container app\n");
  REQUIRE(plain.events.size() == 1);
  CHECK(plain.events[0].count == 2);
  REQUIRE(plain.events[0].objects.size() == 2);
  CHECK(plain.events[0].objects[1] == EventObject{"pod", "", "api-2", "", ""});
  CHECK(plain.unknown == 1);
  const auto wide = read_event_log(
      "NAMESPACE   LAST SEEN   TYPE      REASON             OBJECT      SUBOBJECT   SOURCE         "
      "     MESSAGE" +
      std::string(kText.size() - 7, ' ') + "   FIRST SEEN   COUNT   NAME\n" +
      "shop        5m          Warning   FailedScheduling   pod/api-1               "
      "fargate-scheduler   " +
      std::string(kText) + "   9m           7       api-1.17\n");
  REQUIRE(wide.events.size() == 1);
  CHECK(wide.events[0].event.text == kText);
  CHECK(wide.events[0].count == 7);
  CHECK(wide.events[0].objects[0] == EventObject{"pod", "shop", "api-1", "", ""});
}

TEST_CASE("event log: a table that lost its head or its columns") {
  const auto log = read_event_log("5m (x3 over 9m)   Warning   FailedScheduling   pod/api-1   " +
                                  std::string(kText) +
                                  "\n2m Normal Pulled pod/api-1 Container image already present\n");
  REQUIRE(log.events.size() == 1);
  CHECK(log.events[0].count == 3);
  CHECK(log.unknown == 1);
}

TEST_CASE("event log: JSON and YAML of both kinds of Event, and conditions") {
  const auto log = read_event_log(R"({"kind":"List","apiVersion":"v1","items":[
    {"kind":"Event","apiVersion":"v1","count":4,"message":")" +
                                  std::string(kText) + R"(",
     "involvedObject":{"kind":"Pod","namespace":"shop","name":"api-1"}},
    {"kind":"Event","apiVersion":"events.k8s.io/v1","note":")" +
                                  std::string(kText) + R"(",
     "series":{"count":5},"regarding":{"kind":"Pod","namespace":"shop","name":"api-1"}},
    {"kind":"Event","message":"Stopping","count":2,"involvedObject":{"kind":"Pod","name":"b"}}]})");
  REQUIRE(log.events.size() == 1);
  CHECK(log.events[0].count == 9);
  CHECK(log.events[0].objects == std::vector<EventObject>{{"Pod", "shop", "api-1", "", ""}});
  CHECK(log.unknown == 2);
  const auto pod = read_event_log(
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: api-6d4cf56db6-x\n  namespace: shop\n"
      "  ownerReferences:\n  - kind: ReplicaSet\n    name: api-6d4cf56db6\n"
      "status:\n  conditions:\n  - message: Your pod's cpu/memory requirements exceed the max "
      "Fargate configuration\n    reason: POD_CPU_MEM_EXCEEDS_MAX_FARGATE_SIZE\n");
  REQUIRE(pod.events.size() == 1);
  CHECK(pod.events[0].event.said == event::Said::too_large);
  CHECK(pod.events[0].objects[0].owner == "api-6d4cf56db6");
}

TEST_CASE("event log: the health of an add-on, and JSON that breaks off") {
  const auto health = read_event_log(
      R"({"addon":{"addonName":"coredns","health":{"issues":[{"code":"InsufficientNumberOfReplicas",
      "message":"no nodes available to schedule pods"}]}}})");
  REQUIRE(health.events.size() == 1);
  CHECK(health.events[0].event.said == event::Said::no_nodes);
  const auto broken = read_event_log("{\n  \"items\": [\n    {\n      \"message\": \"" +
                                     std::string(kText) + "\",\n");
  REQUIRE(broken.events.size() == 1);
  CHECK(broken.events[0].event.parts.size() == 1);
}

TEST_CASE("event log: colours, broken lines, bytes that are no UTF-8") {
  auto log = read_event_log("\x1b[33mWarning\x1b[0m  \x1b]0;title\aFailedScheduling  \x1b[1m" +
                            std::string(kText) + "\x1b[0m\r\n");
  REQUIRE(log.events.size() == 1);
  CHECK(log.events[0].event.text == kText);
  log = read_event_log(
      "[POD_UNSUPPORTED_ON_FARGATE] Pod not supported on Fargate:\ninvalid "
      "SecurityContext fields: Privileged,Privileged\n");
  REQUIRE(log.events.size() == 1);
  CHECK(log.events[0].event.parts.size() == 1);
  log = read_event_log("Pod provisioning timed out\n(will retry) for pod:\nshop/api\n");
  REQUIRE(log.events.size() == 1);
  log = read_event_log("\xff\xfe PVC \xff not bound");
  REQUIRE(log.events.size() == 1);
}

TEST_CASE("event log: nothing in it") {
  for (const std::string_view text : {"", "\n\n", "{}", "[]", "hello", "kind: Pod\n",
                                      "{\"a\":", "No resources found in default namespace.\n"}) {
    CAPTURE(text);
    const auto log = read_event_log(text);
    CHECK(log.events.empty());
    CHECK(log.unknown == 0);
  }
}

}  // namespace fargate_lint::fargate
