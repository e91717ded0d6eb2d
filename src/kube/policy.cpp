#include "kube/policy.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "base/wildcard.hpp"
#include "kube/fields.hpp"
#include "kube/policies/list.hpp"

namespace fargate_lint::kube {
namespace {

constexpr std::string_view kNamespaceName = "kubernetes.io/metadata.name";

Answer to_answer(bool is_so) {
  return is_so ? Answer::yes : Answer::no;
}

/// Longer patterns than names can be are none: the walk is the product of both.
bool fits(std::string_view pattern, std::string_view text) {
  constexpr std::size_t kLongest = 512;
  return pattern.size() <= kLongest && text.size() <= kLongest && wildcard_match(pattern, text);
}

bool fits_any(const std::vector<std::string_view>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](auto pattern) { return fits(pattern, text); });
}

bool is_pattern(std::string_view text) {
  return text.find_first_of("*?") != text.npos;
}

/// Resources of the kinds that make pods are their names in small letters, and an s.
std::string resource_of(std::string_view kind) {
  return lowered(kind) + "s";
}

Answer matches_kind(const PolicyFilter& filter, const Admitted& admitted) {
  if (filter.kinds.empty()) return Answer::yes;
  return to_answer(std::ranges::any_of(filter.kinds, [&](const auto& pattern) {
    return fits(pattern.group, admitted.group) &&
           (pattern.is_resource ? fits(pattern.kind, resource_of(admitted.kind))
                                : fits(pattern.kind, admitted.kind));
  }));
}

Answer matches_namespace(const PolicyFilter& filter, const Admitted& admitted) {
  const bool is_in = filter.namespaces.empty() || fits_any(filter.namespaces, admitted.object->ns);
  const bool is_out = fits_any(filter.not_namespaces, admitted.object->ns);
  const bool narrows = !filter.namespaces.empty() || !filter.not_namespaces.empty();
  if (narrows && admitted.object->ns_assumed) return Answer::maybe;
  return to_answer(is_in && !is_out);
}

bool is_added(std::string_view key, std::span<const std::string_view> added) {
  return std::ranges::any_of(added, [key](auto pattern) { return fits(pattern, key); });
}

Answer holds(const LabelSelector::Requirement& requirement, const Admitted& admitted) {
  const auto value = label_value(admitted.labels, requirement.key);
  if (!value && is_added(requirement.key, admitted.added_labels)) return Answer::maybe;
  if (is_pattern(requirement.key)) return Answer::maybe;
  const bool has_patterns = std::ranges::any_of(requirement.values, is_pattern);
  if (has_patterns && requirement.op == LabelSelector::Operator::in)
    return to_answer(value && fits_any(requirement.values, *value));
  return to_answer(requirement.holds(value));
}

/// The API server labels each namespace with its name.
Answer holds_for_space(const LabelSelector::Requirement& requirement, const Admitted& admitted) {
  if (requirement.key == kNamespaceName) {
    if (admitted.object->ns_assumed) return Answer::maybe;
    return to_answer(requirement.holds(admitted.object->ns));
  }
  if (admitted.space == nullptr) return Answer::maybe;
  return to_answer(requirement.holds(admitted.space->labels()));
}

template <typename Holds>
Answer all_hold(const std::vector<LabelSelector>& selectors, const Admitted& admitted,
                Holds holds_one) {
  auto all = Answer::yes;
  for (const auto& selector : selectors)
    for (const auto& requirement : selector.requirements)
      all = both(all, holds_one(requirement, admitted));
  return all;
}

Answer matches_name(const PolicyFilter& filter, const Admitted& admitted) {
  if (filter.names.empty() || fits_any(filter.names, "*")) return Answer::yes;
  if (admitted.name.empty()) return Answer::maybe;
  return to_answer(fits_any(filter.names, admitted.name));
}

bool opts_out(const PolicyFilter& filter, const Admitted& admitted) {
  return !filter.opt_out_label.empty() && admitted.space != nullptr &&
         label_value(admitted.space->labels(), filter.opt_out_label).has_value();
}

yaml::Node last_child(yaml::Node node) {
  yaml::Node last;
  for (const auto& [key, value] : node.entries()) last = value;
  for (const auto item : node.items()) last = item;
  return last;
}

template <typename Matches>
Answer any_of_all(const std::vector<PolicyMatch::All>& any, Matches matches) {
  auto answer = Answer::no;
  for (const auto& filters : any) {
    auto all = Answer::yes;
    for (const auto& filter : filters) all = both(all, matches(filter));
    answer = either(answer, all);
  }
  return answer;
}

}  // namespace

Answer PolicyFilter::matches_place(const Admitted& admitted) const {
  return both(matches_kind(*this, admitted), matches_namespace(*this, admitted));
}

Answer PolicyFilter::matches(const Admitted& admitted) const {
  auto answer = matches_place(admitted);
  if (answer == Answer::no || opts_out(*this, admitted)) return Answer::no;
  answer = both(answer, matches_name(*this, admitted));
  answer = both(answer, all_hold(labels, admitted, holds));
  answer = both(answer, all_hold(space_labels, admitted, holds_for_space));
  return is_open ? both(answer, Answer::maybe) : answer;
}

