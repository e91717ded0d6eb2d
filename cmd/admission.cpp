#include "admission.hpp"

#include "severities.hpp"

namespace fargate_lint::cmd {

std::optional<policy::Action> parse_action(std::string_view text) {
  using policy::Action;
  if (text == "deny") return Action::deny;
  if (text == "warn") return Action::warn;
  if (text == "audit") return Action::audit;
  return std::nullopt;
}

Result<serve::Manner> manner_of(const Options& options, const session::Settings& settings) {
  serve::Manner manner;
  if (!options.action.empty()) {
    const auto action = parse_action(options.action);
    if (!action) return invalid_value("--action", options.action, "write deny, warn or audit");
    manner.action = *action;
  }
  // One of its choices, or empty.
  if (options.pods_by == "scheduler") manner.pods_by = serve::PodsBy::scheduler;
  if (options.pods_by == "profiles") manner.pods_by = serve::PodsBy::profiles;
  manner.severity = parse_severity(settings.request.severity).value_or(manner.severity);
  return manner;
}

}  // namespace fargate_lint::cmd
