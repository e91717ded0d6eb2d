#pragma once

#include <span>
#include <string_view>

#include "fargate/refusal.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// Which rule speaks of a violation that the pod alone proves.
struct RefusalRule {
  fargate::Cause cause;
  std::string_view detail;  ///< a volume type; empty: all that no other row of the cause names
  const lint::Rule* rule;
};
std::span<const RefusalRule> refusal_rules();

}  // namespace fargate_lint::rules
