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
    "if the Pod needs EC2 nodes, annotate its template with `eks.amazonaws.com/compute-type: ec2` "
    "to keep it off Fargate";

std::string help_for(std::string_view key) {
  if (key == "kubernetes.io/arch" || key == "beta.kubernetes.io/arch") {
    return "build the image for amd64 and select amd64; " + std::string(kKeepOff);
  }
  if (key == "kubernetes.io/os" || key == "beta.kubernetes.io/os") {
    return "Fargate runs Linux containers only; " + std::string(kKeepOff);
  }
  if (key == fargate::kComputeTypeKey) {
    return "annotate the Pod template with `eks.amazonaws.com/compute-type: ec2`, or change the "
           "profile's selectors: node selection does not keep a Pod off Fargate";
  }
  return "remove it if the Pod should run on Fargate; " + std::string(kKeepOff);
}

/// What a Fargate node has: "`kubernetes.io/arch` is amd64 on Fargate".
std::string evidence(const fargate::NodeTerm& term) {
  using Why = fargate::NodeTerm::Why;
  const bool goes_on = term.why == Why::has_value || term.why == Why::on_every_node;
  return quote(term.key) + (goes_on ? " " : ": ") + fargate::wording::words(term);
}

Message describe(const fargate::NodeTerm& term) {
  if (!term.key.empty()) return say("no Fargate node matches {}", quote(term.text));
  // Without a key there is nothing to select by: an empty list of terms, or an empty term in it.
  return term.field.key() ? say("`nodeSelectorTerms` is empty and matches no node")
                          : say("an empty node selector term matches no node");
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
  auto finding =
      out.add(term.field, say("not known whether a Fargate node matches {}", quote(term.text)));
  finding.severity(Severity::info).note(evidence(term));
  finding.help(term.why == fargate::NodeTerm::Why::node_name
                   ? "remove the term: a Fargate node is named when the Pod is scheduled, so no "
                     "manifest can name it in advance"
                   : "remove the term if the Pod should run on Fargate");
}

void check(const PodContext& pod, FindingSink& out) {
  auto violations = violations_of(pod, fargate::Cause::node_selection);
  if (violations.empty()) return;
  const auto& violation = violations.front();  // one event for all terms
  const auto selection =
      fargate::evaluate_node_selection(pod.pod, fargate::region_of(pod.fleet.profiles()));
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
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "node selector or affinity cannot match a Fargate node",
        .why = "A profile selects a Pod by namespace and labels, whatever nodes the Pod asks for. "
               "The Fargate scheduler then compares `nodeSelector` and required node affinity with "
               "the labels of a Fargate node: Linux, amd64, `eks.amazonaws.com/compute-type: "
               "fargate`, and a zone of the profile's subnets. A Pod that requires anything else, "
               "such as arm64, a node group or an instance type, stays Pending and is not retried "
               "until it is created again.",
        .fix = "remove the term, or annotate the Pod template with "
               "`eks.amazonaws.com/compute-type: ec2` to keep the Pod off Fargate",
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
