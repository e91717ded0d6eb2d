#include <string>
#include <string_view>

#include "fargate/node_selection.hpp"
#include "fargate/wording.hpp"
#include "list.hpp"
#include "support/fixes.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kKeepOff =
    "if the pod belongs on EC2 nodes, keep it off Fargate: annotate its template with "
    "`eks.amazonaws.com/compute-type: ec2`";

std::string help_for(std::string_view key) {
  if (key == "kubernetes.io/arch" || key == "beta.kubernetes.io/arch") {
    return "build the image for amd64 and select that; " + std::string(kKeepOff);
  }
  if (key == "kubernetes.io/os" || key == "beta.kubernetes.io/os") {
    return "Fargate runs Linux containers only; " + std::string(kKeepOff);
  }
  if (key == fargate::kComputeTypeKey) {
    return "a node selection keeps no pod off Fargate; annotate the pod template with "
           "`eks.amazonaws.com/compute-type: ec2`, or change the profile's selectors";
  }
  return "remove it if the pod may run on Fargate; " + std::string(kKeepOff);
}

/// What a Fargate node has: "`kubernetes.io/arch` is amd64 on Fargate".
std::string evidence(const fargate::NodeTerm& term) {
  using Why = fargate::NodeTerm::Why;
  const bool goes_on = term.why == Why::has_value || term.why == Why::on_every_node;
  return quote(term.key) + (goes_on ? " " : ": ") + fargate::wording::words(term);
}

Message describe(const fargate::NodeTerm& term) {
  if (!term.key.empty()) return say("no Fargate node satisfies {}", quote(term.text));
  // Without a key it is nothing to select by: an empty list of terms, or an empty term in it.
  return term.field.key() ? say("`nodeSelectorTerms` is empty and selects no node")
                          : say("an empty node selector term selects no node");
}

void report_blocking(const PodContext& pod, const fargate::NodeTerm& term,
                     const fargate::Violation& violation, FindingSink& out) {
  auto finding = out.add(term.field, describe(term));
  finding.event_part(fargate::event_part(violation), violation.event);
  if (term.key.empty()) return;
  finding.note(evidence(term)).help(help_for(term.key));
  // Terms of an affinity are elements of a list: they have no key.
  if (!term.field.key()) return;
  if (term.of_class) {
    finding.related("the RuntimeClass adds it", term.of_class);
    return;
  }
  const auto selector = pod.pod.field("nodeSelector");
  attach(finding, false,
         selector.size() == 1 ? remove_field(pod.spec(), selector)
                              : remove_field(selector, term.field));
}

void report_unknown(const fargate::NodeTerm& term, FindingSink& out) {
  out.add(term.field, say("perhaps no Fargate node satisfies {}", quote(term.text)))
      .severity(Severity::info)
      .note(evidence(term))
      .help("try the pod once on the cluster, or remove the term if Fargate is meant to run it");
}

void check(const PodContext& pod, FindingSink& out) {
  auto violations = violations_of(pod, fargate::Cause::node_selection);
  if (violations.empty()) return;
  const auto& violation = violations.front();  // one event for all terms
  const auto selection = fargate::evaluate_node_selection(pod.pod);
  for (const auto& term : selection.blocking) report_blocking(pod, term, violation, out);
  // FG117 speaks of a RuntimeClass that is not in the input.
  for (const auto& term : selection.unknown)
    if (term.why != fargate::NodeTerm::Why::runtime_class) report_unknown(term, out);
}

}  // namespace

constinit const Rule node_selection = define(
    {
        .id = "FG111",
        .name = "node-selection",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "the pod asks for a node that Fargate does not have",
        .why = "A profile claims a pod by namespace and labels, whatever nodes it asks for. Only "
               "then the Fargate scheduler compares `nodeSelector` and required node affinity "
               "with what a Fargate node is: Linux, amd64, `eks.amazonaws.com/compute-type: "
               "fargate`, in a zone of the profile's subnets, and nothing else. A pod that asks "
               "for more, such as arm64, a node group or an instance type, stays Pending for ever.",
        .fix = "remove the term, or keep the pod off Fargate: annotate its template with "
               "`eks.amazonaws.com/compute-type: ec2`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "MatchNodeSelector failed: Fargate profile PROFILE cannot satisfy pod's node "
                 "selector/affinity requirements",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  nodeSelector:
    kubernetes.io/arch: arm64
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  nodeSelector:
    kubernetes.io/os: linux
    topology.kubernetes.io/zone: eu-west-1a
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
