#include "input/cluster.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "input/aws.hpp"
#include "input/testing/fake_kubectl.hpp"
#include "system/test_world.hpp"

namespace fargate_lint::input {
namespace {

using testing::FakeKubectl;
using Kind = system::Ending::Kind;

constexpr std::string_view kView =
    R"({"current-context":"prod","contexts":[{"name":"prod","context":{"namespace":"shop",)"
    R"("cluster":"arn:aws:eks:eu-west-1:111122223333:cluster/prod"}}]})";

struct World : system::testing::WorldWith<FakeKubectl> {
  World() {
    kubectl.answers["view"].push_back({std::string(kView)});
    kubectl.answers["/apis"].push_back({R"({"groups":[]})"});
    kubectl.list(deployments, deployment("api"));
  }
  static std::string deployment(const std::string& name) {
    return R"({"metadata":{"name":")" + name +
           R"(","namespace":"shop"},"spec":{"template":{"spec":{"containers":[]}}}})";
  }
  Rendered read(Cluster cluster = {}, unsigned at_once = 1) {
    ClusterOptions options;
    options.at_once = at_once;
    return read_cluster(system, cluster, options);
  }

  const std::string deployments = "/apis/apps/v1/namespaces/shop/deployments?limit=500";
  FakeKubectl& kubectl = process;
};

std::string errors_of(const Rendered& rendered) {
  std::string text;
  for (const auto& error : rendered.errors) text += error.message + "\n";
  return text;
}

bool is_complete(const Rendered& rendered, const kube::Kind& kind, const std::string& ns = "") {
  return std::ranges::find(rendered.complete, std::pair<const kube::Kind*, std::string>(
                                                  &kind, ns)) != rendered.complete.end();
}

TEST_CASE("a cluster: the context's namespace is read, and its lists are complete there") {
  World world;
  const auto read = world.read();
  CHECK(errors_of(read).empty());
  REQUIRE(read.files.size() == 1);
  CHECK(read.files[0].path == "live:apps/v1/deployments");
  REQUIRE(read.live != nullptr);
  CHECK(read.live->name == "prod");
  CHECK(read.live->ns == "shop");
  CHECK(read.live->eks_name == "prod");
  CHECK(read.live->has_pods);
  CHECK(is_complete(read, kube::kinds::service, "shop"));
  CHECK(is_complete(read, kube::kinds::pod, "shop"));
  CHECK(is_complete(read, kube::kinds::ingress_class));
  CHECK(is_complete(read, kube::kinds::scaled_object));  // the cluster has no such kind
  // Nothing mounts a claim: these lists cost nothing, and prove nothing.
  CHECK_FALSE(is_complete(read, kube::kinds::persistent_volume));
  CHECK_FALSE(is_complete(read, kube::kinds::config_map, "shop"));
}

TEST_CASE("a cluster: of two namespaces that are read by name neither hides the other") {
  World world;
  for (const std::string name : {"shop", "aws-observability"})
    world.kubectl.list("/api/v1/namespaces?limit=500&fieldSelector=metadata.name%3D" + name,
                       R"({"metadata":{"name":")" + name + R"("}})");
  std::string paths;
  for (const auto& file : world.read().files) paths += file.path + " ";
  CHECK(paths == "live:apps/v1/deployments live:v1/namespaces live:v1/namespaces~2 ");
}

TEST_CASE("a cluster: without rules, what only they ask for is not read") {
  World world;
  Cluster cluster;
  cluster.for_rules = false;
  const auto read = world.read(cluster);
  CHECK(errors_of(read).empty());
  for (const auto& words : world.kubectl.started)
    for (const auto& word : words) CHECK(word.find("/services?") == std::string::npos);
  CHECK_FALSE(is_complete(read, kube::kinds::service, "shop"));
  CHECK(is_complete(read, kube::kinds::horizontal_pod_autoscaler, "shop"));
  CHECK(read.live->not_read.empty());
}

