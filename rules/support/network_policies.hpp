#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kube/kinds.hpp"
#include "kube/object.hpp"
#include "kube/selector.hpp"
#include "yaml/document.hpp"

/// Network policies of Kubernetes, of its policy API, and of Cilium, Calico and Amazon's VPC CNI,
/// as far as they are the same: each selects pods and restricts their traffic.
namespace fargate_lint::rules {

/// Which namespaces a policy of the whole cluster selects.
struct NamespaceScope {
  kube::LabelSelector by_name;   ///< requirements on the name, whatever their keys are
  kube::LabelSelector by_label;  ///< requirements on the labels of the Namespace
};

/// Pods that a policy selects. Views into the policy's document.
struct PolicyScope {
  yaml::Node where;  ///< what selects them; missing if the policy selects all pods by silence
  kube::LabelSelector pods;
  std::optional<NamespaceScope> namespaces;  ///< nothing: the policy's own namespace
};

/// The kinds that read_policy() reads.
std::span<const kube::Kind* const> network_policy_kinds();

/// What a policy of that kind selects, if it restricts the traffic of those pods at all. Nothing
/// for one that allows everything, that its API refuses, or whose selector this program cannot
/// read.
std::vector<PolicyScope> read_policy(const kube::Kind& kind, const kube::Object& policy);

/// The selectors of Calico's language of which one must hold: `app == 'web' && !has(tier)`. Nothing
/// if the text is none, or goes beyond comparisons that `&&` and `||` join
/// (https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors).
std::optional<std::vector<kube::LabelSelector>> read_calico_selector(std::string_view text);

}  // namespace fargate_lint::rules
