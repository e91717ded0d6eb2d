#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fargate/profile.hpp"
#include "fargate/refusal.hpp"
#include "policy/action.hpp"

/// Admission policies as data, made from the rows of refusal_rows.hpp and from the selectors of the
/// profiles. What an API server does with them, and every limit kept here, was seen on
/// kube-apiserver 1.32; docs/admission.md explains it to users.
namespace fargate_lint::policy {

/// The rule that speaks of a refusal, and what the API server is to do about it.
struct RuleOf {
  fargate::Cause cause;
  std::string_view detail;  ///< a volume type; empty: all that no other row of the cause names
  std::string id;
  std::string name;
  Action action = Action::deny;
  bool selected = true;
};

struct Request {
  std::vector<RuleOf> rules;
  bool on_pods = true;
  bool on_workloads = true;
  PodsBy pods_by = PodsBy::scheduler;
  bool params = false;        ///< the profiles are in a ConfigMap, not in the policies
  bool takes_ignores = true;  ///< the annotation `fargate-lint.dev/ignore` counts
  std::string prefix;         ///< of the names of all objects
  std::string exempt_key;     ///< Namespaces with this label are exempt
  std::string exempt_value;
};

struct Named {
  std::string name;
  std::string expression;
};

/// A kind of object that a policy is about.
struct Resource {
  std::string_view group;
  std::string_view name;
};

/// One policy and its binding. It has one validation: the API server shows the first that fails.
struct Policy {
  std::string name;
  std::vector<std::string> comments;  ///< a paragraph each
  std::span<const Resource> resources;
  bool on_update = false;  ///< besides CREATE
  std::vector<Named> conditions;
  std::vector<Named> variables;
  std::string validation;
  std::string message_expression;
  std::string message;  ///< where that fails
  Action action = Action::deny;
  bool params = false;
};

struct PolicySet {
  std::vector<Policy> policies;
  std::vector<std::string> notes;        ///< what the policies leave out, and why
  std::vector<std::string> param_lines;  ///< of the ConfigMap
  std::string config_map;                ///< its name; empty if there is none
};

/// The key of the ConfigMap that holds the selectors, and its namespace.
inline constexpr std::string_view kParamsKey = "selectors";
inline constexpr std::string_view kParamsNamespace = "kube-system";

PolicySet make(const Request& request, std::span<const fargate::Profile> profiles);

}  // namespace fargate_lint::policy
