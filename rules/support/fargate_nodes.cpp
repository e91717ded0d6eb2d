#include "support/fargate_nodes.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "fargate/node_selection.hpp"
#include "fargate/placement.hpp"
#include "fargate/wording.hpp"
#include "kube/fields.hpp"
#include "support/fixes.hpp"
#include "support/profiles.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kNodeAffinity =
    "nodeAffinity:\n"
    "  requiredDuringSchedulingIgnoredDuringExecution:\n"
    "    nodeSelectorTerms:\n"
    "      - matchExpressions:\n"
    "          - key: eks.amazonaws.com/compute-type\n"
    "            operator: NotIn\n"
    "            values: [fargate]\n";
/// An edit that adds the affinity; nothing where there is one to be merged with.
std::optional<Change> exclude_fargate_nodes(yaml::Node spec) {
  const auto affinity = spec["affinity"];
  if (!affinity)
    return insert_field(spec, "affinity", "affinity:\n" + indented(kNodeAffinity, "  "));
  if (affinity["nodeAffinity"]) return std::nullopt;
  return insert_field(affinity, "nodeAffinity", kNodeAffinity);
}

}  // namespace

void report_toleration(const lint::PodContext& pod, lint::FindingSink& out, const Message& message,
                       lint::FixKind fix) {
  const auto toleration = fargate::find_fargate_toleration(pod.pod);
  if (!toleration) return;
  const auto nodes =
      fargate::evaluate_node_selection(pod.pod, fargate::region_of(pod.fleet.profiles()));
  if (nodes.satisfied == fargate::Tri::no) return;
  auto finding = out.add(toleration, message);
  for (const auto& term : nodes.unknown) {
    finding.severity(lint::Severity::info)
        .note("undecided: " + quote(term.text) + ": " + fargate::wording::words(term));
  }
  attach(finding, fix == lint::FixKind::safe, exclude_fargate_nodes(pod.spec()));
}

namespace {

constexpr std::string_view kFargate = "fargate";

bool is_own_toleration(yaml::Node toleration) {
  const std::string_view op = kube::text_of(toleration["operator"]);
  return kube::text_of(toleration["key"]) == fargate::kComputeTypeKey &&
         (op.empty() || op == "Equal") && kube::text_of(toleration["value"]) == kFargate;
}

/// A term that only Fargate's nodes satisfy.
bool wants_fargate_nodes(yaml::Node expression) {
  const auto values = expression["values"];
  return kube::text_of(expression["key"]) == fargate::kComputeTypeKey &&
         kube::text_of(expression["operator"]) == "In" && values.size() == 1 &&
         kube::text_of(values.at(0)) == kFargate;
}

yaml::Node find_affinity(const kube::PodTemplate& pod) {
  const auto required =
      pod.field("affinity")["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
  for (const auto term : required["nodeSelectorTerms"].items())
    for (const auto expression : term["matchExpressions"].items())
      if (wants_fargate_nodes(expression)) return expression;
  return {};
}

}  // namespace

std::optional<FargateRequest> find_fargate_request(const kube::PodTemplate& pod) {
  const auto annotation = pod.annotations()[fargate::kComputeTypeKey];
  if (kube::text_of(annotation) == kFargate) return FargateRequest{annotation, "an annotation"};
  for (const auto toleration : pod.field("tolerations").items())
    if (is_own_toleration(toleration)) return FargateRequest{toleration, "a toleration"};
  const auto selector = pod.field("nodeSelector")[fargate::kComputeTypeKey];
  if (kube::text_of(selector) == kFargate) return FargateRequest{selector, "a node selector"};
  if (const auto affinity = find_affinity(pod)) return FargateRequest{affinity, "node affinity"};
  const auto scheduler = pod.field("schedulerName");
  if (kube::text_of(scheduler) == "fargate-scheduler")
    return FargateRequest{scheduler, "`schedulerName`"};
  return std::nullopt;
}

void note_nearest(lint::FindingBuilder& finding, const lint::PodContext& pod) {
  if (!pod.near_miss) return;
  const auto& profile = pod.fleet.profiles()[pod.near_miss->profile];
  const auto& selector = profile.selectors[pod.near_miss->selector];
  std::string misses;
  for (const auto& term : pod.near_miss->failed)
    misses += (misses.empty() ? "" : "; ") + describe(term).text().str();
  if (misses.empty()) misses = "takes no new pods: its status is " + profile.status;
  finding
      .note("closest match: profile " + quote(profile.display_name()) + ", selector " +
            std::to_string(pod.near_miss->selector) + ": " + misses)
      .related("the closest selector", selector.where);
}

}  // namespace fargate_lint::rules
