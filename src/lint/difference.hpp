#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lint/report.hpp"

/// What a change of the input changes on the cluster: two reports, the facts in which they differ,
/// and the lines that make them differ.
namespace fargate_lint::lint {

/// What becomes of the Pods of a workload, the most harmful first.
enum class Change : std::uint8_t {
  refused,    ///< a profile selects them and they will not run, or the API server rejects them
  deleted,    ///< they run now, and AWS deletes them with their profile
  off,        ///< they leave Fargate
  undecided,  ///< the input no longer shows where they land
  profile,    ///< another profile takes them: its role, subnets and security groups apply
  on,         ///< they land on Fargate now
  size,       ///< Fargate provisions another size
  replicas,   ///< another number of them
  gone,
  added,
  renamed,  ///< an object of another name or namespace with the same spec; nothing else changes
  unknown,  ///< one side has the object in a file that cannot be read there
};
inline constexpr std::size_t kChanges = 12;
/// "refused"; `added` is "new".
std::string_view to_string(Change change);

/// A line that differs between the sides, and so is why something changes.
struct Cause {
  Location where;
  bool is_before = false;  ///< the line is on the old side, and not on the new one
  bool is_added = false;   ///< the field is not on the old side
  /// Of the object: `spec.template.metadata.labels.tier`; empty if a profile is why.
  SharedText field = {};
  /// The object, if it is not the workload itself: a LimitRange, an autoscaler.
  ObjectRef object = {};
  /// What the field holds; nothing if it is not there, holds no scalar, or must not be quoted.
  std::optional<std::string> before = {};
  std::optional<std::string> after = {};
  std::optional<std::uint32_t> profile = {};  ///< in Difference::profiles
};

/// A pod template that something changes for. Which: by its numbers in Report::placements.
struct WorkloadChange {
  Change change = Change::added;
  std::optional<std::uint32_t> before = {};
  std::optional<std::uint32_t> after = {};
  bool is_renamed = false;  ///< beside another change
  /// Of `unknown`: the profile may be in a file of this side that cannot be read.
  bool unknown_before = false;
  bool unknown_after = false;
  /// What deletes its Pods, in Difference::profiles; also where `change` is more harmful than that.
  std::optional<std::uint32_t> deleted_with = {};
  /// Why they are refused now: numbers in the findings of `after`.
  std::vector<std::uint32_t> refusals = {};
  /// Why they were refused before: numbers in the findings of `before`.
  std::vector<std::uint32_t> former_refusals = {};
  /// The most telling first; may be empty, as where a side is a report without its input.
  std::vector<Cause> because = {};
};

/// A profile cannot be changed
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html): what differs under one
/// name is another profile, and the old one is deleted first. Numbers are those of the profiles.
struct ProfileChange {
  enum class What : std::uint8_t {
    removed,
    replaced,
    unclear,  ///< what one side says of it is known only when it is deployed
    added,
  };
  What what = What::added;
  std::optional<std::uint32_t> before = {};
  std::optional<std::uint32_t> after = {};
  // what differs, if it is replaced
  bool selectors = false;
  bool role = false;
  bool subnets = false;
  bool cluster = false;
  Location where;             ///< the line that differs
  bool is_before = false;     ///< likewise on the old side alone
  std::uint32_t deletes = 0;  ///< workloads whose Pods are deleted with it
};

struct Difference {
  std::vector<WorkloadChange> workloads;  ///< by harm, then in the order of the input
  std::vector<ProfileChange>
      profiles;  ///< removed, replaced or unclear, added; each in their order
  /// Numbers in the findings of `after` and of `before`.
  std::vector<std::uint32_t> new_findings;
  std::vector<std::uint32_t> fixed_findings;
  std::uint32_t accepted = 0;  ///< findings of `before` that are suppressed now
  /// One side alone declares no profile: nothing runs on Fargate there.
  bool no_profiles_before = false;
  bool no_profiles_after = false;

  bool empty() const {
    return workloads.empty() && profiles.empty() && new_findings.empty() && fixed_findings.empty();
  }
  std::uint32_t count(Change change) const;
};

struct CompareOptions {
  /// What paths of each side begin with and the other's do not: "old/".
  std::string before_root = {};
  std::string after_root = {};
  /// What is missing on the new side stays on the cluster, as when manifests are applied.
  bool keeps_missing = false;
};

/// Compares two reports. Where one has no objects behind it (it was read from a file), no lines are
/// named. Throws what kube::Opener throws, if objects rest.
Difference compare(const Report& before, const Report& after, const CompareOptions& options = {});

}  // namespace fargate_lint::lint
