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
  if (const auto failure = prepare(options, context, *settings)) return refuse(context, *failure);

  settings->request.baseline.clear();  // for findings alone
  // Placing needs no rule: what Fargate refuses is decided with the placement.
  if (settings->request.live) settings->request.live->for_rules = false;
  const Show show{.placement = true, .diagnostics = false};
  session::Session session(context.system, *settings, {});
  return judge(session, *targets, show, options, context,
               [](const lint::Report&) { return false; });
}

}  // namespace fargate_lint::cmd
