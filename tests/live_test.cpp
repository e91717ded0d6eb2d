// A running cluster from the command line to the report, with a kubectl that is not there.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "input/testing/fake_kubectl.hpp"
#include "json_schema.hpp"
#include "progress.hpp"
#include "run.hpp"
#include "system/disk.hpp"
#include "system/test_world.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

constexpr std::string_view kCluster =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: prod, region: "
    "eu-west-1}\nfargateProfiles: [{name: web, selectors: [{namespace: shop}]}]\n";

std::string deployment(const std::string& name, const std::string& spec) {
  return R"({"metadata":{"name":")" + name + R"(","namespace":"shop","uid":"u-)" + name +
         R"("},"spec":{"replicas":2,"template":{"metadata":{"labels":{"app":")" + name +
         R"("}},"spec":{)" + spec +
         R"("containers":[{"name":"app","image":"i","resources":{"requests":{"cpu":"250m",)"
         R"("memory":"256Mi"}}}]}}}})";
}

std::string pod(const std::string& deployment, const std::string& number, const std::string& spec) {
  return R"({"metadata":{"name":")" + deployment + "-7d9f-" + number +
         R"(","namespace":"shop","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet",)"
         R"("name":")" +
         deployment + R"(-7d9f","controller":true}]},"spec":{)" + spec +
         R"("containers":[]},"status":{"phase":"Running"}})";
}

struct Run : system::testing::WorldWith<input::testing::FakeKubectl> {
  Run() {
    environment.set("LC_ALL", "C.UTF-8");
    environment.set("COLUMNS", "100");
    files.write("/work/cluster.yaml", kCluster);
    kubectl.answers["view"] = {
        {R"({"current-context":"prod-eu","contexts":[{"name":"prod-eu","context":{)"
         R"("namespace":"shop"}}]})"}};
    kubectl.answers["/apis"] = {{R"({"groups":[]})"}};
    kubectl.list(list("apps/v1", "deployments"), deployment("api", R"("hostNetwork":true,)") + "," +
                                                     deployment("cart", "") + "," +
                                                     deployment("old", ""));
    std::string sets;
    for (const std::string name : {"api", "cart", "old"})
      sets += std::string(sets.empty() ? "" : ",") + R"({"metadata":{"name":")" + name +
              R"(-7d9f","namespace":"shop","ownerReferences":[{"kind":"Deployment","name":")" +
              name + R"(","controller":true}]},"spec":{}})";
    kubectl.list(list("apps/v1", "replicasets"), sets);
    kubectl.list("/api/v1/namespaces/shop/pods?limit=500",
                 pod("api", "a", "") + "," + pod("cart", "a", R"("nodeName":"fargate-ip-1",)") +
                     "," + pod("cart", "b", R"("nodeName":"fargate-ip-2",)") + "," +
                     pod("old", "a", R"("nodeName":"ip-10-0-0-1",)"));
    kubectl.list(
        "/api/v1/namespaces/shop/events?limit=500&fieldSelector=source%3Dfargate-scheduler",
        R"({"involvedObject":{"kind":"Pod","namespace":"shop","name":"api-7d9f-a"},)"
        R"("reason":"FailedScheduling","message":"Pod not supported on Fargate: fields )"
        R"(not supported: HostNetwork","lastTimestamp":"2026-11-30T10:00:00Z"})");
  }
  static std::string list(const std::string& version, const std::string& resource) {
    return "/apis/" + version + "/namespaces/shop/" + resource + "?limit=500";
  }
  int operator()(std::vector<std::string> words) {
    console.output.clear();
    console.error.clear();
    cmd::Held held;
    return cmd::run(system, "fargate-lint", words, held);
  }

  input::testing::FakeKubectl& kubectl = process;
};

/// What of a document breaks a schema of ours.
std::vector<std::string> schema_faults(const std::string& name, yaml::Node root) {
  const auto text = system::read_whole_file(
      system::Disk(), FARGATE_LINT_SOURCE_DIR "/schema/" + name + "-v1.schema.json");
  REQUIRE(text.has_value());
  const auto schema = yaml::read_document(*text);
  REQUIRE(schema != nullptr);
  return testing::schema_faults(schema->root(), root);
}

