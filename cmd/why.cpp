#include "report/why.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "command.hpp"
#include "kube/admission.hpp"
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

void explain(const kube::Workload& workload, const kube::Inventory& inventory,
             const fargate::Fleet& fleet, const report::RenderOptions& render, std::string& out) {
  const auto pod = kube::read_admitted_pod(inventory, workload);
  const auto judgement = fargate::place(workload, pod, fleet.profiles(), inventory);
  const auto traces = fargate::trace(workload, fleet.profiles());
  report::append_why({workload, pod, judgement, traces, fleet.profiles()}, render, out);
}

}  // namespace

int run_why(const Options& options, const Context& context) {
  const auto& command = *find_command("why");
  if (options.arguments.empty())
    return usage_error(command, context, {"no workload named", "for example Deployment/api"});
  const auto& target = options.arguments.front();
  auto settings =
      settle(options, {options.arguments.begin() + 1, options.arguments.end()}, context);
  if (!settings) return kExitTrouble;
  if (const auto failure = prepare(options, context, *settings))
    return usage_error(command, context, *failure);

  settings->request.keeps_documents = true;
  session::Session session(context.system, *settings, {});
  const auto read = session.read();
  if (!read) return report_error(context, read.error());
  const auto& reading = *read;
  const auto fleets = session.fleets();
  if (!fleets) return report_error(context, fleets.error());
  const auto& fleet = fleets->front();
  const auto wanted = WorkloadName::parse(target);
  const auto render = render_options(options, context, true);
  std::string text;
  for (const auto& workload : reading->inventory.workloads()) {
    if (!wanted.names(*workload.object)) continue;
    if (!text.empty()) text += "\n";
    explain(workload, reading->inventory, fleet, render, text);
  }
  bool trouble = reading->account.unreadable != 0;
  for (const auto& error : reading->errors) {
    report_error(context, {report::path_text(error.path) + ": " + error.message, error.hint});
    trouble = true;
  }
  for (const auto& unreadable : reading->unreadable)
    report_error(context, {report::path_text(unreadable.source.path) + ":" +
                               std::to_string(unreadable.error.span.begin.line) + ": " +
                               unreadable.error.message,
                           "this document was not read: what it declares is not known"});
  if (text.empty()) return report_error(context, not_found(target, reading->inventory));
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return trouble ? kExitTrouble : kExitClean;
}

}  // namespace fargate_lint::cmd
