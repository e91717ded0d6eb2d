#include "support/budgets.hpp"

namespace fargate_lint::rules {

std::optional<kube::LabelSelector> selector_of(const kube::Object& budget) {
  auto selector = kube::LabelSelector::parse(budget.spec()["selector"]);
  const bool empty_is_none = budget.api_version == "policy/v1beta1";
  if (selector && selector->requirements.empty() && empty_is_none) return std::nullopt;
  return selector;
}

}  // namespace fargate_lint::rules
