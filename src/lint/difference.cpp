#include "lint/difference.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "lint/difference_causes.hpp"
#include "lint/difference_findings.hpp"
#include "lint/difference_profiles.hpp"
#include "lint/difference_sides.hpp"

namespace fargate_lint::lint {
namespace {

using fargate::Verdict;
using Number = std::optional<std::uint32_t>;
using Numbers = std::vector<std::uint32_t>;

/// Workloads of both sides that are one.
struct Pair {
  Number before;
  Number after;
};

/// What an object is known by on both sides, with the part of it that makes the Pods.
std::string key_of(const Side& side, std::uint32_t number, bool by_group) {
  const auto& placed = side.report().placements[number];
  std::string key;
  const auto add = [&key](std::string_view part) { key.append(part).push_back('\0'); };
  if (by_group) add(side.report().reading->inventory.workloads()[number].object->group());
  add(placed.object.kind);
  add(placed.object.ns);
  add(placed.object.name);
  add(placed.part);
  return key;
}

/// Pairs the workloads of two sides by their keys. Of several of one key, as of environments side
/// by side, those of one file are one; then the first are.
class Pairs {
 public:
  Pairs(const Side& before, const Side& after)
      : before_(before),
        after_(after),
        of_before_(before.report().placements.size()),
        by_group_(before.has_objects() && after.has_objects()) {}

  std::vector<Pair> make() && {
    // In the order in which the new side names them.
    std::unordered_map<std::string, Numbers> old;
    for (std::uint32_t i = 0; i < of_before_.size(); ++i)
      old[key_of(before_, i, by_group_)].push_back(i);
    std::unordered_map<std::string, Numbers> now;
    std::vector<const std::pair<const std::string, Numbers>*> in_order;
    for (std::uint32_t j = 0; j < after_.report().placements.size(); ++j) {
      const auto [at, is_new] = now.try_emplace(key_of(after_, j, by_group_));
      if (is_new) in_order.push_back(&*at);
      at->second.push_back(j);
    }
    std::vector<Pair> pairs;
    for (const auto* of_key : in_order) {
      const auto& [key, numbers] = *of_key;
      const auto found = old.find(key);
      if (found == old.end()) {
        for (const auto j : numbers) pairs.push_back({std::nullopt, j});
      } else if (found->second.size() == 1 && numbers.size() == 1) {
        of_before_[found->second.front()] = numbers.front();
      } else {
        pair_several(std::move(found->second), numbers, pairs);
      }
    }
    for (std::uint32_t i = 0; i < of_before_.size(); ++i) pairs.push_back({i, of_before_[i]});
    return pairs;
  }

 private:
  std::string_view path_in(const Side& side, std::uint32_t number) const {
    return side.relative(side.report().placements[number].where.path);
  }

  void pair_several(Numbers old, const Numbers& now, std::vector<Pair>& pairs) {
    Numbers left;
    std::map<std::string_view, Numbers> by_path;
    std::ranges::reverse(old);
    std::erase_if(old, [this](std::uint32_t i) { return of_before_[i].has_value(); });
    for (const auto i : old) by_path[path_in(before_, i)].push_back(i);
    for (const auto j : now) {
      const auto found = by_path.find(path_in(after_, j));
      if (found == by_path.end() || found->second.empty()) {
        left.push_back(j);
        continue;
      }
      of_before_[found->second.back()] = j;
      found->second.pop_back();
    }
    std::erase_if(old, [this](std::uint32_t i) { return of_before_[i].has_value(); });
    for (const auto j : left) {
      if (old.empty()) {
        pairs.push_back({std::nullopt, j});
      } else {
        of_before_[old.back()] = j;
        old.pop_back();
      }
    }
  }

