#include <cstdint>
#include <string>

#include "fargate/match.hpp"
#include "kube/live.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  if (pod.placement.reason != fargate::Reason::node_name) return;
  const auto field = pod.spec()["nodeName"];
  // In a pod of a cluster the scheduler set the field.
  if (field.text().starts_with("fargate-") || kube::is_live(pod.object)) return;
  const fargate::PodIdentity identity = {pod.object.ns, pod.object.ns_assumed, pod.pod.labels(),
                                         pod.pod.added_labels};
  if (pod.fleet.profiles().empty()) {
    out.add(field, say("`nodeName` bypasses the Fargate scheduler"));
    return;
  }
  for (const auto index : pod.placement.candidates) {
    const auto& profile = pod.fleet.profiles()[index];
    const bool certain = fargate::matches(profile, identity) == fargate::Tri::yes;
    const auto name = quote(profile.display_name());
    auto finding =
        out.add(field, say("`nodeName` bypasses the Fargate scheduler, although profile {} {}",
                           name, certain ? Words("selects the pod") : Words("may select the pod")));
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
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "pod sets `nodeName`, so no profile selects it",
        .why = "A Pod with `nodeName` bypasses every scheduler: the kubelet of that node starts "
               "it, even if a Fargate profile selects the Pod. It runs on an EC2 node although the "
               "profile says Fargate, and it is lost when the node is removed.",
        .fix = "remove `nodeName`; use `nodeSelector`, which the Fargate scheduler evaluates, to "
               "choose among nodes",
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
