#include "command.hpp"
#include "output.hpp"

namespace fargate_lint::cmd {

int run_version(const Options& options, const Context& context) {
  if (!options.arguments.empty())
    return usage_error(*find_command("version"), context, {"`version` takes no arguments", ""});
  if (const auto failure = write_stdout(context, "fargate-lint " FARGATE_LINT_VERSION "\n"))
    return report_error(context, *failure);
  return kExitClean;
}

}  // namespace fargate_lint::cmd
