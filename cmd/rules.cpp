#include "command.hpp"
#include "list.hpp"
#include "output.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {

int run_rules(const Options& options, const Context& context) {
  const auto& command = *find_command("rules");
  if (!options.arguments.empty())
    return usage_error(command, context,
                       {"`" + options.arguments.front() + "` is one argument too many",
                        "`" + context.program + " explain RULE` shows one rule"});
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  int status = kExitClean;
  for (const auto& target : *targets) {
    std::string text;
    target.renderer->render_rules(rules::all(),
                                  render_options(options, context, target.file.empty()), text);
    const auto failure = target.file.empty() ? write_stdout(context, text)
                                             : context.system.writer.replace(target.file, text);
    if (failure) status = report_error(context, *failure);
  }
  return status;
}

}  // namespace fargate_lint::cmd
