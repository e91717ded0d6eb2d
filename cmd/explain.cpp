#include "command.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "output.hpp"
#include "report/rule_page.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {

int run_explain(const Options& options, const Context& context) {
  const auto& command = *find_command("explain");
  if (options.arguments.empty())
    return usage_error(command, context,
                       {"name a rule", "`" + context.program + " rules` lists the rules"});
  const auto all = rules::all();
  const auto render = render_options(options, context, true);
  std::string text;
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
    if (!text.empty()) text += "\n";
    report::append_rule_page(*rule, render, text);
  }
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return kExitClean;
}

}  // namespace fargate_lint::cmd
