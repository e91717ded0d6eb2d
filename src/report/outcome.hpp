#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "fargate/placement.hpp"
#include "lint/report.hpp"

/// What becomes of a workload's pods, and how many there are: the one vocabulary of all formats.
/// A workload makes pods.
namespace fargate_lint::report {

/// In the order in which people look for them.
enum class Outcome : std::uint8_t {
  refused,    ///< a profile selects the pods, and Fargate does not run them
  invalid,    ///< the API server refuses them
  unplaced,   ///< no profile selects them, and they fit on no other node
  undecided,  ///< the input does not tell
  fargate,
  elsewhere,
};
inline constexpr std::array kOutcomes = {Outcome::refused,   Outcome::invalid, Outcome::unplaced,
                                         Outcome::undecided, Outcome::fargate, Outcome::elsewhere};

Outcome outcome_of(const fargate::Placement& placement);
std::string_view words(Outcome outcome);  ///< "refused"
/// Whether the workload makes no pods now: what becomes of them is no fault of the run.
bool is_idle(const fargate::Placement& placement);
/// Whether somebody has to look at it: such workloads are never folded.
constexpr bool needs_a_look(Outcome outcome) {
  return outcome <= Outcome::undecided;
}

/// Workloads of one outcome, and the pods that they run at once.
struct Tally {
  std::uint32_t workloads = 0;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::uint32_t unknown = 0;  ///< workloads of which the number of pods is not told
  std::uint32_t idle = 0;     ///< workloads that make no pods now, so that nothing fails

  void add(const lint::PlacedWorkload& placed);
};
struct Tallies {
  explicit Tallies(const lint::Report& report);
  const Tally& of(Outcome outcome) const { return all_[static_cast<std::size_t>(outcome)]; }

 private:
  std::array<Tally, kOutcomes.size()> all_;
};

/// "14 pods", "14-22 pods", "at least 14 pods"; empty if nothing is told. Numbers of pods are shown
/// with an en dash between them if `unicode`.
std::string pods_text(const Tally& tally, bool unicode);
/// "3", "2-10"; empty if it is not told.
std::string pods_text(const lint::PlacedWorkload& placed, bool unicode);

/// "3 workloads (14 pods) land on Fargate, 2 refused (1 makes no Pods now), 2 elsewhere"
std::string count_outcomes(const lint::Report& report, bool unicode);

}  // namespace fargate_lint::report
