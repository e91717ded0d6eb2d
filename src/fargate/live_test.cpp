#include "fargate/live.hpp"

#include <doctest/doctest.h>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

LivePod pod(std::string_view node, std::string_view profile = "", std::string_view capacity = "") {
  LivePod pod;
  pod.node = node;
  pod.profile = profile;
  pod.capacity = capacity;
  pod.phase = node.empty() ? "Pending" : "Running";
  return pod;
}

constexpr std::string_view kNode = "fargate-ip-10-0-0-1.eu-west-1.compute.internal";
constexpr std::string_view kEc2 = "ip-10-0-0-2.eu-west-1.compute.internal";

TEST_CASE("live: what a cluster shows beside the placement") {
  const testing::World world(testing::pod(""), testing::profiles("[{name: web, selectors: "
                                                                 "[{namespace: shop}]}]"));
  const auto placement = world.place().placement;
  REQUIRE(placement.verdict == Verdict::fargate);
  const auto differs = [&](std::vector<LivePod> pods) {
    return std::string(to_string(compare(placement, pods, world.profiles()).differs));
  };
  CHECK(differs({}).empty());
  CHECK(differs({pod(kNode, "web", "0.25vCPU 0.5GB")}).empty());
  CHECK(differs({pod("", "web")}).empty());
  CHECK(differs({pod(kEc2)}) == "created-before-profile");
  CHECK(differs({pod(kNode, "old")}) == "profile");
  CHECK(differs({pod(kNode, "web", "1vCPU 2GB")}) == "size");
  auto open = placement;  // who knows what the autoscaler has set
  open.missing.push_back({.kind = Fact::Kind::autoscaler});
  CHECK(compare(open, std::vector{pod(kNode, "web", "1vCPU 2GB")}, world.profiles()).differs ==
        Differs::no);
  auto finished = pod(kEc2);
  finished.phase = "Succeeded";
  CHECK(differs({finished}).empty());
  // Without profiles nobody knows where they belong.
  CHECK(compare(placement, std::vector{pod(kEc2)}, {}).differs == Differs::no);
}

TEST_CASE("live: pods that Fargate would refuse, and pods that no profile selects") {
  const auto profiles = testing::profiles("[{name: web, selectors: [{namespace: shop}]}]");
  const testing::World refused(testing::pod("hostNetwork: true"), profiles);
  CHECK(compare(refused.place().placement, std::vector{pod(kEc2)}, profiles).differs ==
        Differs::refused_elsewhere);
  CHECK(compare(refused.place().placement, std::vector{pod("", "web")}, profiles).differs ==
        Differs::no);
  const auto others = testing::profiles("[{name: web, selectors: [{namespace: other}]}]");
  const testing::World elsewhere(testing::pod(""), others);
  CHECK(compare(elsewhere.place().placement, std::vector{pod(kEc2)}, others).differs ==
        Differs::no);
  CHECK(compare(elsewhere.place().placement, std::vector{pod(kNode, "gone")}, others).differs ==
        Differs::profile);
}

TEST_CASE("live: counts, and what most pods have") {
  const testing::World world(testing::pod(""));
  auto waiting = pod("");
  waiting.events = std::vector<SharedText>{"a", "b"};
  const auto state =
      compare(world.place().placement,
              std::vector{pod(kNode, "x", "1vCPU 2GB"), pod(kNode, "x"), pod(kEc2), waiting}, {});
  CHECK(state.pods == 4);
  CHECK(state.on_fargate == 2);
  CHECK(state.elsewhere == 1);
  CHECK(state.pending == 1);
  CHECK(state.profile == "x");
  CHECK(state.capacity == "1vCPU 2GB");
  CHECK(state.events == std::vector<std::string>{"a", "b"});
}

TEST_CASE("live: pods are found by their workload and by their name") {
  LiveCluster cluster;
  std::vector<LivePod> pods;
  for (const auto* name : {"b", "a", "c"}) {
    auto one = pod("");
    one.ns = name == std::string_view("c") ? "other" : "shop";
    one.name = name;
    one.owner_kind = "Deployment";
    one.owner = "api";
    pods.push_back(one);
  }
  cluster.keep(std::move(pods));
  CHECK(cluster.of("Deployment", "shop", "api").size() == 2);
  CHECK(cluster.of("Deployment", "shop", "api").front().name == "a");
  CHECK(cluster.of("StatefulSet", "shop", "api").empty());
  CHECK(cluster.named("", "c").size() == 1);
  CHECK(cluster.named("shop", "c").empty());
}

TEST_CASE("live: an event proves that all nodes are Fargate's only if it counts them all") {
  const std::string taint =
      " node(s) had untolerated taint {eks.amazonaws.com/compute-type: fargate}";
  CHECK(shows_only_fargate_nodes("0/5 nodes are available: 5" + taint + ". preemption: 0/5"));
  CHECK_FALSE(shows_only_fargate_nodes("0/5 nodes are available: 3" + taint + ", 2 Insufficient"));
  CHECK_FALSE(shows_only_fargate_nodes("0/ nodes are available: " + taint));
  CHECK_FALSE(shows_only_fargate_nodes("no nodes available to schedule pods"));
}

}  // namespace
}  // namespace fargate_lint::fargate
