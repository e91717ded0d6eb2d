#include <algorithm>

#include "command.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "output.hpp"
#include "pipeline.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {

int run_rules(const Options& options, const Context& context) {
  const auto& command = *find_command("rules");
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  const auto rules = lint::choose(rules::all(), {options.arguments, {}});
  if (!rules) return usage_error(command, context, rules.error());
  int status = kExitClean;
  for (const auto& target : *targets) {
    std::string text;
    target.renderer->render_rules(*rules, render_options(options, context, target.file.empty()),
                                  text);
    status = std::max(status, deliver(text, target, context));
  }
  return status;
}

}  // namespace fargate_lint::cmd