TEST_CASE("a cluster: an API that is down is one list less") {
  World world;
  world.kubectl.answers["/apis"] = {
      {R"({"groups":[{"name":"keda.sh","preferredVersion":{"version":"v1alpha1"}}]})"}};
  world.kubectl.refuse("/apis/keda.sh/v1alpha1",
                       "Error from server (ServiceUnavailable): the server is currently unable to "
                       "handle the request");
  const auto read = world.read();
  CHECK(errors_of(read).empty());
  CHECK_FALSE(is_complete(read, kube::kinds::scaled_object));
  CHECK_FALSE(is_complete(read, kube::kinds::pod, "shop"));
  CHECK(read.live->not_read == std::vector<fargate::NotRead>{{"keda.sh", "cannot be listed"}});
}

TEST_CASE("a cluster: kubectl gets its own flags, and no list is asked for twice") {
  World world;
  Cluster cluster;
  cluster.connection.flags = {"--context=prod", "--as=me"};
  cluster.ns = "other";
  world.kubectl.list("/apis/apps/v1/namespaces/other/deployments?limit=500",
                     World::deployment("api"));
  world.environment.set("FARGATE_LINT_KUBECTL", "/opt/kubectl");
  world.read(cluster);
  auto calls = world.kubectl.started;
  for (const auto& words : calls) {
    CHECK(words.front() == "/opt/kubectl");
    CHECK(std::ranges::find(words, "--context=prod") != words.end());
    CHECK(words.back() == "--request-timeout=30s");
    for (const auto& word : words) CHECK(word.find("/secrets") == std::string::npos);
  }
  std::ranges::sort(calls);
  CHECK(std::ranges::adjacent_find(calls) == calls.end());
}

TEST_CASE("a cluster: pages follow each other, and an expired token begins the list anew") {
  World world;
  world.kubectl.answers.erase(world.deployments);
  world.kubectl.list(world.deployments, World::deployment("a"), "one");
  const auto second = world.deployments + "&continue=one";
  world.kubectl.refuse(second,
                       "Error from server (Expired): The provided continue parameter is "
                       "too old to display a consistent list result.");
  world.kubectl.list(second, World::deployment("b"));
  for (const unsigned at_once : {1U, 4U}) {
    const auto read = world.read({}, at_once);
    CHECK(errors_of(read).empty());
    REQUIRE(read.files.size() == 1);
    const auto& text = read.files[0].text;
    CHECK(std::ranges::count(text, '\n') == 4);
    CHECK(text.find(R"("name":"a")") < text.find(R"("name":"b")"));
  }
}

TEST_CASE("a cluster: a token that expires again and again is an error") {
  World world;
  world.kubectl.answers.erase(world.deployments);
  world.kubectl.list(world.deployments, World::deployment("a"), "one");
  world.kubectl.refuse(world.deployments + "&continue=one", "Error from server (Expired): old");
  world.kubectl.list("/apis/apps/v1/namespaces/shop/statefulsets?limit=500",
                     World::deployment("db"));
  CHECK(errors_of(world.read()) ==
        "some workloads could not be read: deployments (it changes faster than it can be read)\n");
}

TEST_CASE("a cluster: what is forbidden is told, and decides nothing") {
  World world;
  world.kubectl.answers.erase(world.deployments);
  world.kubectl.list(world.deployments,
                     R"({"metadata":{"name":"api","namespace":"shop"},"spec":{"template":{"spec":)"
                     R"({"volumes":[{"persistentVolumeClaim":{"claimName":"c"}}]}}}})");
  world.kubectl.refuse("/api/v1/persistentvolumes?limit=500",
                       "Error from server (Forbidden): persistentvolumes is forbidden");
  auto read = world.read();
  CHECK(errors_of(read).empty());
  CHECK(read.live->not_read == std::vector<fargate::NotRead>{{"persistentvolumes", "forbidden"}});
  CHECK_FALSE(is_complete(read, kube::kinds::persistent_volume));
  CHECK(is_complete(read, kube::kinds::persistent_volume_claim, "shop"));

  world.kubectl.refuse("/api/v1/namespaces/shop/pods?limit=500",
                       "Error from server (Forbidden): pods is forbidden");
  read = world.read();
  CHECK(errors_of(read) == "some workloads could not be read: pods (forbidden)\n");
  CHECK_FALSE(is_complete(read, kube::kinds::pod, "shop"));
  Cluster partial;
  partial.allows_partial = true;
  read = world.read(partial);
  CHECK(errors_of(read).empty());
  CHECK_FALSE(read.live->has_pods);
}

