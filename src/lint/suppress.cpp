#include "lint/suppress.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include "lint/order.hpp"
#include "lint/selection.hpp"

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

IgnoreUse prepare(const Ignore& ignore, RuleList ran, RuleList known, std::string_view today) {
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

/// The ignores by what they are for and by rule, so that a finding meets those alone that may be
/// for it, however many there are.
class Suppressor {
 public:
  Suppressor(std::vector<IgnoreUse>& uses, std::span<const PlacedWorkload> placements)
      : placements_(placements) {
    for (auto& use : uses) {
      if (use.expired || use.bad_date) continue;
      const auto& ignore = *use.ignore;
      switch (ignore.scope) {
        case Ignore::Scope::lines: lines_.push_back(&use); break;
        case Ignore::Scope::file: add(use, ignore.where.path.str()); break;
        case Ignore::Scope::object:
          add(use, key(ignore.where.path, ignore.object, ignore.container));
          break;
        case Ignore::Scope::entry: entries_.push_back(&use); break;
        case Ignore::Scope::unclear: break;
      }
    }
    std::ranges::stable_sort(lines_, {},
                             [](const IgnoreUse* use) { return begin_of(*use->ignore); });
  }

  /// The ignore that is for the finding, or null. Call with findings in the order of path and line.
  const Ignore* find(const Finding& finding) {
    go_to(finding.where);
    if (const auto stack = open_by_rule_.find(finding.rule);
        stack != open_by_rule_.end() && !stack->second.empty())
      return stack->second.back().take();
    if (const auto* ignore = find_in_objects(finding)) return ignore;
    if (const auto* ignore = look_up(finding, finding.where.path.str())) return ignore;
    for (auto* use : entries_)
      if (use->ignore->covers(finding))
        for (auto& entry : use->rules)
          if (entry.rule != nullptr && &entry.rule->info == finding.rule)
            return Candidate{use->ignore, &entry}.take();
    return nullptr;
  }

 private:
  struct Candidate {
    const Ignore* ignore;
    IgnoreUse::Entry* entry;

    const Ignore* take() const {
      entry->used = true;
      return ignore;
    }
  };
  using ByRule = std::unordered_map<const RuleInfo*, Candidate>;

  static std::string key(const SharedText& path, const ObjectRef& object,
                         std::string_view container) {
    return path + "\n" + object.kind + '\n' + object.ns + '\n' + object.name + '\n' +
           std::string(container);
  }
  void add(IgnoreUse& use, const std::string& key) {
    for (auto& entry : use.rules)
      if (entry.rule != nullptr)
        by_subject_[key].try_emplace(&entry.rule->info, Candidate{use.ignore, &entry});
  }
  const Ignore* look_up(const Finding& finding, const std::string& key) const {
    const auto subject = by_subject_.find(key);
    if (subject == by_subject_.end()) return nullptr;
    const auto candidate = subject->second.find(finding.rule);
    return candidate == subject->second.end() ? nullptr : candidate->second.take();
  }
  /// Objects of one name may stand in several files: what is said in one holds for that one.
  const Ignore* find_in_objects(const Finding& finding) const {
    const auto* own = finding.placement ? &placements_[*finding.placement].where.path : nullptr;
    for (const auto* path : {&finding.where.path, own}) {
      if (path == nullptr) continue;
      const auto* ignore = look_up(finding, key(*path, finding.object, finding.container));
      if (ignore == nullptr) ignore = look_up(finding, key(*path, finding.object, {}));
      if (ignore != nullptr) return ignore;
    }
    return nullptr;
  }

  void open(IgnoreUse& use) {
    open_.push_back(&use);
    for (auto& entry : use.rules)
      if (entry.rule != nullptr) open_by_rule_[&entry.rule->info].push_back({use.ignore, &entry});
  }
  void close() {
    for (const auto& entry : open_.back()->rules)
      if (entry.rule != nullptr) open_by_rule_[&entry.rule->info].pop_back();
    open_.pop_back();
  }
  void close_before(const SharedText& path, std::uint32_t line) {
    while (!open_.empty() && has_ended(*open_.back()->ignore, path, line)) close();
  }
  static bool has_ended(const Ignore& ignore, const SharedText& path, std::uint32_t line) {
    return ignore.where.path != path || ignore.last_line < line;
  }
  static Line begin_of(const Ignore& ignore) { return {ignore.where.path, ignore.first_line}; }
  // Fields lie in each other or apart, so those around a line are a stack.
  void go_to(const Location& where) {
    const auto line = where.span.begin.line;
    const auto here = order_of(where).line;
    for (; next_ < lines_.size(); ++next_) {
      const auto& ignore = *lines_[next_]->ignore;
      if (begin_of(ignore) > here) break;
      close_before(ignore.where.path, ignore.first_line);
      if (!has_ended(ignore, where.path, line)) open(*lines_[next_]);
    }
    close_before(where.path, line);
  }

  std::span<const PlacedWorkload> placements_;
  std::vector<IgnoreUse*> lines_;
  std::size_t next_ = 0;
  std::vector<IgnoreUse*> open_;
  std::unordered_map<const RuleInfo*, std::vector<Candidate>> open_by_rule_;
  std::unordered_map<std::string, ByRule> by_subject_;  ///< files and objects
  std::vector<IgnoreUse*> entries_;
};

}  // namespace

std::vector<IgnoreUse> suppress(std::span<const Ignore> ignores, RuleList ran, RuleList known,
                                std::string_view today, std::span<const PlacedWorkload> placements,
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
