#include "lint/suppress.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/prefix_index.hpp"
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

struct Candidate {
  const Ignore* ignore;
  IgnoreUse::Entry* entry;

  const Ignore* take() const {
    entry->used = true;
    return ignore;
  }
};

/// The entries of the configuration, by rule and by what a finding must begin with to be theirs.
class Entries {
 public:
  void add(IgnoreUse& use) {
    const auto& ignore = *use.ignore;
    for (auto& entry : use.rules) {
      if (entry.rule == nullptr) continue;
      const auto number = static_cast<std::uint32_t>(candidates_.size());
      candidates_.push_back({&ignore, &entry});
      auto& index = indices_[static_cast<std::size_t>(ignore.trait)];
      if (ignore.heads.empty()) index.add(key(entry.rule->info, {}), number);
      for (const auto& head : ignore.heads) index.add(key(entry.rule->info, head), number);
    }
    if (ignore.path_of) path_of_ = &ignore.path_of;
  }

  /// The first that covers the finding, or null.
  const Candidate* find(const Finding& finding) const {
    if (candidates_.empty()) return nullptr;
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = 0; i < indices_.size(); ++i)
      indices_[i].visit_prefixes_of(
          key(*finding.rule, text_of(finding, static_cast<Ignore::Trait>(i))),
          [&numbers](const std::vector<std::uint32_t>& found) {
            numbers.insert(numbers.end(), found.begin(), found.end());
          });
    std::ranges::sort(numbers);
    for (const auto number : numbers)
      if (candidates_[number].ignore->covers(finding)) return &candidates_[number];
    return nullptr;
  }

 private:
  static std::string key(const RuleInfo& rule, std::string_view text) {
    return std::string(rule.id).append(text);
  }
  std::string text_of(const Finding& finding, Ignore::Trait trait) const {
    switch (trait) {
      case Ignore::Trait::object: return finding.object.kind + "/" + finding.object.name;
      case Ignore::Trait::ns: return finding.object.ns.str();
      case Ignore::Trait::container: return finding.container.str();
      case Ignore::Trait::path: return path_of_ == nullptr ? std::string() : (*path_of_)(finding);
    }
    return {};
  }

  std::vector<Candidate> candidates_;  ///< in the order of the configuration
  std::array<PrefixIndex, 4> indices_;
  const std::function<std::string(const Finding&)>* path_of_ = nullptr;
};

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
        case Ignore::Scope::entry: entries_.add(use); break;
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
    const auto* candidate = entries_.find(finding);
    return candidate == nullptr ? nullptr : candidate->take();
  }

 private:
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
  Entries entries_;
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
