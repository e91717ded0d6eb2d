#include "lint/event_rules.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace fargate_lint::lint {

EventRules::EventRules(RuleList rules) {
  for (const auto* rule : rules) {
    add(*rule, rule->info.event);
    for (const auto line : lines_of(rule->info.symptoms)) add(*rule, line);
  }
  for (auto& of_one : rules_)
    std::ranges::sort(of_one, {}, [](const Rule* rule) { return rule->info.id; });
}

void EventRules::add(const Rule& rule, std::string_view text) {
  for (const auto& event : fargate::find_events(text))
    for (const auto& part : event.parts) {
      auto& known = rules_[static_cast<std::size_t>(part.said)];
      if (std::ranges::find(known, &rule) == known.end()) known.push_back(&rule);
    }
}

}  // namespace fargate_lint::lint
