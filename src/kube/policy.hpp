#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/inventory.hpp"
#include "kube/policy_change.hpp"
#include "kube/selector.hpp"

/// Policies of other programs that change or deny objects when they are created: Kyverno,
/// Gatekeeper, Kubernetes' own. What they say, without a judgement of it.
namespace fargate_lint::kube {

/// Whether something is so, as far as the input tells.
enum class Answer : std::uint8_t { no, maybe, yes };
constexpr Answer both(Answer a, Answer b) {
  return a < b ? a : b;
}
constexpr Answer either(Answer a, Answer b) {
  return a < b ? b : a;
}
constexpr Answer negated(Answer answer) {
  return static_cast<Answer>(2 - static_cast<int>(answer));
}

/// An object that the API server admits, or a pod that one makes.
struct Admitted {
  std::string_view group;
  std::string_view kind;
  const Object* object = nullptr;  ///< itself, or what makes the pod
  const Object* space = nullptr;   ///< its Namespace; null if the input does not hold it
  yaml::Node labels;
  std::string_view name;                                ///< empty if its controller names it
  std::span<const std::string_view> added_labels = {};  ///< that its controller adds
};

/// Which objects a policy, or a part of it, is about: all that is given must hold. Patterns have
/// the wildcards `*` and `?`.
struct PolicyFilter {
  struct KindPattern {
    std::string_view group = "*";
    std::string_view kind;
    bool is_resource = false;  ///< `kind` is a resource: "pods"
  };
  std::vector<KindPattern> kinds;                ///< any of them; none: every kind
  std::vector<std::string_view> namespaces;      ///< any of them; none: every namespace
  std::vector<std::string_view> not_namespaces;  ///< none of them
  std::vector<std::string_view> names;           ///< any of them; none: every name
  std::vector<LabelSelector> labels;             ///< all of them
  std::vector<LabelSelector> space_labels;       ///< of the Namespace, all of them
  /// A Namespace of the input that has this label is left alone.
  std::string_view opt_out_label = {};
  bool is_open = false;  ///< something else narrows it that a manifest does not show

  /// As far as kind and namespace decide.
  Answer matches_place(const Admitted& admitted) const;
  Answer matches(const Admitted& admitted) const;
};

/// `any` of which all, and none `except` of which all.
struct PolicyMatch {
  using All = std::vector<PolicyFilter>;
  std::vector<All> any;
  std::vector<All> except;

  Answer matches_place(const Admitted& admitted) const;
  Answer matches(const Admitted& admitted) const;
};

/// When a policy changes a pod: before AWS's webhook looks at it, or after.
enum class Stage : std::uint8_t {
  before_webhooks,  ///< MutatingAdmissionPolicy (plug-in order in pkg/kubeapiserver/options)
  unknown,          ///< as a policy of Kubernetes, or of a webhook
  webhook,          ///< one whose configuration sorts behind AWS's `0500-amazon-eks-fargate-…`
};

/// One change that a policy makes to objects.
struct PolicyPatch {
  const Object* policy = nullptr;
  yaml::Node where;  ///< what states the change
  PolicyMatch match;
  Change change;
  /// What else decides whether it is made, and no manifest of an object shows: a clause. Empty if
  /// nothing does.
  std::string_view open = {};
  Stage stage = Stage::webhook;
  /// It changes the pod templates of controllers as well, before there is a pod: Kyverno's autogen.
  bool changes_templates = false;
  /// Whether it writes anything below a field: "spec", "metadata.labels".
  bool touches_spec = false;
  bool touches_labels = false;

  /// Whether it is this patch that a node is part of.
  bool states(yaml::Node node) const;
};

/// One condition that a policy refuses objects by.
struct PolicyDenial {
  enum class Form : std::uint8_t {
    pattern,    ///< of Kyverno: refused if the object does not fit
    condition,  ///< of Kyverno: `key`, `operator` and `value`; refused if it holds
    cel,        ///< refused if it does not hold
  };
  const Object* policy = nullptr;
  yaml::Node where;
  PolicyMatch match;
  std::string_view open = {};
  Form form = Form::pattern;
  yaml::Node what;  ///< the pattern, the condition or the expression
};

/// What policies of the input say, in the order in which the API server asks them as far as that is
/// known: policies of Kubernetes, then webhooks, by name. Views into the inventory.
struct Policies {
  std::vector<PolicyPatch> patches;
  std::vector<PolicyDenial> denials;
};
Policies read_policies(const Inventory& inventory);

}  // namespace fargate_lint::kube
