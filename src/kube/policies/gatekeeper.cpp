#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "kube/fields.hpp"
#include "kube/policies/list.hpp"

// Gatekeeper's mutations (https://open-policy-agent.github.io/gatekeeper/website/docs/mutation/):
// Assign, AssignMetadata and ModifySet. Its webhook is asked about pods, not about what makes them,
// unless a mutation names those.

namespace fargate_lint::kube::policies {
namespace {

using Mode = Assignment::Mode;

/// A namespace with this label is not looked at (its webhook's namespaceSelector).
constexpr std::string_view kIgnoreLabel = "admission.gatekeeper.sh/ignore";
constexpr std::string_view kOwnNamespace = "gatekeeper-system";

struct MutationKind {
  const Kind& kind;
  bool of_metadata = false;  ///< it only adds labels and annotations, and to every kind
};
const std::array kMutations = {MutationKind{kinds::assign_metadata, true},
                               MutationKind{kinds::assign}, MutationKind{kinds::modify_set}};

/// `applyTo`: kinds by group.
void add_kinds(yaml::Node entries, std::string_view groups_field, PolicyFilter& filter) {
  for (const auto entry : entries.items()) {
    auto groups = texts_of(entry[groups_field]);
    if (groups.empty()) groups.push_back("*");
    for (const auto group : groups)
      for (const auto kind : texts_of(entry["kinds"])) filter.kinds.push_back({group, kind});
  }
}

PolicyMatch read_match(yaml::Node spec, bool of_metadata) {
  PolicyFilter applies;
  add_kinds(spec["applyTo"], "groups", applies);
  PolicyFilter matched;
  const auto match = spec["match"];
  add_kinds(match["kinds"], "apiGroups", matched);
  matched.namespaces = texts_of(match["namespaces"]);
  matched.not_namespaces = texts_of(match["excludedNamespaces"]);
  matched.not_namespaces.push_back(kOwnNamespace);
  matched.names = texts_of(match["name"]);
  add_selector(match["labelSelector"], matched.labels, matched);
  add_selector(match["namespaceSelector"], matched.space_labels, matched);
  matched.opt_out_label = kIgnoreLabel;
  PolicyMatch all;
  const bool is_named = of_metadata || !applies.kinds.empty();
  if (!is_named || text_of(match["scope"]) == "Cluster") return all;
  all.any.push_back({std::move(applies), std::move(matched)});
  return all;
}

void add_tests(yaml::Node parameters, Assignment& change) {
  for (const auto test : parameters["pathTests"].items()) {
    const auto path = Assignment::parse(text_of(test["subPath"]));
    if (!path) continue;
    change.tests.push_back({path->size(), text_of(test["condition"]) == "MustExist"});
  }
}

/// The value that a mutation writes; missing if it comes from elsewhere.
yaml::Node value_of(yaml::Node parameters) {
  const auto assigned = parameters["assign"]["value"];
  return assigned ? assigned : parameters["values"]["fromList"];
}

void read_mutation(const Object& policy, bool of_metadata, Policies& policies) {
  const auto spec = policy.spec();
  const auto parameters = spec["parameters"];
  const auto value = value_of(parameters);
  auto path = Assignment::parse(text_of(spec["location"]));
  auto literal = Draft::copy_with_origin(value);
  if (!path || !value || !literal) return;
  Assignment change;
  change.path = std::move(*path);
  change.value = std::move(*literal);
  if (of_metadata) change.mode = Mode::add;
  if (parameters["values"]) {
    const bool removes = text_of(parameters["operation"]) == "prune";
    change.mode = removes ? Mode::remove_items : Mode::add_to_set;
  }
  add_tests(parameters, change);
  PolicyPatch patch;
  patch.policy = &policy;
  patch.where = value;
  patch.match = read_match(spec, of_metadata);
  patch.change = std::move(change);
  append(std::move(patch), policies);
}

}  // namespace

void read_gatekeeper(const Inventory& inventory, Policies& policies) {
  for (const auto& [kind, of_metadata] : kMutations)
    for (const auto* policy : inventory.of_kind(kind))
      read_mutation(*policy, of_metadata, policies);
}

}  // namespace fargate_lint::kube::policies
