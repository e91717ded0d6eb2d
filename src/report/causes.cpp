#include "report/causes.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "lint/rule_info.hpp"
#include "report/outcome.hpp"

namespace fargate_lint::report {
namespace {

using lint::Severity;

/// Whether one of the values that the finding is known by is `value`.
bool has_fact(const lint::Finding& finding, std::string_view value) {
  for (auto facts = finding.facts.view(); !facts.empty();) {
    const auto line = facts.substr(0, facts.find('\n'));
    if (line == value) return true;
    facts.remove_prefix(std::min(facts.size(), line.size() + 1));
  }
  return false;
}

/// Whether a finding about an undecided pod is about what nobody knows of it.
bool is_open(const lint::Finding& finding, const fargate::Placement& placement) {
  if (finding.severity == Severity::info) return false;
  if (finding.rule->severity == Severity::error) return true;
  return std::ranges::any_of(placement.missing, [&](const fargate::Fact& fact) {
    return !fact.name.empty() && has_fact(finding, fact.name);
  });
}

bool is_cause(const lint::Finding& finding, const fargate::Placement& placement) {
  if (outcome_of(placement) == Outcome::undecided) return is_open(finding, placement);
  // Of what the API server rejects, faults of the object are: see Rejected.
  if (!placement.never_runs() || placement.invalid) return false;
  // That nothing takes a pod is an error only where no other nodes are known for sure.
  const bool may_be_error = placement.stays_pending && finding.rule->also.contains(Severity::error);
  // A configuration may have made the rule milder.
  return may_be_error || finding.severity == Severity::error ||
         finding.rule->severity == Severity::error;
}

std::string_view suffix_of(const lint::Finding& finding) {
  if (!finding.suppression) return "";
  // What a baseline or a revision has stands at no place of its own.
  const auto& suppression = *finding.suppression;
  return suppression.in_source || !suppression.where.path.empty() ? " suppressed" : " known";
}

}  // namespace

/// The objects that the API server rejects, with their placements. Of several in one file that have
/// one name, or none, the first.
class Causes::Rejected {
 public:
  explicit Rejected(const lint::Report& report) : placements_(report.placements) {
    for (std::uint32_t i = 0; i < placements_.size(); ++i)
      if (placements_[i].placement->invalid)
        first_of_.try_emplace(key(placements_[i].where, placements_[i].object), i);
  }
  /// Those that do not run because of the finding.
  template <typename Visit>
  void visit(const lint::Finding& finding, Visit visit) const {
    if (finding.placement || finding.rule->topic() != lint::Topic::documents ||
        finding.rule->severity != Severity::error || first_of_.empty())
      return;
    const auto found = first_of_.find(key(finding.where, finding.object));
    if (found == first_of_.end()) return;
    for (auto i = found->second; i < placements_.size(); ++i) {
      if (placements_[i].order != placements_[found->second].order) break;
      visit(i);
    }
  }

 private:
  using Key = std::array<std::string_view, 4>;
  static Key key(const lint::Location& where, const lint::ObjectRef& object) {
    return {where.path.view(), object.kind.view(), object.ns.view(), object.name.view()};
  }

  std::span<const lint::PlacedWorkload> placements_;
  std::map<Key, std::uint32_t> first_of_;
};

Causes::Causes(const lint::Report& report) : report_(report) {
  std::vector<Entry> entries;
  const Rejected rejected(report);
  collect(report.findings, rejected, entries);
  collect(report.suppressed, rejected, entries);
  std::ranges::stable_sort(entries, {}, &Entry::placement);
  placements_.reserve(entries.size());
  findings_.reserve(entries.size());
  for (const auto& entry : entries) {
    placements_.push_back(entry.placement);
    findings_.push_back(entry.finding);
  }
}

void Causes::collect(const std::vector<lint::Finding>& findings, const Rejected& rejected,
                     std::vector<Entry>& entries) const {
  for (const auto& finding : findings) {
    if (finding.placement && is_cause(finding, *report_.placements[*finding.placement].placement))
      entries.push_back({*finding.placement, &finding});
    rejected.visit(finding, [&](std::uint32_t number) { entries.push_back({number, &finding}); });
  }
}

std::span<const lint::Finding* const> Causes::of(std::uint32_t placement) const {
  const auto [begin, end] = std::ranges::equal_range(placements_, placement);
  return std::span(findings_).subspan(static_cast<std::size_t>(begin - placements_.begin()),
                                      static_cast<std::size_t>(end - begin));
}

const lint::Finding* Causes::first_shown(std::uint32_t placement) const {
  const auto all = of(placement);
  return all.empty() || all.front()->suppression ? nullptr : all.front();
}

std::string Causes::rules(std::uint32_t placement) const {
  std::vector<const lint::RuleInfo*> told;
  std::string text;
  const auto tell = [&](const lint::RuleInfo& rule, std::string_view suffix) {
    if (std::ranges::find(told, &rule) != told.end()) return;
    told.push_back(&rule);
    text.append(text.empty() ? "" : ", ").append(rule.id).append(suffix);
  };
  for (const auto* finding : of(placement)) tell(*finding->rule, suffix_of(*finding));
  const auto unasked =
      std::ranges::equal_range(report_.unasked, placement, {}, &lint::Unasked::placement);
  for (const auto& each : unasked) tell(*each.rule, " not selected");
  return text;
}

}  // namespace fargate_lint::report
