#pragma once

#include <ranges>
#include <string>

#include "fargate/refusal.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// The violations of one cause that deserve a finding of their own.
inline auto violations_of(const lint::PodContext& pod, fargate::Cause cause) {
  return pod.violations | std::views::filter([cause](const fargate::Violation& violation) {
           return violation.cause == cause && !violation.implied;
         });
}

/// Adds a finding at the violation's field with what the violation itself tells: its container, its
/// part of the event and, when it rests on a fact that is not in the input, that fact and a softer
/// severity.
lint::FindingBuilder add(lint::FindingSink& out, const fargate::Violation& violation,
                         const Message& message);

}  // namespace fargate_lint::rules