TEST_CASE("a cluster: nothing read, or nothing there, never looks clean") {
  World world;
  for (auto& [path, answers] : world.kubectl.answers)
    if (path.starts_with("/apis/")) answers = {{"", {Kind::exited, 1, "x (Forbidden): y"}}};
  for (const auto* path : {"pods", "replicationcontrollers"})
    world.kubectl.refuse("/api/v1/namespaces/shop/" + std::string(path) + "?limit=500",
                         "Error from server (Forbidden): no");
  for (const auto* path :
       {"apps/v1/namespaces/shop/replicasets", "apps/v1/namespaces/shop/statefulsets",
        "apps/v1/namespaces/shop/daemonsets", "batch/v1/namespaces/shop/jobs",
        "batch/v1/namespaces/shop/cronjobs"})
    world.kubectl.refuse("/apis/" + std::string(path) + "?limit=500",
                         "Error from server (Forbidden): no");
  const auto forbidden = world.read();
  CHECK(errors_of(forbidden).starts_with("no workload could be read: pods (forbidden), "));
  CHECK(forbidden.files.empty());

  World empty;
  empty.kubectl.answers.erase(empty.deployments);
  const auto none = empty.read();
  CHECK(errors_of(none) == "namespace `shop` has no workload\n");
  CHECK(none.files.empty());
}

TEST_CASE("a cluster: one error where nothing can be asked") {
  struct Row {
    const char* path;
    FakeKubectl::Answer answer;
    const char* error;
  };
  const Row rows[] = {
      {"view", {"", {Kind::not_found}}, "`kubectl` is not installed, or not on PATH\n"},
      {"view", {"nonsense"}, "kubectl does not print its configuration as JSON\n"},
      {"view",
       {"", {Kind::exited, 1, "error: cannot locate context nope"}},
       "kubectl: cannot locate context nope\n"},
      {"/apis", {"<html>"}, "kubectl does not print what the API server answers\n"},
      {"/apis",
       {"", {Kind::exited, 1, "The connection to the server x was refused"}},
       "cannot reach the cluster: The connection to the server x was refused\n"},
      {"/apis", {"", {Kind::timed_out}}, "kubectl did not answer within 35 s\n"},
      {"/apis",
       {"", {Kind::exited, 1, "error: You must be logged in to the server (Unauthorized)"}},
       "cannot log in to the cluster: You must be logged in to the server (Unauthorized)\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.error);
    World world;
    world.kubectl.answers[row.path] = {row.answer};
    const auto read = world.read({}, 4);
    CHECK(errors_of(read) == row.error);
    CHECK(read.files.empty());
    CHECK(read.live == nullptr);
  }
}

TEST_CASE("a cluster: a list that is no list is not taken for an empty one") {
  for (const auto* garbage : {"", "{\"items\":[", "garbage", "{\"kind\":\"Status\"}"}) {
    CAPTURE(garbage);
    World world;
    world.kubectl.answers["/apis/apps/v1/namespaces/shop/statefulsets?limit=500"] = {{garbage}};
    const auto read = world.read();
    CHECK(
        errors_of(read).starts_with("some workloads could not be read: statefulsets (kubectl's "
                                    "answer "));
    CHECK(read.files.size() == 1);
  }
}

TEST_CASE("a cluster: the server stops in the middle") {
  World world;
  world.kubectl.answers["/apis/apps/v1/namespaces/shop/daemonsets?limit=500"] = {
      {"", {Kind::timed_out}}};
  const auto read = world.read();
  CHECK(errors_of(read) == "kubectl did not answer within 35 s\n");
  REQUIRE(read.live != nullptr);  // what was read before is linted
  CHECK_FALSE(read.live->not_read.empty());
  CHECK_FALSE(is_complete(read, kube::kinds::service, "shop"));
}

TEST_CASE("a cluster: the same result at any number of kubectl") {
  World world;
  world.kubectl.list("/api/v1/namespaces/shop/services?limit=500", World::deployment("svc"));
  world.kubectl.list("/apis/batch/v1/namespaces/shop/jobs?limit=500", World::deployment("job"));
  const auto one = world.read({}, 1);
  for (int i = 0; i < 20; ++i) {
    const auto many = world.read({}, 4);
    REQUIRE(many.files.size() == one.files.size());
    for (std::size_t file = 0; file < one.files.size(); ++file)
      CHECK(many.files[file].text == one.files[file].text);
  }
}

/// An aws that has two profiles.
struct AwsWorld : system::testing::WorldWith<system::FakeProcess> {
  AwsWorld() {
    process.on({"aws", "eks", "list-fargate-profiles"},
               {R"({"fargateProfileNames":["web","jobs"]})"});
    for (const std::string name : {"web", "jobs"})
      process.on({"aws", "eks", "describe-fargate-profile", "--fargate-profile-name", name},
                 {R"({"fargateProfile":{"fargateProfileName":")" + name +
                  R"(","clusterName":"prod","selectors":[{"namespace":"shop"}]}})"});
  }
  Rendered read() { return read_aws_profiles(system, {"prod", "eu-west-1"}, 1); }
};

