#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fargate/placement.hpp"
#include "fargate/profile.hpp"
#include "lint/finding.hpp"
#include "lint/input.hpp"

namespace fargate_lint::lint {

/// A pod template with its placement.
struct PlacedWorkload {
  ObjectRef object;
  SharedText part;  ///< which of the object's pods it is ("worker small"); empty if the only
  Location where;   ///< the object's `kind` field; the template, if there are several
  std::uint32_t order = 0;  ///< order of the object in the input
  bool partial = false;     ///< an operator adds to the pod: judged by what the object shows of it
  bool ns_assumed = false;
  Shared<fargate::Placement> placement;  ///< pods whose placements are the same share them
};

/// Everything a renderer needs. Owns all its text. Deterministic: the same input gives the same
/// report at any number of threads.
struct Report {
  std::vector<fargate::Profile> profiles;
  std::vector<PlacedWorkload> placements;  ///< in input order
  std::vector<Finding> findings;           ///< sorted by path, line, column, rule
  std::vector<Finding> suppressed;         ///< likewise sorted; each says why it is not reported
  std::vector<Unreadable> unreadable;
  std::vector<Ignored> ignored;
  std::vector<InputError> errors;
  Account account;
  double milliseconds = 0;  ///< not part of any deterministic output

  std::uint32_t count(Severity severity) const;
  std::uint32_t count(fargate::Verdict verdict) const;
  bool no_profiles() const { return profiles.empty(); }
};

}  // namespace fargate_lint::lint
