#include <algorithm>
#include <string>
#include <vector>

#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::size_t kMostNamed = 5;

/// The profile that is sure to select the DaemonSet's pods, and of it the selector; null if none.
struct Selecting {
  const fargate::Profile* profile = nullptr;
  std::uint32_t selector = 0;
};

Selecting selecting(const kube::PodTemplate& pod, const kube::Object& object,
                    const fargate::Placement& placement, const lint::Input& input) {
  const fargate::PodIdentity identity = {object.ns, object.ns_assumed, pod.labels(),
                                         pod.added_labels};
  for (const std::uint32_t index : placement.candidates) {
    const fargate::Profile& profile = input.profiles[index];
    if (fargate::matches(profile, identity) != fargate::Tri::yes) continue;
    return {&profile, fargate::first_match(profile, identity).value_or(0)};
  }
  return {};
}

/// Kept off Fargate on purpose, as AWS's own add-ons are: by affinity, nodeSelector or annotation.
bool excludes_fargate(const kube::PodTemplate& pod) {
  return fargate::evaluate_node_selection(pod).satisfied == fargate::Tri::no ||
         pod.annotations()[fargate::kComputeTypeKey].text() == "ec2";
}

/// "a, b and 3 more"
std::string enumerate(const std::vector<std::string>& names) {
  std::string text;
  const std::size_t shown = std::min(names.size(), kMostNamed);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + quote(names[i]);
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

bool is_on_fargate(const lint::PlacedWorkload& pod) {
  return pod.placement.profile && pod.placement.verdict != fargate::Verdict::not_fargate;
}

std::string count(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

/// Once per run: the Fargate pods of this run beside which no DaemonSet's pod runs.
void report_left_without(const RunContext& run, const std::vector<std::uint32_t>& daemon_sets,
                         FindingSink& out) {
  std::vector<std::string> pods;
  for (const lint::PlacedWorkload& pod : run.placements) {
    if (is_on_fargate(pod)) pods.push_back(pod.object.kind + "/" + pod.object.name);
  }
  if (pods.empty() || daemon_sets.empty()) return;
  std::vector<std::string> names;
  for (const std::uint32_t index : daemon_sets) names.push_back(run.placements[index].object.name);
  const lint::PlacedWorkload& first = run.placements[daemon_sets.front()];
  FindingSink of_first = out.about(first.object);
  of_first
      .add(first.where, "no Fargate node runs DaemonSet pods: " + count(pods.size(), "workload") +
                            " here without " + count(names.size(), "DaemonSet"))
      .severity(Severity::info)
      .note("on Fargate: " + enumerate(pods))
      .note("without: " + enumerate(names))
      .help(
          "give what they need to the pods themselves, as a sidecar container, or use what "
          "Fargate has built in (a log router)")
      .placement(daemon_sets.front());
}

void check(const RunContext& run, FindingSink& out) {
  const auto workloads = run.input.inventory.workloads();
  std::vector<std::uint32_t> left_to_others;
  for (std::uint32_t i = 0; i < workloads.size(); ++i) {
    if (!workloads[i].is_daemon_set()) continue;
    const lint::PlacedWorkload& placed = run.placements[i];
    const kube::PodTemplate pod = kube::read_pod_template(workloads[i]);
    const auto [profile, selector] =
        selecting(pod, *workloads[i].object, placed.placement, run.input);
    if (profile == nullptr || excludes_fargate(pod)) {
      left_to_others.push_back(i);
      continue;
    }
    FindingSink of_this = out.about(placed.object);
    of_this
        .add(placed.where, "profile " + quote(profile->display_name()) +
                               " selects this DaemonSet, whose pods Fargate does not run")
        .related("selected by profile " + quote(profile->display_name()) + ", selector " +
                     std::to_string(selector),
                 profile->selectors[selector].where)
        .placement(i);
  }
  report_left_without(run, left_to_others, out);
}

}  // namespace

constinit const Rule daemonset = define(
    {
        .id = "FG108",
        .name = "daemonset",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "a DaemonSet's pods never run on Fargate",
        .why = "A Fargate node takes one pod and nothing else, so EKS leaves the pods of "
               "DaemonSets to the default scheduler, whatever profile matches them. The profile "
               "promises something that does not happen, and agents that run as DaemonSets (logs, "
               "metrics, networking) see nothing of the pods that do run on Fargate.",
        .fix = "run it as a sidecar container of the pods that need it; or, if it is meant for EC2 "
               "nodes, say so with node affinity `eks.amazonaws.com/compute-type NotIn [fargate]`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: monitoring
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: fluent-bit
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: all
    selectors:
      - namespace: shop
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: fluent-bit
)",
    },
    check);

}  // namespace fargate_lint::rules
