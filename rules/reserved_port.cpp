#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "list.hpp"
#include "support/fixes.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::int64_t kKubeletPort = 10250;
constexpr std::string_view kFreePort = "10251";

bool uses_port(const kube::PodTemplate& pod, std::string_view port) {
  for (const auto& container : pod.containers) {
    for (const auto item : container.node["ports"].items()) {
      if (item["containerPort"].text() == port) return true;
    }
  }
  return false;
}

/// The port and every argument that sets it, `--secure-port=10250`; nothing if one of them is
/// written in a way that cannot be edited, for half of the change breaks what works.
std::optional<lint::Fix> move_port(const kube::Container& container, yaml::Node port) {
  lint::Fix fix;
  std::vector<std::pair<yaml::Node, std::string>> changes = {{port, std::string(kFreePort)}};
  for (const std::string_view part : {"command", "args"}) {
    for (const auto item : container.node[part].items()) {
      constexpr std::string_view kSetting = "=10250";
      const std::string_view text = item.text();
      if (!text.ends_with(kSetting)) continue;
      const std::string_view flag = text.substr(0, text.size() - kSetting.size() + 1);
      changes.emplace_back(item, std::string(flag) + std::string(kFreePort));
    }
  }
  for (auto& [scalar, text] : changes) {
    auto change = replace_scalar(scalar, text);
    if (!change) return std::nullopt;
    append(fix, std::move(*change));
  }
  return fix;
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& container : pod.pod.containers) {
    for (const auto item : container.node["ports"].items()) {
      const auto port = item["containerPort"];
      if (port.integer() != kKubeletPort || item["protocol"].text() == "UDP") continue;
      auto finding =
          out.add(port, say("port 10250 is taken by the kubelet of the pod's Fargate node"));
      finding.container(container.name);
      if (uses_port(pod.pod, kFreePort)) continue;
      if (auto fix = move_port(container, port)) finding.fix(std::move(*fix));
    }
  }
}

}  // namespace

constinit const Rule reserved_port = define(
    {
        .id = "FG113",
        .name = "reserved-port",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a container listens on the port of Fargate's kubelet",
        .why = "A Fargate pod shares its network with the node that runs it, and there the "
               "kubelet listens on port 10250. A container that wants the same port finds it "
               "taken and does not start. The metrics server is the one that people meet: its "
               "manifest uses 10250, and AWS says to move it to 10251.",
        .fix = "let the container listen on another port, such as 10251, and change its "
               "arguments, probes and Services with it",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/metrics-server.html",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: metrics-server
spec:
  containers:
    - name: metrics-server
      image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
      args: [--secure-port=10250]
      ports:
        - containerPort: 10250
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: metrics-server
spec:
  containers:
    - name: metrics-server
      image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
      args: [--secure-port=10251]
      ports:
        - containerPort: 10251
)",
    },
    check);

}  // namespace fargate_lint::rules
