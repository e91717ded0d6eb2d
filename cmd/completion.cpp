#include "base/nearest.hpp"
#include "command.hpp"
#include "completion_scripts.hpp"
#include "output.hpp"

namespace fargate_lint::cmd {

int run_completion(const Options& options, const Context& context) {
  const auto& command = *find_command("completion");
  std::vector<std::string_view> shells;
  std::string list;
  for (const auto& script : completion_scripts()) {
    shells.push_back(script.shell);
    list.append(list.empty() ? "shells: " : ", ").append(script.shell);
  }
  if (options.arguments.size() != 1)
    return usage_error(command, context,
                       {options.arguments.empty() ? "name a shell" : "name only one shell", list});
  const auto& wanted = options.arguments.front();
  for (const auto& script : completion_scripts()) {
    if (script.shell != wanted) continue;
    if (const auto failure = write_stdout(context, script.text))
      return report_error(context, *failure);
    return kExitClean;
  }
  const auto close = nearest(wanted, shells);
  return usage_error(command, context,
                     {"unknown shell: " + wanted,
                      close.empty() ? list : "did you mean `" + std::string(close) + "`?"});
}

}  // namespace fargate_lint::cmd
