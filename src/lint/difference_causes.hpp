#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "kube/changed_fields.hpp"
#include "kube/kinds.hpp"
#include "kube/opener.hpp"
#include "lint/difference.hpp"
#include "lint/difference_profiles.hpp"
#include "lint/difference_sides.hpp"

/// The lines that make two sides differ: for src/lint only.
namespace fargate_lint::lint {

class Causes {
 public:
  /// All must outlive it.
  Causes(const Side& before, const Side& after, const ProfilePairs& profiles);

  /// Finds the lines for a change, which says all else already.
  void find(WorkloadChange& change);
  /// Whether two objects have the same spec: one of them renamed.
  bool have_same_spec(std::uint32_t before, std::uint32_t after);
  /// A number that objects of the same spec have in common; nothing if it has none.
  std::optional<std::uint64_t> spec_hash(bool is_before, std::uint32_t placement);

 private:
  struct Changed {
    const kube::Object* before = nullptr;  ///< null: not there
    const kube::Object* after = nullptr;
  };
  const kube::Workload& open(bool is_before, std::uint32_t placement);
  bool add_fields(WorkloadChange& change);
  void add_profiles(WorkloadChange& change) const;
  void add_others(WorkloadChange& change);
  void add_object(WorkloadChange& change);
  /// The object of that name on the other side; null if it has none.
  const kube::Object* find_twin(bool is_before, const kube::Object& object);
  Cause cause_of(const kube::ChangedField& field, const kube::Object* before,
                 const kube::Object* after) const;
  const std::vector<Changed>& others(const kube::Kind& kind);

  const Side& before_;
  const Side& after_;
  const ProfilePairs& profiles_;
  kube::Opener open_before_;
  kube::Opener open_after_;
  std::map<const kube::Kind*, std::vector<Changed>> others_;
  using ByName = std::unordered_map<std::string, const kube::Object*>;
  std::array<std::optional<ByName>, 2> by_name_;  ///< that make Pods: of before, and of after
};

}  // namespace fargate_lint::lint