  const Side& before_;
  const Side& after_;
  std::vector<Number> of_before_;  ///< of each the one of after that it is
  bool by_group_;
};

/// How much harm is in what becomes of a pod that is on both sides; nothing if nothing changes.
std::optional<Change> classify(const Standing& before, const Standing& after, bool is_deleted,
                               bool same_profile) {
  if (after.never_runs && !before.never_runs) return Change::refused;
  if (is_deleted) return Change::deleted;
  const auto was = before.verdict;
  const auto is = after.verdict;
  if (is == Verdict::undecided && was != Verdict::undecided) return Change::undecided;
  if (is == Verdict::not_fargate && was != Verdict::not_fargate) return Change::off;
  if (is == Verdict::fargate && (was != Verdict::fargate || before.never_runs)) return Change::on;
  if (is == Verdict::not_fargate) return std::nullopt;
  if (!same_profile) return Change::profile;
  const auto& size_before = before.placed->placement->size;
  const auto& size_after = after.placed->placement->size;
  const auto disk = [](const fargate::Size& size) { return fargate::provisioned_storage(size); };
  if (size_before && size_after &&
      (size_before->rung != size_after->rung || disk(*size_before) != disk(*size_after)))
    return Change::size;
  const auto same_count = [](const kube::PodCount& a, const kube::PodCount& b) {
    return a.least == b.least && a.most == b.most;
  };
  const auto& pods_before = before.placed->pods;
  const auto& pods_after = after.placed->pods;
  if (before.is_idle != after.is_idle ||
      (pods_before && pods_after && !same_count(*pods_before, *pods_after)))
    return Change::replicas;
  return std::nullopt;
}

class Comparer {
 public:
  Comparer(const Side& before, const Side& after, const CompareOptions& options)
      : before_(before),
        after_(after),
        options_(options),
        profiles_(pair_profiles(before, after)),
        causes_(before, after, profiles_) {}

  Difference compare() {
    auto pairs = Pairs(before_, after_).make();
    pair_renamed(pairs);
    for (const auto& pair : pairs) add(pair);
    const auto number_of = [](const WorkloadChange& change) {
      return std::pair(!change.after, change.after ? *change.after : *change.before);
    };
    std::ranges::sort(difference_.workloads, {}, [&](const WorkloadChange& change) {
      return std::pair(change.change, number_of(change));
    });
    collect_refusals();
    for (auto& change : difference_.workloads) {
      causes_.find(change);
      if (change.deleted_with) ++profiles_.changes[*change.deleted_with].deletes;
    }
    difference_.profiles = profiles_.changes;
    difference_.no_profiles_before = before_.lacks_profiles();
    difference_.no_profiles_after = after_.lacks_profiles();
    compare_findings(before_, after_, options_.keeps_missing, difference_);
    return std::move(difference_);
  }

 private:
  /// Whether an object may be missing on a side only because that cannot be read.
  bool may_be_hidden(const Side& from, std::uint32_t number, const Side& on) const {
    return on.may_hide(from.relative(from.report().placements[number].where.path));
  }

  void pair_renamed(std::vector<Pair>& pairs) {
    if (!before_.has_objects() || !after_.has_objects() || options_.keeps_missing) return;
    // By kind and spec: the pairs of which one side is missing.
    std::map<std::pair<SharedText, std::uint64_t>, std::vector<std::size_t>> gone;
    const auto key =
        [this](bool is_before,
               std::uint32_t number) -> std::optional<std::pair<SharedText, std::uint64_t>> {
      const auto hash = causes_.spec_hash(is_before, number);
      const auto& side = is_before ? before_ : after_;
      if (!hash) return std::nullopt;
      return std::pair(side.report().placements[number].object.kind, *hash);
    };
    const bool any_new = std::ranges::any_of(pairs, [](const Pair& pair) { return !pair.before; });
    if (!any_new) return;
    for (std::size_t i = pairs.size(); i-- > 0;)
      if (!pairs[i].after)
        if (const auto of = key(true, *pairs[i].before)) gone[*of].push_back(i);
    if (gone.empty()) return;
    for (auto& pair : pairs) {
      if (pair.before || !pair.after) continue;
      const auto of = key(false, *pair.after);
      const auto found = of ? gone.find(*of) : gone.end();
      if (found == gone.end() || found->second.empty()) continue;
      auto& old = pairs[found->second.back()];
      if (!causes_.have_same_spec(*old.before, *pair.after)) continue;
      pair.before = std::exchange(old.before, std::nullopt);
      renamed_.push_back(*pair.after);
      found->second.pop_back();
    }
    std::erase_if(pairs, [](const Pair& pair) { return !pair.before && !pair.after; });
    std::ranges::sort(renamed_);
  }

  void add(const Pair& pair) {
    WorkloadChange change;
    change.before = pair.before;
    change.after = pair.after;
    if (!pair.after) {
      if (options_.keeps_missing) return;
      change.change = may_be_hidden(before_, *pair.before, after_) ? Change::unknown : Change::gone;
    } else if (!pair.before) {
      const bool is_hidden = may_be_hidden(after_, *pair.after, before_);
      const auto standing = standing_of(after_, *pair.after);
      change.change = is_hidden             ? Change::unknown
                      : standing.never_runs ? Change::refused
                                            : Change::added;
    } else if (!compare_both(change)) {
      return;
    }
    difference_.workloads.push_back(std::move(change));
  }

