#include "support/fargate_nodes.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "fargate/node_selection.hpp"
#include "fargate/placement.hpp"
#include "fargate/wording.hpp"
#include "kube/fields.hpp"
#include "support/fixes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Toleration.ToleratesTaint of k8s.io/api core/v1 for Fargate's taint.
bool covers_fargate_taint(yaml::Node toleration) {
  const std::string_view key = kube::text_of(toleration["key"]);
  const std::string_view op = kube::text_of(toleration["operator"]);
  const std::string_view effect = kube::text_of(toleration["effect"]);
  if (!toleration.is_mapping() || (!effect.empty() && effect != "NoSchedule")) return false;
  if (key.empty()) return op == "Exists";
  if (key != fargate::kComputeTypeKey) return false;
  if (op == "Exists") return true;
  return (op.empty() || op == "Equal") && kube::text_of(toleration["value"]) == "fargate";
}

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

yaml::Node find_fargate_toleration(const kube::PodTemplate& pod) {
  for (const auto toleration : pod.spec["tolerations"].items()) {
    if (covers_fargate_taint(toleration)) return toleration;
  }
  return {};
}

void report_toleration(const lint::PodContext& pod, lint::FindingSink& out,
                       const Message& message) {
  const auto toleration = find_fargate_toleration(pod.pod);
  if (!toleration) return;
  const auto nodes = fargate::evaluate_node_selection(pod.pod);
  if (nodes.satisfied == fargate::Tri::no) return;
  auto finding = out.add(toleration, message);
  for (const auto& term : nodes.unknown) {
    finding.severity(lint::Severity::info)
        .note("undecided: " + quote(term.text) + ": " + fargate::wording::words(term));
  }
  attach(finding, true, exclude_fargate_nodes(pod.spec()));
}

}  // namespace fargate_lint::rules
