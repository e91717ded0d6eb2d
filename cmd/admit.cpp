#include <string>

#include "admission.hpp"
#include "command.hpp"
#include "serve/admission.hpp"
#include "serve/policy.hpp"
#include "settings.hpp"
#include "system/clock.hpp"

namespace fargate_lint::cmd {
int run_admit(const Options& options, const Context& context) {
  const auto& command = *find_command("admit");
  if (!options.arguments.empty())
    return usage_error(command, context,
                       {"`admit` takes no arguments", "pipe the AdmissionReview to it"});
  const auto settings = settle(options, {}, context);
  if (!settings) return kExitTrouble;
  const auto manner = manner_of(options, *settings);
  if (!manner) return report_error(context, manner.error());
  const auto policy = serve::load_policy(context.system, *settings, *manner);
  if (!policy) return report_error(context, policy.error());
  if (context.system.console.is_terminal(system::Standard::input))
    write_stderr(context, "reading an AdmissionReview from the terminal; end it with Ctrl-D\n");
  constexpr std::size_t kMost = std::size_t{64} << 20U;
  const auto text = system::read_standard_input(context.system.files, kMost);
  if (!text) return report_error(context, {"stdin " + text.error().message, text.error().hint});
  const auto outcome = serve::review(*text, *policy, system::date(context.system.clock));
  if (const auto failure = write_stdout(context, outcome.body))
    return report_error(context, *failure);
  if (outcome.decision != serve::Decision::malformed) return kExitClean;
  return report_error(context, {"stdin: " + outcome.message,
                                "pass an AdmissionReview of admission.k8s.io/v1 with a request"});
}

}  // namespace fargate_lint::cmd
