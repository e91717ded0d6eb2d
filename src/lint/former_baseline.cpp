#include "lint/former_baseline.hpp"

#include <algorithm>

#include "lint/rule_info.hpp"

namespace fargate_lint::lint {
namespace {

constexpr std::string_view kBetween = ", ";

/// Calls `visit` with each part of `text` until it returns false; whether it never did.
template <typename Visit>
bool each_part(std::string_view text, std::string_view between, Visit visit) {
  while (!text.empty()) {
    const auto end = std::min(text.find(between), text.size());
    if (!visit(text.substr(0, end))) return false;
    text.remove_prefix(std::min(end + between.size(), text.size()));
  }
  return true;
}

/// Whether `fact` stands among them, from one end or ", " to another.
bool holds(std::string_view facts, std::string_view fact) {
  for (auto at = facts.find(fact); at != facts.npos; at = facts.find(fact, at + 1)) {
    const auto rest = facts.substr(at + fact.size());
    const bool begins = at == 0 || facts.substr(0, at).ends_with(kBetween);
    if (begins && (rest.empty() || rest.starts_with(kBetween))) return true;
  }
  return false;
}

bool holds_all(std::string_view facts, std::string_view lines) {
  return each_part(lines, "\n", [facts](std::string_view fact) { return holds(facts, fact); });
}

BaselineKey former_key(const Finding& finding) {
  return {std::string(finding.rule->id),
          finding.object.kind.str(),
          finding.object.ns.str(),
          finding.object.name.str(),
          finding.container.str(),
          first_word(finding.where.line_text),
          {}};
}

}  // namespace

std::string first_word(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t-");
  if (begin == line.npos) return {};
  line.remove_prefix(begin);
  return std::string(line.substr(0, line.find_first_of(": \t\r#")));
}

FormerBaseline::FormerBaseline(const Baseline::Counts& entries) {
  for (const auto& [key, count] : entries) {
    auto without_facts = key;
    without_facts.back().clear();
    auto& group = groups_[without_facts];
    const auto number = static_cast<std::uint32_t>(group.entries.size());
    each_part(key.back(), kBetween, [&group, number](std::string_view part) {
      auto& entries_with = group.by_part[std::string(part)];
      if (entries_with.empty() || entries_with.back() != number) entries_with.push_back(number);
      return true;
    });
    group.all.push_back(number);
    group.entries.push_back({key.back(), count});
  }
}

bool FormerBaseline::take_of_rule(std::string_view rule) {
  BaselineKey first = {};
  first[0] = rule;
  for (auto group = groups_.lower_bound(first); group != groups_.end() && group->first[0] == rule;
       ++group)
    for (auto& entry : group->second.entries)
      if (entry.left != 0) {
        --entry.left;
        return true;
      }
  return false;
}

bool FormerBaseline::take(const Finding& finding) {
  if (finding.of_whole_input) return take_of_rule(finding.rule->id);
  const auto found = groups_.find(former_key(finding));
  if (found == groups_.end()) return false;
  auto& group = found->second;
  // Only entries with every part can know it: those with the part that the fewest have.
  const auto* candidates = &group.all;
  const auto narrow = [&](std::string_view part) {
    const auto with_part = group.by_part.find(std::string(part));
    if (with_part == group.by_part.end()) return false;
    if (with_part->second.size() < candidates->size()) candidates = &with_part->second;
    return true;
  };
  const auto narrow_by_fact = [&](std::string_view fact) {
    return each_part(fact, kBetween, narrow);
  };
  if (!each_part(finding.facts, "\n", narrow_by_fact)) return false;
  Entry* best = nullptr;
  for (const auto number : *candidates) {
    auto& entry = group.entries[number];
    if (entry.left == 0 || !holds_all(entry.facts, finding.facts)) continue;
    if (best == nullptr || entry.facts.size() < best->facts.size()) best = &entry;
  }
  if (best == nullptr) return false;
  --best->left;
  return true;
}

}  // namespace fargate_lint::lint
