#include "support/agents.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "support/aws.hpp"

namespace fargate_lint::rules {
namespace {

/// Ends of the repositories that the projects publish their images in. Those in the second table
/// gather no logs.
constexpr std::array<std::string_view, 27> kLogShippers = {
    "alloy",
    "aws-for-fluent-bit",
    "aws-otel-collector",
    "beats/elastic-agent",
    "beats/filebeat",
    "datadog/agent",
    "datadoghq/agent",
    "elastic-agent",
    "elastic-agent/elastic-agent",
    "filebeat",
    "fluent-bit",
    "fluentbit",
    "fluentd",
    "fluentd-elasticsearch",
    "fluentd-hec",
    "fluentd-kubernetes-daemonset",
    "grafana/agent",
    "kubernetes-fluentd",
    "logdna-agent",
    "newrelic-fluentbit-output",
    "opentelemetry-collector",
    "opentelemetry-collector-contrib",
    "opentelemetry-collector-k8s",
    "promtail",
    "splunk-otel-collector",
    "tailing-sidecar",
    "timberio/vector",
};
constexpr std::array<std::string_view, 12> kMetricAgents = {
    "cadvisor",           "cloudwatch-agent",   "collectd",
    "dynatrace-oneagent", "infrastructure-k8s", "beats/metricbeat",
    "metricbeat",         "netdata/netdata",    "newrelic-infrastructure",
    "node-exporter",      "sysdig/agent",       "telegraf",
};

const kube::Container* find(const kube::PodTemplate& pod, std::span<const std::string_view> names) {
  for (const auto& container : pod.containers) {
    if (container.role != kube::ContainerRole::app &&
        container.role != kube::ContainerRole::sidecar) {
      continue;
    }
    const auto repository = repository_of(container.image);
    const auto is_image = [&](std::string_view name) { return is_of_program(repository, name); };
    if (std::ranges::any_of(names, is_image)) return &container;
  }
  return nullptr;
}

}  // namespace

const kube::Container* find_log_shipper(const kube::PodTemplate& pod) {
  return find(pod, kLogShippers);
}

const kube::Container* find_observer(const kube::PodTemplate& pod) {
  const auto* shipper = find_log_shipper(pod);
  return shipper != nullptr ? shipper : find(pod, kMetricAgents);
}

bool is_given_log_shipper(const kube::PodTemplate& pod) {
  // The admission controllers of Datadog and of OpenTelemetry, and Sumo Logic's tailing-sidecar.
  constexpr std::array<std::string_view, 2> kAnnotations = {"sidecar.opentelemetry.io/inject",
                                                            "tailing-sidecar"};
  return pod.labels()["agent.datadoghq.com/sidecar"].text() == "fargate" ||
         std::ranges::any_of(kAnnotations, [&](std::string_view key) {
           const std::string_view value = pod.annotations()[key].text();
           return !value.empty() && value != "false";
         });
}

}  // namespace fargate_lint::rules
