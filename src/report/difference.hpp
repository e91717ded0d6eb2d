#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lint/difference.hpp"
#include "report/cost.hpp"
#include "report/renderer.hpp"

/// What `diff` shows: the difference of two reports with what each side costs. Facts here, words in
/// one file for each format.
namespace fargate_lint::report {

/// What one workload costs in a month on each side, at least. Pods that are not there, elsewhere or
/// refused cost nothing.
struct MonthlyChange {
  std::optional<fargate::Money> before;  ///< nothing: on Fargate, and not priced
  std::optional<fargate::Money> after;
  bool per_run = false;  ///< not priced, because nobody knows how long its jobs run
  /// What it costs more; nothing if one of both is not known.
  std::optional<fargate::Money> increase() const;
};

/// Which end of what a month may cost.
enum class Bound : std::uint8_t { least, most };

/// Everything that a renderer of a difference needs. The reports must live as long.
struct Comparison {
  const lint::Report& before;
  const lint::Report& after;
  lint::Difference difference;
  std::string from;  ///< "main", "old/"; as the user wrote it
  std::string to;    ///< "HEAD", "working tree"
  Bill before_bill;
  Bill after_bill;
  /// New findings of this severity or above make the run fail; nothing: none do.
  std::optional<lint::Severity> fails = lint::Severity::error;
  std::string max_increase = {};  ///< "50", "10%": as it was given; empty for no limit
  bool exceeds_increase = false;

  const lint::PlacedWorkload& placed(const lint::WorkloadChange& change) const;
  MonthlyChange monthly(const lint::WorkloadChange& change) const;
  bool has_price() const { return before_bill.has_price() && after_bill.has_price(); }
  /// Of all workloads that are priced on both sides; in the least month, or with the most Pods that
  /// autoscalers and schedules allow.
  fargate::Money total_before(Bound bound = Bound::least) const;
  fargate::Money total_after(Bound bound = Bound::least) const;
  fargate::Money increase() const { return total_after() - total_before(); }
  std::string_view currency() const;
  /// Workloads that change and are left out of the totals.
  std::uint32_t count_unpriced() const;
  /// Whether something makes the run fail: a new finding, a refusal, the increase.
  bool fails_run() const;

 private:
  using Place = std::optional<std::uint32_t> lint::WorkloadChange::*;
  fargate::Money total_of(const Bill& bill, Place place, bool lacks_profiles, Bound bound) const;
};

/// The new findings that make the run fail.
std::uint32_t count_failing(const Comparison& comparison);
/// "1 newly refused, 1 deleted with its profile, 1 moves to Fargate"; "nothing changes".
std::string difference_words(const Comparison& comparison);
/// "-90.10 a month (108.12 → 18.02)"; empty if no price is known.
std::string increase_words(const Comparison& comparison, bool unicode);
/// What stands before a change: "now refused", "pods deleted".
std::string_view change_words(lint::Change change);
/// "web/0 → –": where the Pods of a workload land, on each side.
std::string move_words(const Comparison& comparison, const lint::WorkloadChange& change,
                       bool unicode);
/// "1 vCPU 2 GB", "0.25 → 0.5 vCPU": the provisioned size.
std::string size_words(const Comparison& comparison, const lint::WorkloadChange& change,
                       bool unicode);
/// "-108.12", "per run", "unknown"; empty where no price is known.
std::string monthly_words(const Comparison& comparison, const lint::WorkloadChange& change);
/// "label tier: `adm` → `web`": why, without the place; values are in backticks.
std::string cause_words(const Comparison& comparison, const lint::Cause& cause, bool unicode);
/// "profile `web` is replaced, because its selectors differ: ...": what a profile's change does.
std::string profile_words(const Comparison& comparison, const lint::ProfileChange& change);
/// What is to be known of the whole: profiles are replaced one at a time, prices, unknown objects.
std::vector<std::string> difference_notes(const Comparison& comparison);

}  // namespace fargate_lint::report
