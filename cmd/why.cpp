#include "report/why.hpp"

#include <algorithm>
#include <deque>

#include "base/nearest.hpp"
#include "command.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "pipeline.hpp"
#include "report/finding_text.hpp"
#include "session/session.hpp"
#include "settings.hpp"
#include "terminal.hpp"
#include "workload_name.hpp"

namespace fargate_lint::cmd {
namespace {

Error not_found(const std::string& text, const kube::Inventory& inventory) {
  std::vector<std::string> titles;
  for (const auto& workload : inventory.workloads()) titles.push_back(workload.object->title());
  const auto wanted = WorkloadName::parse(text);
  for (const auto* object : inventory.objects())
    if (wanted.names(*object))
      return {"`" + object->title() + "` makes no pods",
              "it stands at " + report::path_text(object->path()) + ":" +
                  std::to_string(yaml::locate_field(object->node["kind"]).span.begin.line)};
  if (titles.empty())
    return {"`" + text + "` is not in the input: it holds no workload", "name other paths"};
  std::vector<std::string_view> candidates(titles.begin(), titles.end());
  const auto close = nearest(text, candidates);
  if (!close.empty())
    return {"`" + text + "` is not in the input", "did you mean `" + std::string(close) + "`?"};
  constexpr std::size_t kMostTitles = 5;
  std::string known;
  for (std::size_t i = 0; i < std::min(kMostTitles, titles.size()); ++i)
    known += (i == 0 ? "" : ", ") + titles[i];
  if (titles.size() > kMostTitles)
    known += " and " + std::to_string(titles.size() - kMostTitles) + " more";
  return {"`" + text + "` is not in the input", "workloads: " + known};
}

/// What the explanations of one run look at.
struct Explained {
  kube::PodTemplate pod;
  fargate::Judgement judgement;
  std::vector<fargate::ProfileTrace> traces;
};

/// Explains every workload that `wanted` names, in one document of each format.
Result<bool> explain(const WorkloadName& wanted, const lint::Report& report,
                     const std::vector<Target>& targets, const Options& options,
                     const Context& context) {
  const auto workloads = report.reading->inventory.workloads();
  std::deque<Explained> held;
  std::vector<report::Explanation> explanations;
  for (std::uint32_t i = 0; i < workloads.size(); ++i) {
    const auto& workload = workloads[i];
    if (!wanted.names(*workload.object)) continue;
    auto& of = held.emplace_back(kube::read_pod_template(workload));
    of.judgement = fargate::place(workload, of.pod, report.profiles(), report.reading->inventory);
    of.traces = fargate::trace(workload, report.profiles());
    explanations.push_back({workload, of.pod, of.judgement, of.traces, report, i});
  }
  if (explanations.empty()) return false;
  for (const auto& target : targets) {
    std::string text;
    target.renderer->render_why(explanations, render_options(options, context, target.file.empty()),
                                text);
    if (!deliver(text, target, context)) return Error{};
  }
  return true;
}

}  // namespace

int run_why(const Options& options, const Context& context) {
  const auto& command = *find_command("why");
  if (options.arguments.empty())
    return usage_error(command, context, {"no workload named", "for example Deployment/api"});
  const auto& target = options.arguments.front();
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  auto settings =
      settle(options, {options.arguments.begin() + 1, options.arguments.end()}, context);
  if (!settings) return kExitTrouble;
  if (const auto failure = prepare(options, context, *settings))
    return usage_error(command, context, *failure);

  const auto rules =
      lint::choose(rules::all(), {settings->request.select, settings->request.ignore});
  if (!rules) return usage_error(command, context, rules.error());

  settings->request.keeps_documents = true;
  session::Session session(context.system, *settings, *rules);
  const auto read = session.read();
  if (!read) return report_error(context, read.error());
  const auto& reading = *read;
  const auto fleets = session.fleets();
  if (!fleets) return report_error(context, fleets.error());
  const auto report = session.judge(fleets->front());
  if (!report) return report_error(context, report.error());
  const auto explained = explain(WorkloadName::parse(target), *report, *targets, options, context);
  bool trouble = reading->account.unreadable != 0;
  for (const auto& error : reading->errors) {
    report_error(context, {report::path_text(error.path) + ": " + error.message, error.hint});
    trouble = true;
  }
  for (const auto& unreadable : reading->unreadable)
    report_error(context, {report::path_text(unreadable.source.path) + ":" +
                               std::to_string(unreadable.error.span.begin.line) + ": " +
                               unreadable.error.message,
                           "this document was not read, so its objects are unknown"});
  if (!explained) return kExitTrouble;
  if (!*explained) return report_error(context, not_found(target, reading->inventory));
  return trouble ? kExitTrouble : kExitClean;
}

}  // namespace fargate_lint::cmd
