#pragma once

#include "kube/policy.hpp"

/// Every kind of policy. A further one is a file here and a line below.
// clang-format off
#define POLICY_ENGINES(X) \
  X(admission_policies) \
  X(gatekeeper) \
  X(kyverno)
// clang-format on

namespace fargate_lint::kube::policies {

/// Appends what the policies of one engine say. They are asked in the order of the list:
/// MutatingAdmissionPolicy comes before all webhooks, and these come by the names of their
/// configurations (`gatekeeper-mutating-webhook-configuration`,
/// `kyverno-resource-mutating-webhook-cfg`), both of which sort behind AWS's.
using ReadPolicies = void (*)(const Inventory& inventory, Policies& policies);

#define DECLARE_ENGINE(name) void read_##name(const Inventory& inventory, Policies& policies);
POLICY_ENGINES(DECLARE_ENGINE)
#undef DECLARE_ENGINE

// What readers share.

/// Texts of a list of strings, or of one string.
std::vector<std::string_view> texts_of(yaml::Node node);
/// Adds a LabelSelector to those of a filter; a malformed one leaves it open.
void add_selector(yaml::Node node, std::vector<LabelSelector>& selectors, PolicyFilter& filter);
/// Notes which fields the change writes, and appends the patch unless it writes none that matter.
void append(PolicyPatch patch, Policies& policies);
void append(PolicyDenial denial, Policies& policies);
/// The filter of `matchConstraints` or `matchResources`: resource rules and selectors. Nothing if
/// it is not about objects that are created.
std::vector<PolicyMatch::All> read_constraints(yaml::Node constraints);
/// `excludeResourceRules`.
std::vector<PolicyMatch::All> read_exclusions(yaml::Node constraints);
/// The mutations of a policy in CEL, `spec.mutations`.
void append_mutations(const PolicyPatch& base, yaml::Node mutations, Policies& policies);

}  // namespace fargate_lint::kube::policies
