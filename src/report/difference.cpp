#include "report/difference.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "report/finding_text.hpp"
#include "report/outcome.hpp"
#include "report/placement_table.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using fargate::Money;
using lint::Cause;
using lint::Change;
using lint::ProfileChange;
using lint::WorkloadChange;

std::string arrow(bool unicode) {
  return unicode ? " → " : " -> ";
}

std::string dash(bool unicode) {
  return unicode ? "–" : "-";
}

const lint::PlacedWorkload* placed_on(const lint::Report& report,
                                      std::optional<std::uint32_t> number) {
  return number ? &report.placements[*number] : nullptr;
}

/// What the Pods of a row cost; nothing where they run on Fargate at a price that is not known.
std::optional<Money> monthly_of(const Bill& bill, std::optional<std::uint32_t> number,
                                bool lacks_profiles) {
  if (!number || lacks_profiles) return Money();
  const auto& row = bill.rows[*number];
  switch (row.unpriced) {
    case Unpriced::no: return row.cost.least;
    case Unpriced::refused:
    case Unpriced::not_fargate:
    case Unpriced::helm_test: return Money();
    case Unpriced::undecided:
    case Unpriced::no_hours:
    case Unpriced::no_count:
    case Unpriced::no_region: break;
  }
  return std::nullopt;
}

bool is_per_run(const Bill& bill, std::optional<std::uint32_t> number) {
  return number && bill.rows[*number].unpriced == Unpriced::no_hours;
}

/// "+18.02", "-108.12"
std::string signed_text(Money money) {
  return (money > Money() ? "+" : "") + fargate::format(money, 2);
}

std::string place_of_pods(const lint::Report& report, const lint::PlacedWorkload* placed,
                          bool lacks_profiles, bool unicode) {
  if (placed == nullptr || lacks_profiles) return dash(unicode);
  auto text = selector_text(report, *placed->placement);
  return text.empty() ? dash(unicode) : text;
}

std::string rung_text(const lint::PlacedWorkload* placed) {
  return placed == nullptr ? std::string() : size_text(*placed->placement);
}

/// How many workloads change so, in words.
struct Counted {
  Change change;
  std::string_view one;
  std::string_view many;
};
constexpr std::array<Counted, lint::kChanges> kCounted = {{
    {Change::refused, "newly refused", "newly refused"},
    {Change::deleted, "deleted with its profile", "deleted with their profile"},
    {Change::off, "leaves Fargate", "leave Fargate"},
    {Change::undecided, "no longer decided", "no longer decided"},
    {Change::profile, "moves to another profile", "move to another profile"},
    {Change::on, "moves to Fargate", "move to Fargate"},
    {Change::size, "changes size", "change size"},
    {Change::replicas, "changes its number of Pods", "change their number of Pods"},
    {Change::gone, "gone", "gone"},
    {Change::added, "new", "new"},
    {Change::renamed, "renamed", "renamed"},
    {Change::unknown, "unknown", "unknown"},
}};

std::string quoted(std::string_view text) {
  return in_backticks(sanitise(text));
}

/// "`adm` → `web`", "`web` added"
std::string value_words(const Cause& cause, bool unicode) {
  if (cause.before && cause.after)
    return quoted(*cause.before) + arrow(unicode) + quoted(*cause.after);
  if (cause.after) return quoted(*cause.after) + " added";
  if (cause.before) return quoted(*cause.before) + " removed";
  if (cause.is_before) return "removed";
  return cause.is_added ? "added" : "changed";
}

