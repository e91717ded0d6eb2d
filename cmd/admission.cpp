#include "admission.hpp"

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
    if (!action)
      return Error{"invalid value for --action: " + options.action, "write deny, warn or audit"};
    manner.action = *action;
  }
  // One of its choices, or empty.
  if (options.pods_by == "scheduler") manner.pods_by = serve::PodsBy::scheduler;
  if (options.pods_by == "profiles") manner.pods_by = serve::PodsBy::profiles;
  for (const auto severity : {lint::Severity::error, lint::Severity::info})
    if (settings.request.severity == lint::to_string(severity)) manner.severity = severity;
  return manner;
}

}  // namespace fargate_lint::cmd
