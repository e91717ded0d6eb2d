#include <algorithm>
#include <array>
#include <string_view>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/aws.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kMode = "DD_EKS_FARGATE";

/// Whether the container runs the Datadog agent.
bool is_datadog_agent(const kube::Container& container) {
  constexpr std::array<std::string_view, 2> kImages = {"datadog/agent", "datadoghq/agent"};
  return std::ranges::any_of(
      kImages, [&](std::string_view image) { return runs_program(container, image); });
}

/// Whether another program runs in the pod: else the agent is no sidecar.
bool has_application(const kube::PodTemplate& pod) {
  return std::ranges::any_of(pod.containers, [](const kube::Container& container) {
    return container.role == kube::ContainerRole::app && !container.image.empty() &&
           !is_datadog_agent(container);
  });
}

void check_mode(const kube::Container& container, FindingSink& out) {
  auto where = container.node["image"];
  for (const auto variable : container.node["env"].items()) {
    if (kube::text_of(variable["name"]) != kMode) continue;
    const auto value = variable["value"];
    // What is set from elsewhere is not in the manifest.
    if (!value || value.text() == "true") return;
    where = value;
  }
  // So may be variables of a ConfigMap or a Secret.
  if (!where || container.node["envFrom"].size() > 0) return;
  out.add(where, say("sidecar runs the Datadog agent without `DD_EKS_FARGATE=true`"))
      .container(container.name);
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& container : pod.pod.containers) {
    const bool runs = container.role == kube::ContainerRole::app ||
                      container.role == kube::ContainerRole::sidecar;
    if (runs && is_datadog_agent(container) && has_application(pod.pod)) check_mode(container, out);
  }
}

}  // namespace

constinit const Rule agent_sidecar_mode = define(
    {
        .id = "FG605",
        .name = "agent-sidecar-mode",
        .severity = Severity::info,
        .since = "0.2.0",
        .summary = "an agent sidecar runs without its Fargate mode",
        .why = "The Datadog agent expects to run on a node, with access to its kubelet and its "
               "host. A pod on Fargate has neither: it cannot reach the kubelet of its node. "
               "As a sidecar on Fargate, the agent needs `DD_EKS_FARGATE=true` to collect from "
               "its own pod instead.",
        .fix = "set `DD_EKS_FARGATE` to `\"true\"` in the agent's container",
        .page = "https://docs.datadoghq.com/integrations/eks_fargate/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
    - name: agent
      image: public.ecr.aws/datadog/agent:7
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
    - name: agent
      image: public.ecr.aws/datadog/agent:7
      env:
        - name: DD_EKS_FARGATE
          value: "true"
)",
    },
    check);

}  // namespace fargate_lint::rules
