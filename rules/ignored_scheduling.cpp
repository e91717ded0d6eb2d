#include <string_view>

#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";

/// Pods rely on these for availability. Over `kubernetes.io/hostname` Fargate keeps what is asked
/// for by nature: each pod has its own node.
bool is_zone(yaml::Node topology_key) {
  return topology_key.text() == "topology.kubernetes.io/zone" ||
         topology_key.text() == "failure-domain.beta.kubernetes.io/zone";
}

void check_affinity(yaml::Node affinity, FindingSink& out) {
  const auto together = affinity["podAffinity"][kRequired];
  if (together.size() > 0) out.add(together, say("required pod affinity is ignored by Fargate"));
  for (const auto term : affinity["podAntiAffinity"][kRequired].items()) {
    if (!is_zone(term["topologyKey"])) continue;
    out.add(term, say("required pod anti-affinity over {} is ignored by Fargate",
                      quote(term["topologyKey"].text())))
        .severity(Severity::warning);
  }
}

void check_spread(yaml::Node constraints, FindingSink& out) {
  for (const auto constraint : constraints.items()) {
    const auto key = constraint["topologyKey"];
    if (constraint["whenUnsatisfiable"].text() != "DoNotSchedule" || !is_zone(key)) continue;
    out.add(constraint,
            say("`DoNotSchedule` spread over {} is ignored by Fargate", quote(key.text())))
        .severity(Severity::warning);
  }
}

void check_priority(yaml::Node priority, FindingSink& out) {
  if (!priority.is_string() || priority.text().empty()) return;
  if (priority.text() == "system-node-critical") return;  // what it becomes
  out.add(priority, say("priority class {} is replaced with `system-node-critical` on Fargate",
                        quote(priority.text())))
      .help("no change is needed: Fargate Pods do not compete for nodes");
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
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "scheduling constraint is ignored by the Fargate scheduler",
        .why = "Fargate runs each Pod on its own node, in a subnet of the profile that Fargate "
               "chooses. Its scheduler evaluates `nodeSelector` and required node affinity only. "
               "It ignores pod affinity and anti-affinity and topology spread constraints, even "
               "those that are required, and EKS replaces the priority class with "
               "`system-node-critical`. A required spread or anti-affinity over zones is a "
               "warning, because nothing enforces the availability it asks for.",
        .fix = "remove it from Pods on Fargate; to spread Pods over zones, use one Fargate profile "
               "for each zone's subnets",
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
