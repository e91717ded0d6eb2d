#include <algorithm>

#include "list.hpp"
#include "support/profiles.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// The labels of the selector that the pod does not have.
fargate::Selector missing_part(const fargate::Selector& selector,
                               const fargate::PodIdentity& identity) {
  fargate::Selector part;
  for (const auto& label : selector.labels) {
    fargate::Selector one;
    one.labels.push_back(label);
    if (fargate::match_labels(one, identity) == fargate::Tri::no) part.labels.push_back(label);
  }
  return part;
}

/// The entry of `labels` that the pattern takes.
yaml::Node find(yaml::Node labels, const fargate::LabelPattern& pattern) {
  for (const auto [key, value] : labels.entries())
    if (fargate::wildcard_match(pattern.key.text, key.text()) &&
        fargate::wildcard_match(pattern.value.text, value.text()))
      return value;
  return {};
}

void check(const PodContext& pod, FindingSink& out) {
  if (pod.placement.reason != fargate::Reason::no_match || !pod.near_miss) return;
  const auto labels = pod.object.node["metadata"]["labels"];
  if (!labels.is_mapping()) return;
  const auto& profile = pod.fleet.profiles()[pod.near_miss->profile];
  const auto& selector = profile.selectors[pod.near_miss->selector];
  const auto is_label = [](const fargate::Term& term) {
    return term.part != fargate::Term::Part::ns;
  };
  if (!std::ranges::all_of(pod.near_miss->failed, is_label)) return;
  const auto wanted = missing_part(selector, fargate::identity_of(pod.workload));
  const fargate::PodIdentity workload{pod.object.ns, pod.object.ns_assumed, labels, {}};
  if (wanted.labels.empty() || fargate::match_labels(wanted, workload) != fargate::Tri::yes) return;
  const auto label = find(labels, wanted.labels.front());
  if (label.is_missing()) return;
  out.add(label, say("pods do not inherit the labels of their {}, and profile {} needs this one",
                     quote(pod.object.kind), quote(profile.display_name())))
      .related("the selector", selector.where)
      .related("set the label here", pod.pod.metadata ? pod.pod.metadata : pod.spec());
}

}  // namespace

constinit const Rule labels_on_workload = define(
    {
        .id = "FG809",
        .name = "labels-on-workload",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "labels of a selector are set on the workload instead of its pods",
        .why = "Fargate profiles match the labels of pods. Pods do not inherit the labels of a "
               "Deployment or any other workload, only those of its pod template, so these pods "
               "are left to the default scheduler.",
        .fix = "move the labels to the metadata of the pod template",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {tier: web}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
  labels: {tier: web}
spec:
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: app
          image: nginx
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {tier: web}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
  labels: {tier: web}
spec:
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api, tier: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
