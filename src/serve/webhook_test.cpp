#include "serve/webhook.hpp"

#include <doctest/doctest.h>

#include "list.hpp"
#include "serve/reload.hpp"
#include "system/test_world.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::serve {
namespace {

constexpr std::string_view kReview =
    R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",)"
    R"("kind":{"kind":"Pod"},"name":"api","namespace":"shop","operation":"CREATE","object":)"
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"api","namespace":"shop"},"spec":)"
    R"({"hostNetwork":true,"containers":[{"name":"app","image":"secret-image"}]}}}})";

std::string profile(const std::string& ns) {
  return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: demo, region: "
         "eu-central-1}\nfargateProfiles:\n  - name: web\n    selectors: [{namespace: " +
         ns + "}]\n";
}

/// A server that takes the pairs it is given, unless they are empty.
struct FakeServer : system::HttpsServer {
  std::uint16_t port() const override { return 1; }
  Result<system::Validity> use(const system::KeyPair& pair) override {
    ++asked;
    if (pair.certificate != "certificate of " + pair.key) return Error{"they do not match", ""};
    key = pair.key;
    return system::Validity{0, 1'790'000'000};
  }
  void run() override {}
  void stop() override {}
  std::string key;
  int asked = 0;
};

struct World : system::testing::World {
  std::vector<std::string> lines;
  Webhook webhook{clock, [this](const std::string& line) { lines.push_back(line); }};
  FakeServer server;