  /// False if nothing changes.
  bool compare_both(WorkloadChange& change) {
    const auto was = standing_of(before_, *change.before);
    const auto is = standing_of(after_, *change.after);
    const auto profile_before = was.placed->placement->profile;
    const auto profile_after = is.placed->placement->profile;
    if (was.is_on_fargate() && !was.is_idle && was.profile != nullptr) {
      const auto number = profiles_.change_of_before(profile_before);
      const auto what = number ? profiles_.changes[*number].what : ProfileChange::What::added;
      if (what == ProfileChange::What::removed || what == ProfileChange::What::replaced)
        change.deleted_with = number;
    }
    change.is_renamed = std::ranges::binary_search(renamed_, *change.after);
    const auto found = classify(was, is, change.deleted_with.has_value(),
                                was.profile == nullptr || is.profile == nullptr
                                    ? was.profile == is.profile
                                    : profiles_.are_one(profile_before, profile_after));
    if (!found && !change.is_renamed) return false;
    change.change = found.value_or(Change::renamed);
    // What cannot be read any more may be the profile that took them.
    const bool lost_profile = was.profile != nullptr && !is.profile && !change.deleted_with &&
                              after_.may_hide(before_.relative(was.profile->where.path));
    const bool found_profile = is.profile != nullptr && !was.profile &&
                               before_.may_hide(after_.relative(is.profile->where.path));
    if (lost_profile || found_profile) {
      change.change = Change::unknown;
      change.unknown_before = found_profile;
      change.unknown_after = lost_profile;
    }
    return true;
  }

  /// The errors that say why a pod does not run, by the placements of a report.
  static std::unordered_map<std::uint32_t, Numbers> refusals_of(const Report& report) {
    std::unordered_map<std::uint32_t, Numbers> refusals;
    for (std::uint32_t i = 0; i < report.findings.size(); ++i) {
      const auto& finding = report.findings[i];
      if (finding.placement && finding.severity == Severity::error)
        refusals[*finding.placement].push_back(i);
    }
    return refusals;
  }

  void collect_refusals() {
    if (difference_.workloads.empty()) return;
    const auto old = refusals_of(before_.report());
    const auto now = refusals_of(after_.report());
    for (auto& change : difference_.workloads) {
      if (change.after)
        if (const auto found = now.find(*change.after); found != now.end())
          change.refusals = found->second;
      if (change.before && !before_.lacks_profiles())
        if (const auto found = old.find(*change.before); found != old.end())
          change.former_refusals = found->second;
      if (change.change != Change::refused) change.refusals.clear();
    }
  }

  const Side& before_;
  const Side& after_;
  const CompareOptions& options_;
  ProfilePairs profiles_;
  Causes causes_;
  Numbers renamed_;  ///< placements of after, sorted
  Difference difference_;
};

}  // namespace

std::string_view to_string(Change change) {
  switch (change) {
    case Change::refused: return "refused";
    case Change::deleted: return "deleted";
    case Change::off: return "off";
    case Change::undecided: return "undecided";
    case Change::profile: return "profile";
    case Change::on: return "on";
    case Change::size: return "size";
    case Change::replicas: return "replicas";
    case Change::gone: return "gone";
    case Change::added: return "new";
    case Change::renamed: return "renamed";
    case Change::unknown: return "unknown";
  }
  return "";
}

std::uint32_t Difference::count(Change change) const {
  return static_cast<std::uint32_t>(std::ranges::count(workloads, change, &WorkloadChange::change));
}

Difference compare(const Report& before, const Report& after, const CompareOptions& options) {
  // A side declares none if all of it was read.
  const auto lacks = [](const Report& side, const Report& other) {
    return side.no_profiles() && !other.no_profiles() && side.reading->unreadable.empty() &&
           side.errors().empty();
  };
  const bool lacks_before = lacks(before, after);
  const bool lacks_after = lacks(after, before);
  const Side old(before, options.before_root, lacks_before);
  const Side now(after, options.after_root, lacks_after);
  return Comparer(old, now, options).compare();
}

}  // namespace fargate_lint::lint
