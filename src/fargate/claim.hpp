#pragma once

#include <string>
#include <string_view>

#include "fargate/refusal.hpp"

namespace fargate_lint::fargate {

/// What the Fargate scheduler writes after `NAME not supported because: ` about a claim that it
/// cannot use; `claim` is the claim's name.
std::string claim_event(const kube::ClaimBinding& binding, std::string_view claim);

/// The fact about a claim that is not in the input, for a verdict that leaves it open.
Fact claim_missing(const kube::ClaimBinding& binding, std::string_view claim);

}  // namespace fargate_lint::fargate
