#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fargate/fleet.hpp"
#include "fargate/live.hpp"
#include "fargate/placement.hpp"
#include "fargate/price.hpp"
#include "kube/pod_count.hpp"
#include "kube/run_time.hpp"
#include "lint/finding.hpp"
#include "lint/reading.hpp"

namespace fargate_lint::lint {

/// A pod template with its placement.
struct PlacedWorkload {
  ObjectRef object;
  SharedText part;  ///< which of the object's pods it is ("worker small"); empty if the only
  Location where;   ///< the object's `kind` field; the template, if there are several
  std::uint32_t order = 0;  ///< order of the object in the input
  bool partial = false;     ///< an operator adds to the pod: judged by what the object shows of it
  bool ns_assumed = false;
  SharedText helm_hook;       ///< when Helm creates it ("pre-install"); empty if it is no hook
  bool is_helm_test = false;  ///< only `helm test` creates it
  std::optional<kube::PodCount> pods;  ///< how many it runs at once; nothing if that is not told
  Shared<fargate::LiveState> live;  ///< of its pods in a running cluster; none if that was not read
  kube::RunTime run_time;           ///< of its pods, in a month as AWS bills it
  Shared<fargate::Placement> placement;  ///< pods whose placements are the same share them
};

/// A rule that was not asked to run and would have reported why a pod never runs.
struct Unasked {
  std::uint32_t placement = 0;  ///< in Report::placements
  const RuleInfo* rule = nullptr;
};

/// What was found in a Reading, judged by a Fleet: everything that a renderer needs. Owns its text
/// or shares it with the reading. Deterministic: the same input gives the same report at any number
/// of threads.
struct Report {
  std::shared_ptr<const Reading> reading = std::make_shared<const Reading>();  ///< never null
  fargate::Fleet fleet;
  /// What its rules priced with; nothing if the region is not known, or has no price.
  std::optional<fargate::RegionPrice> price;
  std::vector<PlacedWorkload> placements;  ///< in input order
  std::vector<Finding> findings;           ///< sorted by path, line, column, rule
  std::vector<Finding> suppressed;         ///< likewise sorted; each says why it is not reported
  std::vector<Unasked> unasked;            ///< sorted; of pods of which nothing else says why
  std::vector<InputError> unfinished;      ///< rules that have not looked at everything

  std::uint32_t count(Severity severity) const;
  std::uint32_t count(fargate::Verdict verdict) const;
  const std::vector<fargate::Profile>& profiles() const { return fleet.profiles(); }
  bool no_profiles() const { return fleet.empty(); }
  /// What went wrong while it was read, then while it was judged.
  std::vector<std::reference_wrapper<const InputError>> errors() const;
};

}  // namespace fargate_lint::lint