TEST_CASE("live: the screen") {
  Run run;
  CHECK(run({"--live", "--profiles", "cluster.yaml", "--select", "FG101"}) == 1);
  CHECK(run.console.error.empty());
  CHECK(run.console.output ==
        "LIVE  prod-eu, namespace shop, 2026-05-28 20:26:40Z: 3 workloads, 4 pods\n"
        "\n"
        "PLACEMENT  2 workloads (4 pods) land on Fargate, 1 refused   1 profile from cluster.yaml\n"
        "\n"
        "  VERDICT    OBJECT           NAMESPACE  PROFILE  PODS  SIZE              RUNNING\n"
        "  ✗ refused  Deployment/api   shop       web/0    2     0.25 vCPU 0.5 GB  0 of 1\n"
        "      hostNetwork (FG101)\n"
        "  ✓ fargate  Deployment/cart  shop       web/0    2     0.25 vCPU 0.5 GB  2 of 2\n"
        "  ! differs  Deployment/old   shop       web/0    2     0.25 vCPU 0.5 GB  1 on EC2\n"
        "      profile `web` selects it now, but its pods run elsewhere: they keep their nodes "
        "until they are\n"
        "      recreated (`kubectl rollout restart`)\n"
        "\n"
        "error[FG101]: `hostNetwork: true` is not supported on Fargate\n"
        "  --> Deployment/api spec.template.spec.hostNetwork                                  in "
        "shop · web/0\n"
        "   = event: Pod not supported on Fargate: fields not supported: HostNetwork\n"
        "   = help: remove `hostNetwork`: a Fargate Pod has its own VPC address, which load "
        "balancers and\n"
        "           other Pods reach directly\n"
        "\n"
        "2 workloads (4 pods) land on Fargate, 1 refused\n"
        "✗ refused: Deployment/api in shop (FG101 at live:apps/v1/deployments/shop/api)\n"
        "1 error\n"
        "`fargate-lint explain FG101` shows why, and how to accept a finding\n");
}

TEST_CASE("live: JSON has no lines, and says what runs") {
  Run run;
  CHECK(run({"--live", "--profiles", "cluster.yaml", "--select", "FG101", "-o", "json"}) == 1);
  const auto document = yaml::read_document(run.console.output);
  REQUIRE(document != nullptr);
  const auto root = document->root();
  CHECK(schema_faults("report", root).empty());
  const auto finding = root["diagnostics"].at(0);
  CHECK(finding["path"].text() == "live:apps/v1/deployments/shop/api");
  CHECK(finding["line"].is_null());
  CHECK(finding["field"].text() == "spec.template.spec.hostNetwork");
  CHECK(finding["fix"].is_null());
  CHECK(root["live"]["context"].text() == "prod-eu");
  CHECK(root["live"]["pods"].text() == "4");
  std::string seen;
  for (const auto placed : root["placements"].items())
    seen += std::string(placed["name"].text()) + " " +
            std::string(placed["live"]["differs"].text()) + " " +
            std::string(placed["live"]["elsewhere"].text()) + "; ";
  CHECK(seen == "api null 0; cart null 0; old created-before-profile 1; ");
}

TEST_CASE("live: other formats name the object, and no line of a file") {
  Run run;
  const std::vector<std::string> words = {"--live",   "--profiles", "cluster.yaml",
                                          "--select", "FG101",      "-o"};
  const auto in = [&](const char* format) {
    auto all = words;
    all.emplace_back(format);
    CHECK(run(all) == 1);
    return run.console.output;
  };
  CHECK(in("concise") ==
        "live:apps/v1/deployments/shop/api spec.template.spec.hostNetwork: error FG101 "
        "Deployment/api: `hostNetwork: true` is not supported on Fargate\n");
  const auto sarif = in("sarif");
  CHECK(sarif.find("shop/Deployment/api") != std::string::npos);
  CHECK(sarif.find("live%3A") == std::string::npos);
  CHECK(in("github").find("file=") == std::string::npos);
}

TEST_CASE("live: why one pod waits, with the event that the cluster shows") {
  Run run;
  CHECK(run({"why", "pod/api-7d9f-a", "--live", "--profiles", "cluster.yaml"}) == 0);
  const auto& text = run.console.output;
  CHECK(
      text.starts_with("Deployment/api in shop   live:apps/v1/deployments/shop/api\n✗ refused\n"));
  CHECK(text.find("In the cluster\n  pod api-7d9f-a: Running, no node\n"
                  "  event: Pod not supported on Fargate: fields not supported: HostNetwork\n"
                  "    fields not supported: HostNetwork: FG101 at Deployment/api "
                  "spec.template.spec.hostNetwork\n") != std::string::npos);
  CHECK(run({"why", "pod/api-7d9f-a", "--live", "--profiles", "cluster.yaml", "-o", "json"}) == 0);
  const auto document = yaml::read_document(run.console.output);
  REQUIRE(document != nullptr);
  CHECK(schema_faults("why", document->root()).empty());
  CHECK(document->root()["workloads"].at(0)["live_pod"]["name"].text() == "api-7d9f-a");
  CHECK(run({"why", "pod/none", "--live", "--profiles", "cluster.yaml"}) == 2);
}

