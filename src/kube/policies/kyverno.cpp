#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "kube/fields.hpp"
#include "kube/policies/list.hpp"

// Kyverno's policies: ClusterPolicy and Policy (https://kyverno.io/docs/policy-types/), and its
// MutatingPolicy, which is a MutatingAdmissionPolicy that Kyverno's own webhook carries out.

namespace fargate_lint::kube::policies {
namespace {

constexpr std::string_view kPreconditions = "whether the rule's preconditions hold";
constexpr std::string_view kConditions = "whether the policy's `matchConditions` hold";
/// A variable without a value fails the rule.
constexpr std::string_view kVariables = "whether the rule's variables have values";
constexpr std::string_view kOneRule = "whether an earlier rule of the policy applies instead";

/// Namespaces and kinds that Kyverno leaves alone unless it is told otherwise (resourceFilters of
/// its ConfigMap, charts/kyverno/values.yaml).
constexpr std::array<std::string_view, 4> kLeftAlone = {"kube-system", "kube-public",
                                                        "kube-node-lease", "kyverno"};

/// How a policy is about pods.
struct Reach {
  PolicyMatch match;
  bool only_pods = true;           ///< no other kind is matched
  bool by_more_than_kind = false;  ///< names, labels or annotations decide: no autogen
};

/// "Pod", "v1/Pod", "apps/v1/Deployment", "*/Pod"; nothing for subresources.
std::optional<PolicyFilter::KindPattern> read_kind(std::string_view text) {
  PolicyFilter::KindPattern pattern;
  const auto first = text.find('/');
  const auto last = text.rfind('/');
  pattern.kind = last == text.npos ? text : text.substr(last + 1);
  if (first != last) pattern.group = text.substr(0, first);
  const bool is_subresource =
      !pattern.kind.empty() && pattern.kind.front() >= 'a' && pattern.kind.front() <= 'z';
  if (pattern.kind.empty() || is_subresource) return std::nullopt;
  return pattern;
}

bool is_about_creation(yaml::Node resources) {
  const auto operations = texts_of(resources["operations"]);
  return operations.empty() || std::ranges::find(operations, "CREATE") != operations.end();
}

/// A policy that has a namespace is about objects in it.
void keep_to_namespace(const Object& policy, PolicyMatch& match) {
  PolicyFilter own;
  own.namespaces.push_back(policy.ns);
  for (auto& filters : match.any) filters.push_back(own);
}

class ReachReader {
 public:
  Reach read(const Object& policy, yaml::Node rule, bool is_namespaced) {
    reach_.match.any = read_block(rule["match"]);
    reach_.match.except = read_block(rule["exclude"]);
    PolicyFilter left_alone;
    left_alone.namespaces.assign(kLeftAlone.begin(), kLeftAlone.end());
    reach_.match.except.push_back({std::move(left_alone)});
    if (is_namespaced) keep_to_namespace(policy, reach_.match);
    return std::move(reach_);
  }

 private:
  static constexpr std::size_t kMostFilters = 64;

  std::vector<PolicyMatch::All> read_block(yaml::Node block) {
    std::vector<PolicyMatch::All> any;
    for (const auto entry : block["any"].items()) {
      if (any.size() == kMostFilters) break;
      if (auto filter = read_filter(entry)) any.push_back({std::move(*filter)});
    }
    if (block["all"].size() > 0) {
      PolicyMatch::All all;
      for (const auto entry : block["all"].items()) {
        auto filter = read_filter(entry);
        if (!filter || all.size() == kMostFilters) return any;
        all.push_back(std::move(*filter));
      }
      any.push_back(std::move(all));
    }
    if (block["resources"].is_mapping() || has_user(block)) {
      if (auto filter = read_filter(block)) any.push_back({std::move(*filter)});
    }
    return any;
  }

  static bool has_user(yaml::Node entry) {
    return entry["subjects"] || entry["roles"] || entry["clusterRoles"];
  }

  std::optional<PolicyFilter> read_filter(yaml::Node entry) {
    const auto resources = entry["resources"];
    if (!is_about_creation(resources)) return std::nullopt;
    PolicyFilter filter;
    const auto kinds = texts_of(resources["kinds"]);
    for (const auto text : kinds) {
      const auto kind = read_kind(text);
      if (kind) filter.kinds.push_back(*kind);
      reach_.only_pods = reach_.only_pods && kind && kind->kind == kinds::pod.name;
    }
    if (!kinds.empty() && filter.kinds.empty()) return std::nullopt;
    filter.namespaces = texts_of(resources["namespaces"]);
    filter.names = texts_of(resources["names"]);
    if (const auto name = text_of(resources["name"]); !name.empty()) filter.names.push_back(name);
    add_selector(resources["selector"], filter.labels, filter);
    add_selector(resources["namespaceSelector"], filter.space_labels, filter);
    filter.is_open = filter.is_open || resources["annotations"].size() > 0 || has_user(entry);
    if (!filter.names.empty() || !filter.labels.empty() || resources["annotations"])
      reach_.by_more_than_kind = true;
    return filter;
  }

