#include <optional>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";
constexpr std::string_view kPreferred = "preferredDuringSchedulingIgnoredDuringExecution";
constexpr std::string_view kHostname = "kubernetes.io/hostname";
constexpr std::string_view kOwnNode =
    "every Fargate pod has a node of its own, so pods never share one; zones are another matter";

/// Reports the list if it wishes for anything; nothing is written there otherwise.
std::optional<lint::FindingBuilder> report(yaml::Node list, const Message& message,
                                           Severity severity, FindingSink& out) {
  if (list.size() == 0) return std::nullopt;
  auto finding = out.add(list, message);
  finding.severity(severity);
  return finding;
}

bool is_by_hostname(yaml::Node terms) {
  for (const auto term : terms.items()) {
    if (term["topologyKey"].text() != kHostname) return false;
  }
  return true;
}

void check_affinity(yaml::Node affinity, FindingSink& out) {
  report(affinity["nodeAffinity"][kPreferred], say("preferred node affinity is ignored on Fargate"),
         Severity::info, out);
  for (const std::string_view strength : {kRequired, kPreferred}) {
    report(affinity["podAffinity"][strength], say("affinity to other pods is ignored on Fargate"),
           Severity::info, out);
  }
  const auto apart = affinity["podAntiAffinity"];
  report(apart[kPreferred], say("preferred pod anti-affinity is ignored on Fargate"),
         Severity::info, out);
  auto binding = report(apart[kRequired], say("required pod anti-affinity is ignored on Fargate"),
                        Severity::warning, out);
  if (binding && is_by_hostname(apart[kRequired])) binding->note(kOwnNode);
}

void check_spread(yaml::Node constraints, FindingSink& out) {
  for (const auto constraint : constraints.items()) {
    const bool binding = constraint["whenUnsatisfiable"].text() == "DoNotSchedule";
    const std::string_view key = constraint["topologyKey"].text();
    auto finding =
        out.add(constraint, say("spread over {} is ignored on Fargate{}", quote(key),
                                binding ? say(", {} or not", quote("DoNotSchedule")) : say("")));
    finding.severity(binding ? Severity::warning : Severity::info);
    if (key == kHostname) finding.note(kOwnNode);
  }
}

void check_priority(yaml::Node priority, FindingSink& out) {
  if (!priority.is_string() || priority.text().empty()) return;
  if (priority.text() == "system-node-critical") return;  // what it becomes
  out.add(priority, say("priority class {} becomes `system-node-critical` on Fargate",
                        quote(priority.text())))
      .severity(Severity::info)
      .help("nothing needs doing: Fargate pods do not compete for nodes");
}

void check(const PodContext& pod, FindingSink& out) {
  check_affinity(pod.spec()["affinity"], out);
  check_spread(pod.spec()["topologySpreadConstraints"], out);
  check_priority(pod.spec()["priorityClassName"], out);
}

}  // namespace

constinit const Rule ignored_scheduling = define(
    {
        .id = "FG115",
        .name = "ignored-scheduling",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "a scheduling wish that the Fargate scheduler does not look at",
        .why = "Fargate gives every pod a machine of its own, in a subnet of the profile that "
               "it picks. Of a pod's wishes its scheduler reads `nodeSelector` and required "
               "node affinity and nothing else: preferences, affinity and anti-affinity among "
               "pods and topology spread constraints are ignored, even those that are binding "
               "elsewhere, and EKS replaces the priority class by `system-node-critical`. Where "
               "people rely on a spread over zones or on anti-affinity to stay available "
               "(`DoNotSchedule`, required anti-affinity) this is a warning: nothing enforces "
               "it.",
        .fix = "remove it from pods that run on Fargate; to spread over zones use one Fargate "
               "profile, with the subnets of one zone, for each part",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels: {app: web}
      containers:
        - name: app
          image: nginx
)",
        .silent = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      nodeSelector:
        topology.kubernetes.io/zone: eu-central-1a
      containers:
        - name: app
          image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
