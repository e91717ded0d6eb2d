#include <algorithm>

#include "clusters.hpp"
#include "command.hpp"
#include "list.hpp"
#include "overwrite.hpp"
#include "pipeline.hpp"
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
  const auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  auto load = load_options(*settings, context);
  if (!load) return usage_error(command, context, load.error());
  if (const auto failure = check_overwriting(*settings, *load, *targets, context.system.files))
    return report_error(context, *failure);

  load->keeps_documents = true;
  auto loaded = input::load(context.system.files, *load);
  context.held->push_back(loaded.reading);
  if (!settings->options.cluster.empty()) {
    const auto fleets = choose_fleets(loaded.fleet, settings->options);
    if (!fleets) return report_error(context, fleets.error());
    loaded.fleet = fleets->front();
  }
  const auto coverage = fargate::cover(loaded.reading->inventory, loaded.fleet.profiles());
  const auto rules = profile_rules();
  const auto report = lint::judge(loaded.reading, loaded.fleet, rules, {load->threads});

  bool delivered = true;
  for (const auto& target : *targets) {
    const bool to_stdout = target.file.empty();
    auto render = render_options(options, context, to_stdout);
    render.placement = false;
    render.rules = rules;
    std::string text;
    target.renderer->render_profiles(report, coverage, render, text);
    const auto failure =
        to_stdout ? write_stdout(context, text) : context.system.writer.replace(target.file, text);
    if (!failure) continue;
    report_error(context, *failure);
    delivered = false;
  }
  if (!delivered || has_trouble(report)) return kExitTrouble;
  return report.count(lint::Severity::error) == 0 ? kExitClean : kExitFindings;
}

}  // namespace fargate_lint::cmd
