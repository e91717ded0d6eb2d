#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "fargate/event_text.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::lint {

/// Which rules find in manifests what the cluster's words tell: those that give these words as
/// their event or among their symptoms.
class EventRules {
 public:
  explicit EventRules(RuleList rules);

  /// In the order of their ids; empty if no rule can see it in a manifest.
  const std::vector<const Rule*>& of(fargate::event::Said said) const {
    return rules_[static_cast<std::size_t>(said)];
  }

 private:
  void add(const Rule& rule, std::string_view text);

  std::array<std::vector<const Rule*>, fargate::event::kSaidCount> rules_;
};

}  // namespace fargate_lint::lint
