#include "command.hpp"
#include "pipeline.hpp"
#include "settings.hpp"

namespace fargate_lint::cmd {

int run_placement(const Options& options, const Context& context) {
  const auto& command = *find_command("placement");
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  if (const auto failure = prepare(options, context, *settings))
    return usage_error(command, context, *failure);

  // Placing needs no rule: what Fargate refuses is decided with the placement.
  const Show show{.placement = true, .diagnostics = false};
  session::Session session(context.system, *settings, {});
  const auto outcome =
      judge(session, *targets, show, options, context, [](const lint::Report&) { return false; });
  if (!outcome) return report_error(context, outcome.error());
  return outcome->delivered && !outcome->trouble ? kExitClean : kExitTrouble;
}

}  // namespace fargate_lint::cmd
