#include "list.hpp"

namespace fargate_lint::rules {

lint::RuleList all() {
#define ADDRESS_OF_RULE(name) &name,
  static constexpr const Rule* kRules[] = {RULES(ADDRESS_OF_RULE)};
#undef ADDRESS_OF_RULE
  return kRules;
}

}  // namespace fargate_lint::rules