TEST_CASE("live: what has no line has none in JSON") {
  Run run;
  CHECK(run({"cost", "--live", "--profiles", "cluster.yaml", "-o", "json"}) == 0);
  const auto document = yaml::read_document(run.console.output);
  REQUIRE(document != nullptr);
  CHECK(schema_faults("cost", document->root()).empty());
  REQUIRE(document->root()["workloads"].size() == 3);
  CHECK(document->root()["workloads"].at(0)["line"].is_null());
}

TEST_CASE("live: an event proves that there is no other node") {
  Run run;
  run.files.write("/work/cluster.yaml",
                  "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: prod, "
                  "region: eu-west-1}\nmanagedNodeGroups: [{name: x}]\nfargateProfiles: [{name: "
                  "web, selectors: [{namespace: other}]}]\n");
  const std::vector<std::string> words = {"--live", "--profiles", "cluster.yaml", "--select",
                                          "FG814",  "-o",         "concise"};
  CHECK(run(words) == 0);
  CHECK(run.console.output.empty());
  run.files.write(
      "/work/cluster.yaml",
      std::string(kCluster).replace(kCluster.find("namespace: shop"), 15, "namespace: ops "));
  run.kubectl.list(
      "/api/v1/namespaces/shop/events?limit=500&fieldSelector=source%3Ddefault-scheduler%2Creason%"
      "3DFailedScheduling",
      R"({"involvedObject":{"kind":"Pod","namespace":"shop","name":"api-7d9f-a"},)"
      R"("reason":"FailedScheduling","message":"0/2 nodes are available: 2 node(s) had untolerated )"
      R"(taint {eks.amazonaws.com/compute-type: fargate}. preemption: 0/2 nodes"})");
  CHECK(run(words) == 1);
  CHECK(run.console.output.find("error FG814 Deployment/api: ") != std::string::npos);
  CHECK(run.console.output.find("error FG814 Deployment/cart: ") == std::string::npos);
}

class Terminal : public system::KeptConsole {
 public:
  bool is_terminal(system::Standard) const override { return true; }
};

TEST_CASE("live: how far it is stands on a terminal, from the second second on") {
  Run run;
  CHECK(cmd::progress_of_cluster(run.system) == nullptr);  // no terminal
  Terminal terminal;
  const system::System system{run.files, run.files, run.environment,
                              run.clock, terminal,  run.kubectl};
  const auto progress = cmd::progress_of_cluster(system);
  REQUIRE(progress != nullptr);
  progress("prod", 5);
  progress("prod", std::nullopt);
  CHECK(terminal.error.empty());
  run.clock.advance(std::chrono::seconds(1));
  progress("prod\x1b[31m", 7);
  progress("prod", 8);  // too soon to be read
  CHECK(terminal.error == "\r\x1b[Kreading prod\\x1b[31m (kubectl)  7 pods");
  progress("prod", std::nullopt);
  CHECK(terminal.error.ends_with(" 7 pods\r\x1b[K"));
}

TEST_CASE("live: nothing read has no table") {
  Run run;
  run.kubectl.answers["/apis"] = {
      {"", {system::Ending::Kind::exited, 1, "The connection to the server x was refused"}}};
  for (const char* command : {"check", "placement", "profiles"}) {
    CHECK(run({command, "--live", "--profiles", "cluster.yaml"}) == 2);
    CHECK(run.console.output.empty());
    CHECK(run.console.error ==
          "error: cannot reach the cluster: The connection to the server x was refused\n"
          "  check the context and the network (VPN, private endpoint) with `kubectl get "
          "namespaces`\n");
  }
}

TEST_CASE("live: profiles come from AWS beside files, and without them nothing is judged") {
  Run run;
  run.kubectl.answers["view"] = {{"", {system::Ending::Kind::not_found}}};
  run.files.write("/work/a.yaml",
                  "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: "
                  "{containers: [{name: c, image: i}]}\n");
  CHECK(run({"a.yaml", "--profiles", "aws"}) == 2);
  CHECK(run.console.output.empty());
  CHECK(run.console.error.starts_with(
      "error: cannot tell which cluster `--profiles aws` means: `kubectl` is not installed"));
}

}  // namespace
}  // namespace fargate_lint
