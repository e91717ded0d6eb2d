#include "lint/selection.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"

namespace fargate_lint::lint {
namespace {

bool is_id_prefix(std::string_view text) {
  return text.size() >= 2 && text.size() < 5 && text.starts_with("fg") &&
         std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Marks in `chosen` what `entry` names; false if that is nothing.
bool mark(RuleList rules, std::string_view entry, std::vector<bool>& chosen) {
  const std::string wanted = lowered(entry);
  const bool prefix = is_id_prefix(wanted);
  bool any = false;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string id = lowered(rules[i]->info.id);
    if (wanted != id && wanted != rules[i]->info.name && !(prefix && id.starts_with(wanted)))
      continue;
    chosen[i] = true;
    any = true;
  }
  return any;
}

Error unknown_rule(RuleList rules, std::string_view entry) {
  const std::string nearest = nearest_rule(rules, entry);
  return {"unknown rule: " + std::string(entry), nearest.empty()
                                                     ? "the command `rules` lists all rules"
                                                     : "did you mean `" + nearest + "`?"};
}

}  // namespace

const Rule* find_rule(RuleList rules, std::string_view id_or_name) {
  const std::string wanted = lowered(id_or_name);
  for (const auto* rule : rules) {
    if (wanted == rule->info.name || wanted == lowered(rule->info.id)) return rule;
  }
  return nullptr;
}

std::string nearest_rule(RuleList rules, std::string_view text) {
  constexpr std::size_t kLongestName = 64;  // what is longer resembles no rule
  const std::string wanted = lowered(text.substr(0, kLongestName));
  // A third of the letters may be wrong: more is another word, not a slip.
  auto best_distance = wanted.size() / 3 + 1;
  std::string_view best;
  for (const auto* rule : rules) {
    for (const std::string_view candidate : {rule->info.id, rule->info.name}) {
      const auto distance = edit_distance(wanted, candidate, Letters::any_case);
      if (distance >= best_distance) continue;
      best_distance = distance;
      best = candidate;
    }
  }
  return std::string(best);
}

Result<std::vector<const Rule*>> choose(RuleList rules, const Selection& selection) {
  std::vector<bool> selected(rules.size(), selection.select.empty());
  std::vector<bool> ignored(rules.size(), false);
  for (const auto& entry : selection.select) {
    if (!mark(rules, entry, selected)) return unknown_rule(rules, entry);
  }
  for (const auto& entry : selection.ignore) {
    if (!mark(rules, entry, ignored)) return unknown_rule(rules, entry);
  }
  std::vector<const Rule*> left;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (selected[i] && !ignored[i]) left.push_back(rules[i]);
  }
  // A check that checks nothing would always pass.
  if (left.empty() && !rules.empty())
    return Error{"no rule left to run", "every selected rule is ignored as well"};
  return left;
}

}  // namespace fargate_lint::lint
