#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "kube/cel.hpp"
#include "kube/fields.hpp"
#include "kube/policies/list.hpp"

// Kubernetes' own policies in CEL: MutatingAdmissionPolicy and ValidatingAdmissionPolicy
// (https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/). Neither
// does anything without a binding.

namespace fargate_lint::kube::policies {
namespace {

constexpr std::string_view kNoBinding = "whether the policy has a binding";
constexpr std::string_view kConditions = "whether the policy's `matchConditions` hold";
constexpr std::string_view kParameters = "what the policy's parameters are";

/// The bindings of the input, by the policy that they name.
class Bindings {
 public:
  Bindings(const Inventory& inventory, const Kind& kind) : is_complete_(inventory.holds_all(kind)) {
    for (const auto* binding : inventory.of_kind(kind)) {
      const auto name = text_of(binding->spec()["policyName"]);
      if (!name.empty()) by_policy_.emplace(name, binding);
    }
  }

  /// Those of a policy that it can meet.
  std::vector<const Object*> of(const Object& policy) const {
    constexpr std::size_t kMostBindings = 16;
    std::vector<const Object*> bindings;
    const auto [begin, end] = by_policy_.equal_range(policy.name);
    for (auto at = begin; at != end && bindings.size() < kMostBindings; ++at)
      if (can_meet(*at->second, policy)) bindings.push_back(at->second);
    return bindings;
  }
  bool is_complete() const { return is_complete_; }

 private:
  std::multimap<std::string_view, const Object*> by_policy_;
  bool is_complete_;
};

/// Of a policy; a hostile one has more, of which each would be held.
constexpr std::size_t kMostRules = 64;

/// What a policy is about in general, and what is not known of that.
struct Scope {
  PolicyMatch match;
  std::string_view open = {};
};

std::string_view open_fact(const Object& policy) {
  if (policy.spec()["matchConditions"].size() > 0) return kConditions;
  return is_absent(policy.spec()["paramKind"]) ? std::string_view() : kParameters;
}

/// The constraints of the policy, and those of a binding besides.
Scope narrowed(const Object& policy, const Object* binding) {
  Scope scope;
  const auto constraints = policy.spec()["matchConstraints"];
  scope.match = {read_constraints(constraints), read_exclusions(constraints)};
  scope.open = open_fact(policy);
  if (binding == nullptr) {
    scope.open = kNoBinding;
    return scope;
  }
  const auto resources = binding->spec()["matchResources"];
  if (is_absent(resources)) return scope;
  PolicyFilter common;
  add_selector(resources["objectSelector"], common.labels, common);
  add_selector(resources["namespaceSelector"], common.space_labels, common);
  for (auto& filters : scope.match.any) filters.push_back(common);
  if (resources["resourceRules"].size() > 0) {
    const auto own = read_constraints(resources);
    std::vector<PolicyMatch::All> any;
    for (const auto& filters : scope.match.any)
      for (const auto& more : own) {
        if (any.size() == kMostRules) break;
        any.push_back(filters);
        any.back().insert(any.back().end(), more.begin(), more.end());
      }
    scope.match.any = std::move(any);
  }
  auto exclusions = read_exclusions(resources);
  std::ranges::move(exclusions, std::back_inserter(scope.match.except));
  return scope;
}

/// A scope for each binding; one without where the input holds none and may lack it.
std::vector<Scope> scopes_of(const Object& policy, const Bindings& bindings,
                             bool (*counts)(const Object& binding)) {
  std::vector<Scope> scopes;
  const auto own = bindings.of(policy);
  for (const auto* binding : own)
    if (counts(*binding)) scopes.push_back(narrowed(policy, binding));
  if (own.empty() && !bindings.is_complete()) scopes.push_back(narrowed(policy, nullptr));
  return scopes;
}

bool always(const Object& /*binding*/) {
  return true;
}

bool denies(const Object& binding) {
  const auto actions = texts_of(binding.spec()["validationActions"]);
  return std::ranges::find(actions, "Deny") != actions.end();
}

void append_validations(const PolicyDenial& base, Policies& policies) {
  std::size_t count = 0;
  for (const auto validation : base.policy->spec()["validations"].items()) {
    if (++count > kMostRules) return;
    auto denial = base;
    denial.where = denial.what = validation["expression"];
    if (denial.what.is_string()) append(std::move(denial), policies);
  }
}

}  // namespace

void append_mutations(const PolicyPatch& base, yaml::Node mutations, Policies& policies) {
  std::size_t count = 0;
  for (const auto mutation : mutations.items()) {
    if (++count > kMostRules) return;
    auto patch = base;
    const auto merged = mutation["applyConfiguration"]["expression"];
    const auto listed = mutation["jsonPatch"]["expression"];
    patch.where = merged ? merged : listed;
    if (!patch.where) continue;
    auto literal = read_cel_literal(patch.where.text(), patch.where);
    if (!literal) continue;
    if (merged) {
      if (!literal->is_mapping()) continue;
      patch.change = MergePatch{std::move(*literal)};
    } else {
      auto operations = read_json_patch(*literal);
      if (!operations) continue;
      patch.change = std::move(*operations);
    }
    append(std::move(patch), policies);
  }
}

void read_admission_policies(const Inventory& inventory, Policies& policies) {
  const Bindings mutating(inventory, kinds::mutating_admission_policy_binding);
  for (const auto* policy : inventory.of_kind(kinds::mutating_admission_policy)) {
    for (auto& scope : scopes_of(*policy, mutating, always)) {
      PolicyPatch base;
      base.policy = policy;
      base.match = std::move(scope.match);
      base.open = scope.open;
      base.stage = Stage::before_webhooks;
      append_mutations(base, policy->spec()["mutations"], policies);
    }
  }
  const Bindings validating(inventory, kinds::validating_admission_policy_binding);
  for (const auto* policy : inventory.of_kind(kinds::validating_admission_policy)) {
    for (const auto& scope : scopes_of(*policy, validating, denies)) {
      PolicyDenial base;
      base.policy = policy;
      base.match = scope.match;
      base.open = scope.open;
      base.form = PolicyDenial::Form::cel;
      append_validations(base, policies);
    }
  }
}

}  // namespace fargate_lint::kube::policies
