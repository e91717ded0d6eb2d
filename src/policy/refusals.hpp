#pragma once

#include <string>
#include <vector>

#include "policy/policy.hpp"

/// The rows of refusal_rows.hpp as CEL.
namespace fargate_lint::policy {

/// The variables of a policy, each after those that it uses. The last, `refused`, is the list of
/// what Fargate refuses in the pod, a clause for each, by the rules of an action. `pod`: CEL for
/// the pod or pod template; `annotations`: for a list of mappings of annotations.
std::vector<Named> variables(const Request& request, Action action, const std::string& pod,
                             const std::string& annotations);

/// What no policy tests, and why: from the rows, and for Fargate's own reasons. A sentence each.
std::vector<std::string> not_in_policy();

}  // namespace fargate_lint::policy
