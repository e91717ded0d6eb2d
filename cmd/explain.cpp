#include <vector>

#include "command.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "output.hpp"
#include "pipeline.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {

int run_explain(const Options& options, const Context& context) {
  const auto& command = *find_command("explain");
  if (options.arguments.empty())
    return usage_error(command, context,
                       {"name a rule", "`" + context.program + " rules` lists the rules"});
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  const auto all = rules::all();
  std::vector<const lint::Rule*> wanted;
  for (const auto& name : options.arguments) {
    const auto* rule = lint::find_rule(all, name);
    if (rule == nullptr) {
      if (lint::choose(all, {{name}, {}}))
        return report_error(context, {"`" + name + "` is more than one rule",
                                      "`" + context.program + " rules " + name + "` lists them"});
      const auto close = lint::nearest_rule(all, name);
      return report_error(
          context, {"unknown rule: " + name, close.empty()
                                                 ? "`" + context.program + " rules` lists the rules"
                                                 : "did you mean `" + close + "`?"});
    }
    wanted.push_back(rule);
  }
  int code = kExitClean;
  for (const auto& target : *targets) {
    std::string text;
    target.renderer->render_rule_pages(wanted,
                                       render_options(options, context, target.file.empty()), text);
    code = std::max(code, deliver(text, target, context));
  }
  return code;
}

}  // namespace fargate_lint::cmd
