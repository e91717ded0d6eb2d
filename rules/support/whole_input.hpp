#pragma once

#include "lint/rule.hpp"

/// Findings about everything that runs on Fargate in this input, rather than about one object.
namespace fargate_lint::rules {

/// Adds a finding about the whole input: at the first declared profile, and known by its name, so
/// that no other file makes it a new one. Without profiles it has no place at all.
lint::FindingBuilder add_at_profiles(const lint::RunContext& run, lint::FindingSink& out,
                                     const Message& message);

}  // namespace fargate_lint::rules
