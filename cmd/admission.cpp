#include "admission.hpp"

namespace fargate_lint::cmd {

serve::Manner manner_of(const Options& options, const session::Settings& settings) {
  serve::Manner manner;
  // Each is one of its option's choices, or empty.
  if (options.action == "warn") manner.action = serve::Action::warn;
  if (options.action == "audit") manner.action = serve::Action::audit;
  if (options.pods_by == "scheduler") manner.pods_by = serve::PodsBy::scheduler;
  if (options.pods_by == "profiles") manner.pods_by = serve::PodsBy::profiles;
  for (const auto severity : {lint::Severity::error, lint::Severity::info})
    if (settings.request.severity == lint::to_string(severity)) manner.severity = severity;
  return manner;
}

}  // namespace fargate_lint::cmd
