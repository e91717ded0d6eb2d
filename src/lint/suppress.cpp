#include "lint/suppress.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "lint/engine.hpp"

namespace fargate_lint::lint {
namespace {

bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !digit : text[i] != kForm[i]) return false;
  }
  const auto month = text.substr(5, 2);
  const auto day = text.substr(8, 2);
  return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

IgnoreUse prepare(const Ignore& ignore, std::span<const Rule* const> ran,
                  std::span<const Rule* const> known, std::string_view today) {
  IgnoreUse use;
  use.ignore = &ignore;
  use.bad_date = !ignore.until.empty() && !is_date(ignore.until);
  use.expired = !ignore.until.empty() && !use.bad_date && !today.empty() && ignore.until < today;
  for (const auto& text : ignore.rules) {
    const auto* rule = find_rule(known, text);
    use.rules.push_back({text, rule, std::ranges::find(ran, rule) != ran.end(), false});
  }
  return use;
}

/// The ignores by what they are for, so that a finding meets only those near it.
class Suppressor {
 public:
  Suppressor(std::vector<IgnoreUse>& uses, std::span<const PlacedWorkload> placements)
      : placements_(placements) {
    for (auto& use : uses) {
      if (use.expired || use.bad_date) continue;
      switch (use.ignore->scope) {
        case Ignore::Scope::lines: lines_.push_back(&use); break;
        case Ignore::Scope::file: files_[use.ignore->where.path].push_back(&use); break;
        case Ignore::Scope::object: objects_[key(use.ignore->object)].push_back(&use); break;
        case Ignore::Scope::entry: entries_.push_back(&use); break;
      }
    }
    std::ranges::stable_sort(lines_, {}, [](const IgnoreUse* use) {
      return std::tie(use->ignore->where.path, use->ignore->first_line);
    });
  }

  /// The ignore that is for the finding, or null. Call with findings in the order of path and line.
  const Ignore* find(const Finding& finding) {
    go_to(finding.where);
    for (auto field = open_.rbegin(); field != open_.rend(); ++field)
      if (takes(**field, finding)) return (*field)->ignore;
    if (const auto found = objects_.find(key(finding.object)); found != objects_.end())
      for (auto* use : found->second)
        if (is_of(*use->ignore, finding) && takes(*use, finding)) return use->ignore;
    if (const auto found = files_.find(finding.where.path); found != files_.end())
      for (auto* use : found->second)
        if (takes(*use, finding)) return use->ignore;
    for (auto* use : entries_)
      if (use->ignore->covers(finding) && takes(*use, finding)) return use->ignore;
    return nullptr;
  }

 private:
  static std::string key(const ObjectRef& object) {
    return object.kind + '\n' + object.ns + '\n' + object.name;
  }
  static bool takes(IgnoreUse& use, const Finding& finding) {
    for (auto& entry : use.rules) {
      if (entry.rule == nullptr || &entry.rule->info != finding.rule) continue;
      entry.used = true;
      return true;
    }
    return false;
  }
  /// Objects of one name may stand in several files: what is said in one holds for that one.
  bool is_of(const Ignore& ignore, const Finding& finding) const {
    if (!ignore.container.empty() && ignore.container != finding.container) return false;
    if (ignore.where.path == finding.where.path) return true;
    return finding.placement && placements_[*finding.placement].where.path == ignore.where.path;
  }
  // Fields lie in each other or apart, so those around a line are a stack.
  void go_to(const Location& where) {
    const auto line = where.span.begin.line;
    const auto ended = [&](const IgnoreUse* use) {
      return use->ignore->where.path != where.path || use->ignore->last_line < line;
    };
    for (; next_ < lines_.size(); ++next_) {
      const auto& ignore = *lines_[next_]->ignore;
      if (std::tie(ignore.where.path, ignore.first_line) > std::tie(where.path, line)) break;
      while (!open_.empty() && (open_.back()->ignore->where.path != ignore.where.path ||
                                open_.back()->ignore->last_line < ignore.first_line))
        open_.pop_back();
      if (!ended(lines_[next_])) open_.push_back(lines_[next_]);
    }
    while (!open_.empty() && ended(open_.back())) open_.pop_back();
  }

  std::span<const PlacedWorkload> placements_;
  std::vector<IgnoreUse*> lines_;
  std::size_t next_ = 0;
  std::vector<IgnoreUse*> open_;
  std::unordered_map<std::string, std::vector<IgnoreUse*>> files_;
  std::unordered_map<std::string, std::vector<IgnoreUse*>> objects_;
  std::vector<IgnoreUse*> entries_;
};

}  // namespace

std::vector<IgnoreUse> suppress(std::span<const Ignore> ignores, std::span<const Rule* const> ran,
                                std::span<const Rule* const> known, std::string_view today,
                                std::span<const PlacedWorkload> placements,
                                std::vector<Finding>& findings, std::vector<Finding>& suppressed) {
  std::vector<IgnoreUse> uses;
  uses.reserve(ignores.size());
  for (const auto& ignore : ignores) uses.push_back(prepare(ignore, ran, known, today));
  Suppressor suppressor(uses, placements);
  std::vector<Finding> left;
  for (auto& finding : findings) {
    const auto* ignore = suppressor.find(finding);
    if (ignore == nullptr) {
      left.push_back(std::move(finding));
      continue;
    }
    finding.suppression =
        Suppression{ignore->scope != Ignore::Scope::entry, ignore->reason, ignore->where};
    suppressed.push_back(std::move(finding));
  }
  findings = std::move(left);
  return uses;
}

}  // namespace fargate_lint::lint
