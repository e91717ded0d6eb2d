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
  return deliver_each(*targets, options, context,
                      [&](const auto& renderer, const auto& render, auto& text) {
                        renderer.render_rules(*rules, render, text);
                      });
}

}  // namespace fargate_lint::cmd
