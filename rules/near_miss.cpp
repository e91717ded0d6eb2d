#include "fargate/clue.hpp"
#include "list.hpp"
#include "support/profiles.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::is_slip;

/// The field with the slip, or a missing node.
yaml::Node slip(const PodContext& pod, const fargate::Term& term) {
  if (term.part == fargate::Term::Part::ns) {
    if (pod.object.ns_assumed || !is_slip(term.wanted, term.seen)) return {};
    return pod.object.node["metadata"]["namespace"];
  }
  if (!term.absent)
    return is_slip(term.wanted, term.seen) ? pod.pod.labels()[term.seen_key] : yaml::Node();
  for (const auto [key, value] : pod.pod.labels().entries())
    if (is_slip(term.what, key.text()) && fargate::wildcard_match(term.wanted, value.text()))
      return value;
  return {};
}

void check(const PodContext& pod, FindingSink& out) {
  if (pod.placement.reason != fargate::Reason::no_match || !pod.near_miss) return;
  if (pod.near_miss->failed.size() != 1) return;
  const auto& term = pod.near_miss->failed.front();
  const auto field = slip(pod, term);
  if (field.is_missing()) return;
  const auto& profile = pod.fleet.profiles()[pod.near_miss->profile];
  const auto differs =
      term.absent ? say("the selector has label {}", quote(term.what)) : describe(term);
  out.add(field, say("a likely typo keeps the pod from profile {}: {}",
                     quote(profile.display_name()), differs))
      .related("the selector", profile.selectors[pod.near_miss->selector].where);
}

}  // namespace

constinit const Rule near_miss = define(
    {
        .id = "FG808",
        .name = "near-miss",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "workload misses a profile by what looks like a typo",
        .why = "Fargate profiles match namespaces and labels exactly, including case. A pod "
               "that differs in one character is left to the default scheduler, and nothing on "
               "the cluster points out the typo.",
        .fix = "write the namespace or label as the selector has it, if the pod should run on "
               "Fargate",
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
apiVersion: v1
kind: Pod
metadata:
  name: front
  namespace: shop
  labels: {tier: Web}
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
apiVersion: v1
kind: Pod
metadata:
  name: front
  namespace: shop
  labels: {tier: api}
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
