#include "complete_cluster.hpp"

#include <doctest/doctest.h>

#include "complete.hpp"
#include "system/test_world.hpp"

namespace fargate_lint::cmd {
namespace {

using system::Ending;
using system::FakeProcess;

struct World : system::testing::World {
  FakeProcess kubectl;
  system::System with_kubectl{files, files, environment, clock, console, kubectl};

  std::string completed(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& candidate : complete(words, Context{with_kubectl}).candidates)
      all += candidate.text + " ";
    return all;
  }
};

TEST_CASE("completion: contexts and clusters of the kubeconfig") {
  World world;
  world.kubectl.on(
      {"kubectl", "config", "get-contexts"},
      FakeProcess::Answer{.output = "prod\narn:aws:eks:eu-west-1:1:cluster/prod\n$(touch x)\n"});
  world.kubectl.on({"kubectl", "config", "get-clusters"},
                   FakeProcess::Answer{.output = "NAME\nprod\nstage\n"});
  ClusterNames names(world.with_kubectl);
  CHECK(names.contexts() ==
        std::vector<std::string>{"prod", "arn:aws:eks:eu-west-1:1:cluster/prod", "$(touch x)"});
  CHECK(names.clusters() == std::vector<std::string>{"prod", "stage"});
}

TEST_CASE("completion: namespaces and workloads of the cluster that is asked for") {
  World world;
  world.kubectl.on({"kubectl", "get", "namespaces"},
                   FakeProcess::Answer{.output = "namespace/shop\nnamespace/web\n"});
  world.kubectl.on({"kubectl", "get"},
                   FakeProcess::Answer{.output = "deployment.apps/api\npod/api-7d9f\n"});
  ClusterNames names(world.with_kubectl);
  CHECK_FALSE(names.is_live());
  names.give(*find_option("--fail-on"), "error");
  CHECK_FALSE(names.is_live());
  names.give(*find_option("--context"), "prod");
  names.give(*find_option("--kube-cluster"), "c");
  CHECK(names.is_live());
  CHECK(names.namespaces() == std::vector<std::string>{"shop", "web"});
  CHECK(names.workloads("shop") == std::vector<std::string>{"deployment/api", "pod/api-7d9f"});
  const auto& words = world.kubectl.started().back().words;
  CHECK(std::vector(words.end() - 3, words.end()) ==
        std::vector<std::string>{"--namespace=shop", "--context=prod", "--cluster=c"});
  CHECK(world.kubectl.started().back().limit <= std::chrono::seconds(5));
}

TEST_CASE("completion: a command line that reads a cluster is completed from it") {
  World world;
  world.kubectl.on({"kubectl", "config", "get-contexts"}, FakeProcess::Answer{.output = "prod\n"});
  world.kubectl.on({"kubectl", "get", "namespaces"},
                   FakeProcess::Answer{.output = "namespace/shop\n"});
  world.kubectl.on({"kubectl", "get"},
                   FakeProcess::Answer{.output = "deployment.apps/api\npod/api-7d9f\n"});
  CHECK(world.completed({"--context", ""}) == "prod ");
  CHECK(world.completed({"check", "--context=p"}) == "--context=prod ");
  CHECK(world.completed({"--live", "-n", ""}) == "shop ");
  CHECK(world.completed({"why", "--context", "prod", "-n", "shop", "pod/"}) == "pod/api-7d9f ");
  const auto& words = world.kubectl.started().back().words;
  CHECK(std::vector(words.end() - 2, words.end()) ==
        std::vector<std::string>{"--namespace=shop", "--context=prod"});
}

TEST_CASE("completion: the kubectl that the user has named is asked") {
  World world;
  world.environment.set("FARGATE_LINT_KUBECTL", "/opt/kubectl");
  world.kubectl.on({"/opt/kubectl", "config", "get-contexts"},
                   FakeProcess::Answer{.output = "prod\n"});
  CHECK(world.completed({"--context", ""}) == "prod ");
}

TEST_CASE("completion: a kubectl that fails offers nothing") {
  World world;
  world.kubectl.on({"kubectl", "get"},
                   FakeProcess::Answer{.output = "namespace/half\n",
                                       .ending = {Ending::Kind::exited, 1, "refused"}});
  ClusterNames names(world.with_kubectl);
  names.give(*find_option("--live"), "");
  CHECK(names.namespaces().empty());
  CHECK(names.workloads("").empty());
  CHECK(names.contexts().empty());  // no such program
}

TEST_CASE("completion: namespaces of the files that are named, without asking a cluster") {
  World world;
  const auto pod = [](const std::string& ns) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: " + ns +
           "}\nspec: {containers: [{name: a, image: b}]}\n";
  };
  world.files.write("a.yaml", pod("shop") + "---\n" + pod("web"));
  world.files.write("b.yaml", pod("office"));
  CHECK(world.completed({"-f", "a.yaml", "-n", ""}) == "shop web ");
  CHECK(world.completed({"check", "a.yaml", "b.yaml", "--namespace=o"}) == "--namespace=office ");
  CHECK(world.completed({"why", "b.yaml", "a.yaml", "-n", "s"}) == "shop ");
  CHECK(world.completed({"-n", ""}).empty());
  CHECK(world.kubectl.started().empty());
}

}  // namespace
}  // namespace fargate_lint::cmd
