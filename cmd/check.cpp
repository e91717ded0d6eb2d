#include <algorithm>
#include <optional>
#include <utility>

#include "command.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "pipeline.hpp"
#include "settings.hpp"
#include "severities.hpp"

namespace fargate_lint::cmd {
namespace {

using lint::Severity;

bool fails(const lint::Report& report, std::optional<Severity> fail_on) {
  // Severities are declared from the worst to the mildest.
  return fail_on && std::ranges::any_of(report.findings, [&](const lint::Finding& finding) {
           return finding.severity <= *fail_on;
         });
}

}  // namespace

int run_check(const Options& options, const Context& context) {
  const auto& command = *find_command("check");
  const auto wrong = [&](const Error& error) { return usage_error(command, context, error); };
  const auto targets = parse_targets(context.system.files, options.outputs);
  if (!targets) return wrong(targets.error());
  auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  const auto& request = settings->request;
  const auto fail_on = parse_fail_on(request.fail_on);
  const auto rules = lint::choose(rules::all(), {request.select, request.ignore});
  if (!rules) return wrong(rules.error());
  if (const auto failure = prepare(options, context, *settings)) return refuse(context, *failure);

  session::Session session(context.system, *settings, *rules);
  const Show show{.severity = parse_severity(request.severity), .fails = fail_on};
  return judge(session, *targets, show, options, context,
               [&](const lint::Report& report) { return fails(report, fail_on); });
}

}  // namespace fargate_lint::cmd
