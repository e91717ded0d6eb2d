#include "report/placement_rows.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_set>

#include "fargate/match.hpp"
#include "fargate/wording.hpp"
#include "report/finding_text.hpp"
#include "report/live.hpp"
#include "report/outcome.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// The namespaces that some profile takes pods from, as far as is known.
class NamedNamespaces {
 public:
  explicit NamedNamespaces(std::span<const fargate::Profile> profiles) : profiles_(profiles) {}
  bool contains(const SharedText& ns) {
    const auto [known, is_new] = known_.try_emplace(ns.view(), false);
    if (is_new)
      known->second = std::ranges::any_of(profiles_, [&](const auto& profile) {
        return profile.selectors_unknown.is_unknown() ||
               std::ranges::any_of(profile.selectors, [&](const fargate::Selector& selector) {
                 return selector.ns.is_unknown() ||
                        (selector.ns.is_known() &&
                         fargate::wildcard_match(selector.ns.text, ns.view()));
               });
      });
    return known->second;
  }

 private:
  std::span<const fargate::Profile> profiles_;
  std::unordered_map<std::string_view, bool> known_;
};

std::string name_of(const lint::PlacedWorkload& placed) {
  auto name = qualified_name(placed.object);
  return name.append("\n").append(placed.part.view());
}

}  // namespace

PlacementRows::PlacementRows(const lint::Report& report, const Causes& causes, bool all)
    : report_(report), causes_(causes) {
  NamedNamespaces named(report.profiles());
  for (std::uint32_t i = 0; i < report.placements.size(); ++i) {
    const auto& placed = report.placements[i];
    const bool is_far = !report.no_profiles() &&
                        outcome_of(*placed.placement) == Outcome::elsewhere &&
                        !named.contains(placed.object.ns) &&
                        (!placed.live || placed.live->differs == fargate::Differs::no);
    far_.push_back(is_far);
    if (is_far) folded_.push_back(i);
    ++namesakes_[name_of(placed)];
  }
  if (all || folded_.size() < 2) folded_.clear();
}

std::vector<std::uint32_t> PlacementRows::shown() const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < report_.placements.size(); ++i)
    if (folded_.empty() || !far_[i]) rows.push_back(i);
  std::ranges::stable_sort(
      rows, {}, [&](std::uint32_t i) { return outcome_of(*report_.placements[i].placement); });
  return rows;
}

std::string PlacementRows::folded_text() const {
  std::unordered_set<std::string_view> namespaces;
  for (const auto i : folded_) namespaces.insert(report_.placements[i].object.ns.view());
  return std::to_string(folded_.size()) + " workloads in " +
         counted(namespaces.size(), "namespace") + " that no profile selects";
}

std::string PlacementRows::reason(std::uint32_t number) const {
  const auto& placed = report_.placements[number];
  if (const auto difference = difference_text(report_, placed); !difference.empty())
    return sanitise(difference);
  auto text = far_[number] ? std::string()
                           : fargate::wording::remark(*placed.placement, report_.profiles());
  if (!placed.helm_hook.empty())
    text = "hook: " + placed.helm_hook + (text.empty() ? "" : "; ") + text;
  return sanitise(text);
}

std::string PlacementRows::place(std::uint32_t number) const {
  const auto& placed = report_.placements[number];
  if (namesakes_.at(name_of(placed)) < 2 || is_of_cluster(placed.where)) return {};
  return place_text(placed.where.path, {placed.where.span.begin.line, 0});
}

std::string PlacementRows::why(std::uint32_t number) const {
  auto text = reason(number);
  if (const auto rules = causes_.rules(number); !rules.empty())
    text += (text.empty() ? "(" : " (") + rules + ")";
  const auto at = place(number);
  if (at.empty()) return text;
  return text.empty() ? at : at + ": " + text;
}

}  // namespace fargate_lint::report