TEST_CASE("profiles of AWS: listed, then described one by one") {
  AwsWorld world;
  const auto read = world.read();
  CHECK(errors_of(read).empty());
  CHECK(read.declares_profiles);
  REQUIRE(read.files.size() == 1);
  CHECK(read.files[0].path == "aws:prod");
  CHECK(read.files[0].text.find("\"web\"") < read.files[0].text.find("\"jobs\""));
  const auto& first = world.process.started().front();
  CHECK(first.words == std::vector<std::string>{"aws", "eks", "list-fargate-profiles",
                                                "--cluster-name", "prod", "--region", "eu-west-1",
                                                "--output", "json"});
  REQUIRE(first.environment.size() == 1);
  CHECK(first.environment[0].name == "AWS_PAGER");
  CHECK(first.environment[0].value == "");
}

TEST_CASE("profiles of AWS: what may go wrong is one error of profiles") {
  struct Row {
    system::FakeProcess::Answer answer;
    const char* error;
  };
  const Row rows[] = {
      {{"", {Kind::not_found}},
       "profiles of cluster `prod`: `aws` is not installed, or not on PATH\n"},
      {{"",
        {Kind::exited, 255,
         "\nUnable to locate credentials. You can configure credentials by "
         "running \"aws configure\".\n"}},
       "profiles of cluster `prod`: not logged in to AWS: Unable to locate credentials. You can "
       "configure credentials by running \"aws configure\".\n"},
      {{"",
        {Kind::exited, 254,
         "\nAn error occurred (ResourceNotFoundException) when calling the "
         "ListFargateProfiles operation: No cluster found for name: prod."}},
       "AWS knows no cluster `prod` in eu-west-1\n"},
      {{"{\"fargateProfileNames\":[]}"}, "cluster `prod` has no Fargate profile\n"},
      {{"garbage: ["}, "profiles of cluster `prod`: aws does not print JSON\n"},
      {{"", {Kind::timed_out}}, "profiles of cluster `prod`: aws did not answer within 60 s\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.error);
    AwsWorld world;
    world.process.on({"aws", "eks", "list-fargate-profiles"}, row.answer);
    const auto read = world.read();
    CHECK(errors_of(read) == row.error);
    REQUIRE(read.errors.size() == 1);
    CHECK(read.errors[0].of_profiles);
    CHECK_FALSE(read.errors[0].hint.empty());
  }
}

TEST_CASE("profiles of AWS: which cluster a flag names") {
  CHECK(parse_aws_profiles("aws")->name.empty());
  CHECK(parse_aws_profiles("aws:prod")->name == "prod");
  CHECK(parse_aws_profiles("aws:arn:aws:eks:eu-west-1:1:cluster/a")->region == "eu-west-1");
  CHECK_FALSE(parse_aws_profiles("aws.json").has_value());
  CHECK_FALSE(parse_aws_profiles("./aws").has_value());
}

}  // namespace
}  // namespace fargate_lint::input