/// "label tier" of `spec.template.metadata.labels.tier`, else the path.
std::string field_words(std::string_view field) {
  if (field == "metadata.name") return "name";
  if (field == "metadata.namespace") return "namespace";
  for (const auto& [part, words] :
       {std::pair<std::string_view, std::string_view>("metadata.labels", "label "),
        {"metadata.annotations", "annotation "}}) {
    const auto at = field.rfind(part);
    if (at == std::string_view::npos || at + part.size() >= field.size()) continue;
    auto key = field.substr(at + part.size());
    key = key.starts_with('[') ? key.substr(1, key.size() - 2) : key.substr(1);
    return std::string(words) + sanitise(key);
  }
  // What leads to a pod says little: its container and what is in it does.
  for (const std::string_view list : {"initContainers[", "containers["})
    if (const auto at = field.find(list); at != std::string_view::npos)
      return sanitise(field.substr(at));
  if (const auto at = field.rfind(".spec."); at != std::string_view::npos)
    return sanitise(field.substr(at + 6));
  return sanitise(field);
}

std::string name_of_profile(const Comparison& comparison, const ProfileChange& change) {
  const auto& profiles = change.after ? comparison.after.profiles() : comparison.before.profiles();
  const auto& profile = profiles[change.after ? *change.after : *change.before];
  return quoted(profile.display_name());
}

/// "selectors and role differ"
std::string difference_of(const ProfileChange& change) {
  std::vector<std::string> parts;
  if (change.selectors) parts.emplace_back("selectors");
  if (change.role) parts.emplace_back("Pod execution role");
  if (change.subnets) parts.emplace_back("subnets");
  if (change.cluster) parts.emplace_back("cluster");
  std::string text;
  for (const auto& part : parts)
    text += (text.empty() ? "" : &part == &parts.back() ? " and " : ", ") + part;
  const bool is_one = parts.size() == 1 && !change.selectors && !change.subnets;
  return text + (is_one ? " differs" : " differ");
}

std::uint32_t count_profiles(const Comparison& comparison, ProfileChange::What what) {
  return static_cast<std::uint32_t>(
      std::ranges::count(comparison.difference.profiles, what, &ProfileChange::what));
}

bool is_any_per_run(const Comparison& comparison) {
  return std::ranges::any_of(comparison.difference.workloads, [&](const WorkloadChange& change) {
    return comparison.monthly(change).per_run;
  });
}

}  // namespace

std::optional<Money> MonthlyChange::increase() const {
  if (!before || !after) return std::nullopt;
  return *after - *before;
}

const lint::PlacedWorkload& Comparison::placed(const WorkloadChange& change) const {
  return change.after ? after.placements[*change.after] : before.placements[*change.before];
}

MonthlyChange Comparison::monthly(const WorkloadChange& change) const {
  MonthlyChange monthly = {
      monthly_of(before_bill, change.before, difference.no_profiles_before),
      monthly_of(after_bill, change.after, difference.no_profiles_after),
      is_per_run(before_bill, change.before) || is_per_run(after_bill, change.after)};
  // What a file holds that cannot be read, nobody knows.
  if (change.change == Change::unknown && (!change.before || change.unknown_before))
    monthly.before = std::nullopt;
  if (change.change == Change::unknown && (!change.after || change.unknown_after))
    monthly.after = std::nullopt;
  return monthly;
}

Money Comparison::total_of(const Bill& bill, Place place, bool lacks_profiles, Bound bound) const {
  const auto end = [bound](const auto& cost) {
    return bound == Bound::least ? cost.least : cost.most;
  };
  if (lacks_profiles) return {};
  auto total = end(bill.total);
  for (const auto& change : difference.workloads) {
    const auto number = change.*place;
    if (number && bill.rows[*number].unpriced == Unpriced::no && !monthly(change).increase())
      total = total - end(bill.rows[*number].cost);
  }
  return total;
}

Money Comparison::total_before(Bound bound) const {
  return total_of(before_bill, &WorkloadChange::before, difference.no_profiles_before, bound);
}

Money Comparison::total_after(Bound bound) const {
  return total_of(after_bill, &WorkloadChange::after, difference.no_profiles_after, bound);
}

std::uint32_t Comparison::count_unpriced() const {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      difference.workloads,
      [this](const WorkloadChange& change) { return !monthly(change).increase(); }));
}