Answer PolicyMatch::matches_place(const Admitted& admitted) const {
  return any_of_all(any, [&](const auto& filter) { return filter.matches_place(admitted); });
}

Answer PolicyMatch::matches(const Admitted& admitted) const {
  const auto matches_it = [&](const auto& filter) { return filter.matches(admitted); };
  const auto taken = any_of_all(any, matches_it);
  if (taken == Answer::no) return taken;
  return both(taken, negated(any_of_all(except, matches_it)));
}

bool PolicyPatch::states(yaml::Node node) const {
  if (node.document() != where.document()) return false;
  auto last = where;
  for (auto next = last; next; next = last_child(last)) last = next;
  return where.index() <= node.index() && node.index() <= last.index();
}

Policies read_policies(const Inventory& inventory) {
  Policies policies;
#define READ_ENGINE(name) policies::read_##name(inventory, policies);
  POLICY_ENGINES(READ_ENGINE)
#undef READ_ENGINE
  return policies;
}

namespace policies {

std::vector<std::string_view> texts_of(yaml::Node node) {
  std::vector<std::string_view> texts;
  if (node.is_string()) texts.push_back(node.text());
  for (const auto item : node.items())
    if (item.is_string()) texts.push_back(item.text());
  return texts;
}

void add_selector(yaml::Node node, std::vector<LabelSelector>& selectors, PolicyFilter& filter) {
  if (is_absent(node)) return;
  if (auto selector = LabelSelector::parse(node))
    selectors.push_back(std::move(*selector));
  else
    filter.is_open = true;
}

namespace {

bool touches(const MergePatch& change, std::string_view field, std::string_view inner) {
  for (std::size_t i = 0; i < change.patch.items.size(); ++i) {
    if (AnchoredKey(change.patch.keys[i]).key != field) continue;
    if (inner.empty()) return true;
    return std::ranges::any_of(change.patch.items[i].keys, [inner](const std::string& key) {
      return AnchoredKey(key).key == inner;
    });
  }
  return false;
}

bool touches(const JsonPatch& change, std::string_view field, std::string_view inner) {
  return std::ranges::any_of(change.operations, [&](const JsonPatch::Operation& operation) {
    const auto& path = operation.path;
    return path.front() == field && (inner.empty() || path.size() == 1 || path[1] == inner);
  });
}

bool touches(const Assignment& change, std::string_view field, std::string_view inner) {
  const auto& path = change.path;
  return path.front().field == field &&
         (inner.empty() || path.size() == 1 || path[1].field == inner);
}

/// Resources of a rule: "pods", "pods/ephemeralcontainers", "*", "apps/deployments".
void add_resources(yaml::Node rule, PolicyFilter& filter) {
  auto groups = texts_of(rule["apiGroups"]);
  if (groups.empty()) groups.push_back("*");
  for (const auto resource : texts_of(rule["resources"])) {
    if (resource.find('/') != resource.npos && resource != "*/*") continue;
    for (const auto group : groups)
      filter.kinds.push_back({group, resource == "*/*" ? "*" : resource, true});
  }
}

bool is_about_creation(yaml::Node rule) {
  const auto operations = texts_of(rule["operations"]);
  return operations.empty() || std::ranges::find(operations, "CREATE") != operations.end() ||
         std::ranges::find(operations, "*") != operations.end();
}

std::vector<PolicyMatch::All> read_rules(yaml::Node rules, const PolicyFilter& common) {
  constexpr std::size_t kMostRules = 64;
  std::vector<PolicyMatch::All> any;
  for (const auto rule : rules.items()) {
    if (any.size() == kMostRules) break;
    if (!is_about_creation(rule)) continue;
    auto filter = common;
    add_resources(rule, filter);
    filter.names = texts_of(rule["resourceNames"]);
    if (!filter.kinds.empty()) any.push_back({std::move(filter)});
  }
  return any;
}

}  // namespace

/// Of a run: what policies say is held in memory, with what they are about.
constexpr std::size_t kMostParts = 10'000;

void append(PolicyPatch patch, Policies& policies) {
  if (policies.patches.size() == kMostParts) return;
  std::visit(
      [&patch](const auto& change) {
        patch.touches_spec = touches(change, "spec", {});
        patch.touches_labels = touches(change, "metadata", "labels");
      },
      patch.change);
  if (patch.touches_spec || patch.touches_labels) policies.patches.push_back(std::move(patch));
}

void append(PolicyDenial denial, Policies& policies) {
  if (policies.denials.size() < kMostParts) policies.denials.push_back(std::move(denial));
}

std::vector<PolicyMatch::All> read_constraints(yaml::Node constraints) {
  PolicyFilter common;
  add_selector(constraints["objectSelector"], common.labels, common);
  add_selector(constraints["namespaceSelector"], common.space_labels, common);
  return read_rules(constraints["resourceRules"], common);
}

std::vector<PolicyMatch::All> read_exclusions(yaml::Node constraints) {
  return read_rules(constraints["excludeResourceRules"], {});
}

}  // namespace policies
}  // namespace fargate_lint::kube