  Reach reach_;
};

bool has_variable(const Draft& value) {
  return value.is_string() && kube::has_variable(value.text);
}

/// Takes out the values that are known only when the policy runs. Conditions stay.
void prune(Draft& patch) {
  for (std::size_t i = patch.items.size(); i-- > 0;) {
    const bool is_condition =
        patch.is_mapping() && AnchoredKey(patch.keys[i]).anchor == AnchoredKey::Anchor::condition;
    if (is_condition) continue;
    if (!has_variable(patch.items[i])) {
      prune(patch.items[i]);
      continue;
    }
    patch.items.erase(patch.items.begin() + static_cast<std::ptrdiff_t>(i));
    if (patch.is_mapping()) patch.keys.erase(patch.keys.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

/// In a foreach over containers, what names the element means each of them.
void name_every_element(Draft& patch) {
  for (std::size_t i = 0; i < patch.items.size(); ++i) {
    auto& value = patch.items[i];
    const bool names_element = value.is_string() && (value.text == "{{ element.name }}" ||
                                                     value.text == "{{element.name}}");
    if (patch.is_mapping() && names_element) {
      if (patch.keys[i] == "name") patch.keys[i] = "(name)";
      if (patch.keys[i] == "(name)") value.text = "*";
    }
    name_every_element(value);
  }
}

bool goes_through_containers(yaml::Node list) {
  const auto text = text_of(list);
  return text.starts_with("request.object.spec.") && text.find("ontainers") != text.npos;
}

struct RuleReader {
  const Object& policy;
  yaml::Node rule;
  PolicyPatch base;
  bool may_generate;  ///< Kyverno makes rules for controllers of the rule for pods
  Policies& policies;

  void read_mutation(yaml::Node mutate, bool of_element) {
    if (const auto merge = mutate["patchStrategicMerge"]; merge.is_mapping()) {
      auto patch = Draft::copy_with_origin(merge);
      if (!patch) return;
      if (of_element) name_every_element(*patch);
      const auto values = patch->count();
      prune(*patch);
      if (patch->count() != values && base.open.empty()) base.open = kVariables;
      add(MergePatch{std::move(*patch)}, merge, may_generate);
    }
    const auto listed = mutate["patchesJson6902"];
    auto list =
        listed.is_string() ? Draft::read(listed.text(), listed) : Draft::copy_with_origin(listed);
    if (!listed || !list) return;
    auto patch = read_json_patch(*list);
    if (!patch || std::ranges::any_of(patch->operations, [](const auto& operation) {
          return has_variable(operation.value);
        }))
      return;
    patch->makes_parents = true;
    add(std::move(*patch), listed, false);
  }

  void read_loops(yaml::Node mutate) {
    constexpr std::size_t kMostLoops = 16;
    std::size_t count = 0;
    for (const auto loop : mutate["foreach"].items()) {
      if (++count > kMostLoops) return;
      if (!goes_through_containers(loop["list"])) continue;
      auto inner = *this;
      if (loop["preconditions"]) inner.base.open = kPreconditions;
      inner.read_mutation(loop, true);
    }
  }

  void add(Change change, yaml::Node where, bool changes_templates) {
    auto patch = base;
    patch.change = std::move(change);
    patch.where = where;
    patch.changes_templates = changes_templates;
    append(std::move(patch), policies);
  }
};

std::string_view open_fact(const Object& policy, yaml::Node rule, std::size_t number) {
  if (rule["preconditions"].size() > 0 || rule["celPreconditions"].size() > 0)
    return kPreconditions;
  if (policy.spec()["webhookConfiguration"]["matchConditions"].size() > 0) return kConditions;
  if (number > 0 && text_of(policy.spec()["applyRules"]) == "One") return kOneRule;
  return {};
}

bool is_enforced(const Object& policy, yaml::Node validate) {
  const auto own = text_of(validate["failureAction"]);
  const auto action = own.empty() ? text_of(policy.spec()["validationFailureAction"]) : own;
  return action == "Enforce" || action == "enforce";
}

void append_conditions(PolicyDenial base, yaml::Node conditions, Policies& policies) {
  base.form = PolicyDenial::Form::condition;
  const auto all = conditions["all"] ? conditions["all"] : conditions;
  if (all.is_sequence() && all.size() == 1) {
    base.where = base.what = all.at(0);
    append(base, policies);
  }
  std::size_t count = 0;
  for (const auto condition : conditions["any"].items()) {
    constexpr std::size_t kMostConditions = 64;
    if (++count > kMostConditions) return;
    base.where = base.what = condition;
    append(base, policies);
  }
}

void read_validation(PolicyDenial base, yaml::Node validate, Policies& policies) {
  if (const auto pattern = validate["pattern"]; pattern.is_mapping()) {
    base.where = base.what = pattern;
    append(base, policies);
  }
  append_conditions(base, validate["deny"]["conditions"], policies);
  base.form = PolicyDenial::Form::cel;
  std::size_t count = 0;
  for (const auto item : validate["cel"]["expressions"].items()) {
    constexpr std::size_t kMostExpressions = 64;
    if (++count > kMostExpressions) return;
    base.where = base.what = item["expression"];
    if (base.what.is_string()) append(base, policies);
  }
}

/// Which controllers get rules of their own, made from a rule for pods (autogen).
bool generates_rules(const Object& policy) {
  return text_of(policy.annotations()["pod-policies.kyverno.io/autogen-controllers"]) != "none";
}

void read_rules(const Object& policy, bool is_namespaced, Policies& policies) {
  constexpr std::size_t kMostRules = 256;
  if (policy.spec()["admission"].is_false()) return;
  std::size_t number = 0;
  for (const auto rule : policy.spec()["rules"].items()) {
    if (number == kMostRules) return;
    const auto open = open_fact(policy, rule, number++);
    auto reach = ReachReader().read(policy, rule, is_namespaced);
    if (is_enforced(policy, rule["validate"])) {
      PolicyDenial denial;
      denial.policy = &policy;
      denial.match = reach.match;
      denial.open = open;
      read_validation(std::move(denial), rule["validate"], policies);
    }
    const auto mutate = rule["mutate"];
    if (!mutate.is_mapping() || mutate["targets"]) continue;
    PolicyPatch base;
    base.policy = &policy;
    base.match = std::move(reach.match);
    base.open = open;
    const bool may_generate =
        reach.only_pods && !reach.by_more_than_kind && generates_rules(policy);
    RuleReader reader{policy, rule, std::move(base), may_generate, policies};
    reader.read_mutation(mutate, false);
    reader.read_loops(mutate);
  }
}

void read_mutating_policy(const Object& policy, bool is_namespaced, Policies& policies) {
  const auto spec = policy.spec();
  if (spec["evaluation"]["admission"]["enabled"].is_false()) return;
  const auto constraints = spec["matchConstraints"];
  PolicyPatch base;
  base.policy = &policy;
  base.match = {read_constraints(constraints), read_exclusions(constraints)};
  PolicyFilter left_alone;
  left_alone.namespaces.assign(kLeftAlone.begin(), kLeftAlone.end());
  base.match.except.push_back({std::move(left_alone)});
  if (is_namespaced) keep_to_namespace(policy, base.match);
  if (spec["matchConditions"].size() > 0) base.open = kConditions;
  // Autogen makes rules for controllers, and may hand the policy over to the API server, which
  // then asks it before all webhooks.
  base.changes_templates = true;
  base.stage = Stage::unknown;
  append_mutations(base, spec["mutations"], policies);
}

/// Policies by name, as Kyverno carries them out.
std::vector<const Object*> in_order(const Inventory& inventory,
                                    std::initializer_list<const Kind*> kinds) {
  std::vector<const Object*> policies;
  for (const auto* kind : kinds)
    for (const auto* policy : inventory.of_kind(*kind)) policies.push_back(policy);
  std::ranges::stable_sort(policies, {}, [](const Object* policy) { return policy->name; });
  return policies;
}

}  // namespace

void read_kyverno(const Inventory& inventory, Policies& policies) {
  for (const auto* policy : in_order(inventory, {&kinds::cluster_policy, &kinds::policy}))
    read_rules(*policy, kinds::policy.name == policy->kind, policies);
  for (const auto* policy :
       in_order(inventory, {&kinds::mutating_policy, &kinds::namespaced_mutating_policy}))
    read_mutating_policy(*policy, kinds::namespaced_mutating_policy.name == policy->kind, policies);
}

}  // namespace fargate_lint::kube::policies