std::string_view Comparison::currency() const {
  return after_bill.options.price ? std::string_view(after_bill.options.price->currency)
                                  : std::string_view();
}

std::uint32_t count_failing(const Comparison& comparison) {
  if (!comparison.fails) return 0;
  return static_cast<std::uint32_t>(
      std::ranges::count_if(comparison.difference.new_findings, [&](std::uint32_t number) {
        return comparison.after.findings[number].severity <= *comparison.fails;
      }));
}

bool Comparison::fails_run() const {
  if (exceeds_increase) return true;
  if (!fails) return false;
  return difference.count(Change::refused) != 0 || count_failing(*this) != 0;
}

std::string difference_words(const Comparison& comparison) {
  std::string text;
  for (const auto& [change, one, many] : kCounted) {
    const auto count = comparison.difference.count(change);
    if (count == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " +
            std::string(count == 1 ? one : many);
  }
  if (!text.empty()) return text;
  return comparison.difference.profiles.empty() ? "no workload changes"
                                                : "profiles change, and no workload with them";
}

std::string increase_words(const Comparison& comparison, bool unicode) {
  if (!comparison.has_price()) return {};
  const auto before = comparison.total_before();
  const auto after = comparison.total_after();
  if (before == after) return fargate::format(after, 2) + " a month, as before";
  return signed_text(after - before) + " a month (" + fargate::format(before, 2) + arrow(unicode) +
         fargate::format(after, 2) + ")";
}

std::string_view change_words(Change change) {
  switch (change) {
    case Change::refused: return "now refused";
    case Change::deleted: return "pods deleted";
    case Change::off: return "off fargate";
    case Change::undecided: return "undecided";
    case Change::profile: return "profile";
    case Change::on: return "to fargate";
    case Change::size: return "size";
    case Change::replicas: return "replicas";
    case Change::gone: return "gone";
    case Change::added: return "new";
    case Change::renamed: return "renamed";
    case Change::unknown: return "unknown";
  }
  return "";
}

std::string move_words(const Comparison& comparison, const WorkloadChange& change, bool unicode) {
  const auto& difference = comparison.difference;
  const auto before = place_of_pods(comparison.before, placed_on(comparison.before, change.before),
                                    difference.no_profiles_before, unicode);
  const auto after = place_of_pods(comparison.after, placed_on(comparison.after, change.after),
                                   difference.no_profiles_after, unicode);
  const bool is_alone = !change.before || !change.after;
  const bool moves = change.change == Change::deleted || change.change == Change::off ||
                     change.change == Change::profile || change.change == Change::undecided;
  if (is_alone) return change.after ? after : before;
  return moves && before != after ? before + arrow(unicode) + after : after;
}

std::string size_words(const Comparison& comparison, const WorkloadChange& change, bool unicode) {
  const auto* old = placed_on(comparison.before, change.before);
  const auto* now = placed_on(comparison.after, change.after);
  const auto before = rung_text(old);
  const auto after = rung_text(now);
  if (change.change == Change::replicas)
    return pods_text(*old, unicode) + arrow(unicode) + pods_text(*now, unicode) + " Pods";
  if (change.change == Change::off || change.change == Change::gone) return before;
  if (change.change != Change::size || before.empty() || after.empty())
    return after.empty() ? before : after;
  const auto& a = *old->placement->size->rung;
  const auto& b = *now->placement->size->rung;
  if (a == b) return after;
  // What stays the same is said once.
  if (a.mebibytes == b.mebibytes || a.milli_cpu == b.milli_cpu) {
    const auto space = before.find(" vCPU ");
    if (a.mebibytes == b.mebibytes) return before.substr(0, space) + arrow(unicode) + after;
    const auto memory = after.substr(after.find(" vCPU ") + 6);
    return before.substr(0, before.rfind(" GB")) + arrow(unicode) + memory;
  }
  return before + arrow(unicode) + after;
}

std::string monthly_words(const Comparison& comparison, const WorkloadChange& change) {
  if (!comparison.has_price()) return {};
  const auto monthly = comparison.monthly(change);
  if (const auto increase = monthly.increase())
    return *increase == Money() ? "" : signed_text(*increase);
  return monthly.per_run ? "per run" : "unknown";
}

std::string cause_words(const Comparison& comparison, const Cause& cause, bool unicode) {
  if (cause.profile)
    return profile_words(comparison, comparison.difference.profiles[*cause.profile]);
  if (cause.field.empty()) return {};
  // That an object is new or gone is said already.
  const bool is_whole = cause.object.kind.empty() && cause.field == "metadata.name";
  if (is_whole && (!cause.before || !cause.after)) return {};
  std::string text;
  if (!cause.object.kind.empty())
    text = sanitise(cause.object.kind) + "/" + sanitise(cause.object.name) + " ";
  return text + field_words(cause.field) + ": " + value_words(cause, unicode);
}

std::string profile_words(const Comparison& comparison, const ProfileChange& change) {
  const auto name = name_of_profile(comparison, change);
  switch (change.what) {
    case ProfileChange::What::removed:
      return "profile " + name + " is gone: AWS deletes the Pods that it runs";
    case ProfileChange::What::replaced:
      return "profile " + name + " is replaced, because its " + difference_of(change) +
             ": AWS deletes the old one and its Pods first";
    case ProfileChange::What::unclear:
      return "profile " + name +
             " may be replaced: one side tells its selectors only when it is "
             "deployed";
    case ProfileChange::What::added:
      return "profile " + name + " is new: it takes only Pods that are created from then on";
  }
  return {};
}

std::vector<std::string> difference_notes(const Comparison& comparison) {
  std::vector<std::string> notes;
  const auto& difference = comparison.difference;
  const auto removed = count_profiles(comparison, ProfileChange::What::removed);
  const auto replaced = count_profiles(comparison, ProfileChange::What::replaced);
  const auto added = count_profiles(comparison, ProfileChange::What::added);
  if (replaced != 0)
    notes.emplace_back(
        "A profile cannot be changed, only replaced. Under the same name, the old one and its Pods "
        "are deleted before the new one exists; create it under a new name first to avoid the gap");
  if (added != 0)
    notes.emplace_back(
        "Pods that exist already do not move to a new profile: restart their workloads "
        "(`kubectl rollout restart`)");
  if (removed + added + 2 * replaced > 1)
    notes.emplace_back("AWS creates or deletes one profile of a cluster at a time");
  const auto lacks = [&notes](const std::string& side) {
    notes.push_back(sanitise(side) + " declares no Fargate profile: nothing runs on Fargate there");
  };
  if (difference.no_profiles_before) lacks(comparison.from);
  if (difference.no_profiles_after) lacks(comparison.to);
  if (comparison.before.no_profiles() && comparison.after.no_profiles())
    notes.emplace_back(
        "no Fargate profile on either side, so every Pod counts as if it ran on Fargate");
  if (const auto unknown = difference.count(Change::unknown); unknown != 0)
    notes.push_back(counted(unknown, "workload") +
                    " unknown, because a file cannot be read on one side");
  if (!comparison.has_price())
    notes.push_back(region_note(comparison.after_bill));
  else
    notes.push_back("prices: " + price_words(comparison.after_bill));
  if (const auto before = comparison.total_before(Bound::most),
      after = comparison.total_after(Bound::most);
      comparison.has_price() && after - before != comparison.increase())
    notes.push_back("with as many Pods as autoscalers and schedules allow: from " +
                    fargate::format(before, 2) + " to " + fargate::format(after, 2) + " a month");
  if (const auto left_out = comparison.has_price() ? comparison.count_unpriced() : 0; left_out != 0)
    notes.push_back(counted(left_out, "workload") + " without a price on one side" +
                    (left_out == 1 ? " is" : " are") + " not in these sums" +
                    (is_any_per_run(comparison) ? " (jobs need `--hours`)" : ""));
  return notes;
}

}  // namespace fargate_lint::report
