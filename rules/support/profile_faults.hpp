#pragma once

#include <string_view>

#include "fargate/profile_fault.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// The rule that a fault belongs to: "FG802".
std::string_view rule_of(const fargate::ProfileFault& fault);

/// What is wrong, in one clause, and what to do about it.
struct FaultWords {
  Message message;
  SharedText help;
};
FaultWords words_of(const fargate::ProfileFault& fault);

/// Reports what the reader of a profile source found wrong with the declaration itself, as far as
/// it is this rule's. The readers know the formats; a rule knows why it matters.
void report_profile_faults(const lint::RunContext& run, lint::FindingSink& out);

}  // namespace fargate_lint::rules
