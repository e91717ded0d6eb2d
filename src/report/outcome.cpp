#include "report/outcome.hpp"

#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

std::string range_text(std::uint64_t least, std::uint64_t most, bool unicode) {
  auto text = std::to_string(least);
  if (most != least) text.append(unicode ? "–" : "-").append(std::to_string(most));
  return text;
}

}  // namespace

Outcome outcome_of(const fargate::Placement& placement) {
  if (placement.invalid) return Outcome::invalid;
  if (placement.stays_pending) return Outcome::unplaced;
  switch (placement.verdict) {
    case fargate::Verdict::refused: return Outcome::refused;
    case fargate::Verdict::undecided: return Outcome::undecided;
    case fargate::Verdict::fargate: return Outcome::fargate;
    case fargate::Verdict::not_fargate: return Outcome::elsewhere;
  }
  return Outcome::undecided;
}

std::string_view words(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused: return "refused";
    case Outcome::invalid: return "invalid";
    case Outcome::unplaced: return "unplaced";
    case Outcome::undecided: return "undecided";
    case Outcome::fargate: return "fargate";
    case Outcome::elsewhere: return "elsewhere";
  }
  return "";
}

bool is_idle(const fargate::Placement& placement) {
  return placement.idle != kube::Idle::no;
}

void Tally::add(const lint::PlacedWorkload& placed) {
  ++workloads;
  if (is_idle(*placed.placement)) ++idle;
  if (!placed.pods) {
    ++unknown;
    return;
  }
  least += placed.pods->least;
  most += placed.pods->most;
}

Tallies::Tallies(const lint::Report& report) {
  for (const auto& placed : report.placements)
    all_[static_cast<std::size_t>(outcome_of(*placed.placement))].add(placed);
}

std::string pods_text(const Tally& tally, bool unicode) {
  if (tally.unknown == tally.workloads) return {};
  const auto text = range_text(tally.least, tally.most, unicode) +
                    (tally.least == 1 && tally.most == 1 ? " pod" : " pods");
  return (tally.unknown == 0 ? "" : "at least ") + text;
}

std::string pods_text(const lint::PlacedWorkload& placed, bool unicode) {
  return placed.pods ? range_text(placed.pods->least, placed.pods->most, unicode) : std::string();
}

std::string count_outcomes(const lint::Report& report, bool unicode) {
  if (report.placements.empty()) return "no workload in the input";
  const Tallies tallies(report);
  const auto& landing = tallies.of(Outcome::fargate);
  auto text = counted(landing.workloads, "workload");
  if (const auto pods = pods_text(landing, unicode); !pods.empty()) text += " (" + pods + ")";
  text += landing.workloads == 1 ? " lands on Fargate" : " land on Fargate";
  for (const auto outcome : kOutcomes) {
    const auto& tally = tallies.of(outcome);
    if (outcome == Outcome::fargate || tally.workloads == 0) continue;
    text.append(", ").append(std::to_string(tally.workloads)).append(" ").append(words(outcome));
    if (!needs_a_look(outcome) || tally.idle == 0) continue;
    const auto number = tally.idle == tally.workloads ? "" : std::to_string(tally.idle) + " ";
    text += " (" + number + (tally.idle == 1 ? "makes no Pods now)" : "make no Pods now)");
  }
  return text;
}

}  // namespace fargate_lint::report