  World() {
    files.write("profiles.yaml", profile("shop"));
    files.write("tls.crt", "certificate of one");
    files.write("tls.key", "one");
  }
  Reloader reloader() {
    auto settled = session::settle(system, {.profiles = {"profiles.yaml"}});
    REQUIRE(settled.problems.empty());
    return {system, settled.settings, {}, {"tls.crt", "tls.key"}, webhook, server};
  }
  system::HttpResponse get(std::string_view target, std::string_view method = "GET") {
    return webhook.handle({method, target, "", ""});
  }
  system::HttpResponse post(std::string_view body, std::string_view type = "application/json") {
    return webhook.handle({"POST", "/validate?timeout=10s", type, body});
  }
  bool denies() { return post(kReview).body.find(R"("allowed":false)") != std::string::npos; }
  bool has_metric(std::string_view line) {
    return get("/metrics").body.find("\nfargate_lint_" + std::string(line) + "\n") !=
           std::string::npos;
  }
};

TEST_CASE("webhook: a review is answered, logged without its content and counted") {
  World world;
  auto reloader = world.reloader();
  REQUIRE_FALSE(reloader.start());
  world.lines.clear();
  const auto response = world.post(kReview, "Application/JSON; charset=utf-8");
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  CHECK(response.body.find(R"("uid":"u-1")") != std::string::npos);
  REQUIRE(world.lines.size() == 1);
  const auto& line = world.lines[0];
  CHECK(line == R"({"time":"2026-05-28T20:26:40Z","level":"info","decision":"denied","uid":"u-1",)"
                R"("operation":"CREATE","kind":"Pod","namespace":"shop","name":"api",)"
                R"("verdict":"refused","profile":"web","rules":["FG101"],"microseconds":0})");
  CHECK(yaml::read_document(line) != nullptr);
  CHECK(world.has_metric(R"(reviews_total{decision="denied"} 1)"));
  CHECK(world.has_metric(R"(verdicts_total{verdict="refused"} 1)"));
  CHECK(world.has_metric(R"(findings_total{rule="FG101"} 1)"));
  CHECK(world.has_metric(R"(review_duration_seconds_bucket{le="0.000050"} 1)"));
  CHECK(world.has_metric("review_duration_seconds_count 1"));
  CHECK(world.has_metric("in_flight 1"));                            // this one
  CHECK(world.has_metric(R"(http_responses_total{code="200"} 7)"));  // with those of the metrics
}

TEST_CASE("webhook: what is no review gets an error as Kubernetes writes it") {
  World world;
  const auto check = [](const system::HttpResponse& response, unsigned status,
                        std::string_view reason) {
    CHECK(response.status == status);
    const auto body = yaml::read_document(response.body);
    REQUIRE(body != nullptr);
    CHECK(body->root()["kind"].text() == "Status");
    CHECK(body->root()["reason"].text() == reason);
    CHECK(body->root()["code"].integer() == status);
  };
  check(world.post("{}"), 400, "BadRequest");
  check(world.post(""), 400, "BadRequest");
  check(world.post(kReview, "text/plain"), 415, "UnsupportedMediaType");
  check(world.post(kReview, ""), 415, "UnsupportedMediaType");
  check(world.get("/validate"), 405, "MethodNotAllowed");
  CHECK(world.get("/validate").allow == "POST");
  check(world.get("/metrics", "DELETE"), 405, "MethodNotAllowed");
  check(world.get("/"), 404, "NotFound");
  check(world.get("/validate/../metrics"), 404, "NotFound");
  check(world.webhook.reject(413, "too large"), 413, "RequestEntityTooLarge");
  CHECK(world.has_metric(R"(reviews_total{decision="malformed"} 2)"));
}

TEST_CASE("webhook: it is ready while it has a certificate that counts, and until it stops") {
  World world;
  CHECK(world.get("/healthz").status == 200);
  CHECK(world.get("/readyz").status == 503);
  auto reloader = world.reloader();
  REQUIRE_FALSE(reloader.start());
  CHECK(world.get("/readyz").status == 200);
  CHECK(world.has_metric("certificate_expiry_seconds 10000000"));
  world.clock.set(1'790'000'000);
  CHECK(world.get("/readyz").body == "the certificate has expired\n");
  world.clock.set(1'780'000'000);
  world.webhook.draining();
  CHECK(world.get("/readyz").status == 503);
  CHECK(world.get("/healthz").status == 200);
}

TEST_CASE("webhook: a new certificate is taken with its key, or the old one stays") {
  World world;
  auto reloader = world.reloader();
  REQUIRE_FALSE(reloader.start());
  CHECK(world.server.key == "one");
  reloader.tick();
  CHECK(world.server.asked == 1);  // nothing has changed
  world.files.write("tls.key", "two");
  reloader.tick();
  CHECK(world.server.key == "one");
  CHECK(world.has_metric("certificate_loaded 0"));
  CHECK(world.get("/readyz").status == 200);
  const auto said = world.lines.size();
  reloader.tick();
  CHECK(world.lines.size() == said);  // once
  world.files.write("tls.crt", "certificate of two");
  reloader.tick();
  CHECK(world.server.key == "two");
  CHECK(world.has_metric("certificate_loaded 1"));
  CHECK(world.has_metric(R"(reloads_total{what="certificate",ok="0"} 1)"));
  world.files.remove("tls.crt");
  reloader.tick();
  CHECK(world.get("/readyz").status == 200);
  CHECK(world.lines.back().find("cannot be read") != std::string::npos);
}

TEST_CASE("webhook: without a certificate at first it waits for one") {
  World world;
  world.files.remove("tls.key");
  auto reloader = world.reloader();
  REQUIRE_FALSE(reloader.start());
  CHECK(world.get("/readyz").status == 503);
  world.files.write("tls.key", "one");
  reloader.tick();
  CHECK(world.get("/readyz").status == 200);
}

TEST_CASE("webhook: changed profiles count at once, faulty ones never") {
  World world;
  auto reloader = world.reloader();
  REQUIRE_FALSE(reloader.start());
  CHECK(world.denies());
  world.files.write("profiles.yaml", profile("office"));
  reloader.tick();
  CHECK_FALSE(world.denies());
  for (const std::string_view faulty : {"", "{", "kind: Deployment\n"}) {
    world.files.write("profiles.yaml", faulty);
    reloader.tick();
    CHECK(world.lines.back().find("profiles not used: ") != std::string::npos);
    CHECK_FALSE(world.denies());
    CHECK(world.has_metric("profiles_loaded 0"));
  }
  world.files.write("profiles.yaml", profile("shop"));
  reloader.tick();
  CHECK(world.denies());
  CHECK(world.has_metric("profiles_loaded 1"));
}

TEST_CASE("webhook: it does not start with profiles that cannot be read") {
  World world;
  world.files.write("profiles.yaml", "kind: Deployment\n");
  auto reloader = world.reloader();
  const auto failure = reloader.start();
  REQUIRE(failure);
  CHECK(failure->message.find("declares no Fargate profile") != std::string::npos);
}

}  // namespace
}  // namespace fargate_lint::serve
