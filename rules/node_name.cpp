#include <cstdint>
#include <string>

#include "fargate/match.hpp"
#include "kube/fields.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// A pod of a running cluster, written out: the scheduler filled the field in.
bool is_bound_by_scheduler(const PodContext& pod) {
  return pod.object.kind == "Pod" && !kube::is_absent(pod.object.metadata()["uid"]);
}

void check(const PodContext& pod, FindingSink& out) {
  if (pod.placement.reason != fargate::Reason::node_name) return;
  const auto field = pod.spec()["nodeName"];
  if (field.text().starts_with("fargate-ip-") || is_bound_by_scheduler(pod)) return;
  const fargate::PodIdentity identity = {pod.object.ns, pod.object.ns_assumed, pod.pod.labels(),
                                         pod.pod.added_labels};
  if (pod.fleet.profiles().empty()) {
    out.add(field, say("`nodeName` binds the pod to a node, past Fargate's scheduler"));
    return;
  }
  for (const auto index : pod.placement.candidates) {
    const auto& profile = pod.fleet.profiles()[index];
    const bool certain = fargate::matches(profile, identity) == fargate::Tri::yes;
    const auto name = quote(profile.display_name());
    auto finding =
        out.add(field, say("`nodeName` binds the pod to a node, although profile {} {}", name,
                           certain ? Words("selects it") : Words("may select it")));
    if (!certain) finding.severity(Severity::info);
    if (const auto selector = fargate::first_match(profile, identity)) {
      finding.related("selector " + std::to_string(*selector) + " of profile " + name,
                      profile.selectors[*selector].where);
    }
    return;  // the first by name would take it
  }
}

}  // namespace

constinit const Rule node_name = define(
    {
        .id = "FG116",
        .name = "node-name",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "the pod names its node, so no profile takes it",
        .why = "A pod with `nodeName` passes by every scheduler: the kubelet of that node "
               "starts it, whatever Fargate profile selects the pod. It runs on EC2 although "
               "the profile says Fargate, and when the node goes, so does the pod.",
        .fix = "remove `nodeName`; to choose among nodes use `nodeSelector`, which the Fargate "
               "scheduler reads as well",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  nodeName: ip-10-0-1-23.eu-central-1.compute.internal
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  nodeName: ""
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
