#include "lint/difference_sides.hpp"

#include <algorithm>
#include <array>

namespace fargate_lint::lint {
namespace {

/// Documents that held objects once, as it may be.
bool may_hold_objects(PassedOver why) {
  constexpr std::array kMay = {
      PassedOver::not_kubernetes, PassedOver::commented_json,  PassedOver::behind_document,
      PassedOver::no_object,      PassedOver::more_unreadable, PassedOver::chart,
      PassedOver::patch};
  return std::ranges::find(kMay, why) != kMay.end();
}

}  // namespace

Side::Side(const Report& report, std::string_view root, bool lacks_profiles)
    : report_(report), root_(root), lacks_profiles_(lacks_profiles) {
  const auto add = [this](std::string_view path) { unreadable_.emplace(relative(path)); };
  const auto& reading = *report.reading;
  for (const auto& unreadable : reading.unreadable) add(unreadable.source.path);
  for (const auto& error : report.errors())
    if (!error.get().path.empty()) add(error.get().path);
  for (const auto& passed : reading.not_linted)
    if (may_hold_objects(passed.why)) add(passed.path);
}

std::string_view Side::relative(std::string_view path) const {
  if (!root_.empty() && path.starts_with(root_)) path.remove_prefix(root_.size());
  return path;
}

std::optional<fargate::Rung> Standing::rung() const {
  const auto& size = placed->placement->size;
  return size ? size->rung : std::nullopt;
}

Standing standing_of(const Side& side, std::uint32_t number) {
  const auto& placed = side.report().placements[number];
  const auto& placement = *placed.placement;
  Standing standing;
  standing.placed = &placed;
  standing.is_idle = placement.idle != kube::Idle::no;
  // Who is judged as if a profile selected all is on no Fargate here, and refused by nothing.
  if (side.lacks_profiles()) {
    standing.never_runs = placement.invalid;
    return standing;
  }
  standing.verdict = placement.verdict;
  // That a cluster has no other nodes is certain only if the user says so.
  const bool stays_pending =
      placement.stays_pending && side.report().fleet.other_nodes() == fargate::OtherNodes::none;
  standing.never_runs =
      placement.invalid || stays_pending || placement.verdict == fargate::Verdict::refused;
  if (placement.profile) standing.profile = &side.report().profiles()[*placement.profile];
  return standing;
}

}  // namespace fargate_lint::lint
