#include <algorithm>
#include <utility>

#include "command.hpp"
#include "list.hpp"
#include "overwrite.hpp"
#include "pipeline.hpp"
#include "report/finding_text.hpp"
#include "settings.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {
namespace {

/// The rules that look at profiles rather than at pods.
std::vector<const lint::Rule*> profile_rules() {
  std::vector<const lint::Rule*> rules;
  for (const auto* rule : rules::all())
    if (rule->info.topic() == lint::Topic::profiles && rule->check_run != nullptr)
      rules.push_back(rule);
  return rules;
}

}  // namespace

int run_profiles(const Options& options, const Context& context) {
  const auto& command = *find_command("profiles");
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  if (const auto failure = prepare(options, context, *settings)) return refuse(context, *failure);
  if (const auto failure = check_overwriting(*settings, *targets, context.system.files))
    return report_error(context, *failure);

  settings->request.keeps_documents = true;
  session::Session session(context.system, *settings, profile_rules());
  const auto reading = session.read();
  if (!reading) return report_error(context, reading.error());
  context.held->push_back(*reading);
  auto fleet = session.declared();
  if (!settings->request.cluster.empty()) {
    const auto fleets = session.fleets();
    if (!fleets) return report_error(context, fleets.error());
    fleet = fleets->front();
  }
  const auto coverage = fargate::cover((*reading)->inventory, fleet.profiles());
  const auto report = session.judge(fleet);
  if (!report) return report_error(context, report.error());

  int code = session::has_trouble(*report) ? kExitTrouble : kExitClean;
  code = std::max(code, deliver_each(*targets, options, context,
                                     [&](const auto& renderer, auto& render, auto& text) {
                                       render.placement = false;
                                       render.rules = session.rules();
                                       renderer.render_profiles(*report, coverage, render, text);
                                     }));
  for (const lint::InputError& error : report->errors())
    report_error(context, {report::error_text(error), error.hint});
  if (code != kExitClean) return code;
  return report->count(lint::Severity::error) == 0 ? kExitClean : kExitFindings;
}

}  // namespace fargate_lint::cmd
