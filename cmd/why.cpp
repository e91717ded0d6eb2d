#include "report/why.hpp"

#include <algorithm>
#include <deque>
#include <optional>

#include "base/nearest.hpp"
#include "command.hpp"
#include "kube/admission.hpp"
#include "kube/field_types.hpp"
#include "lint/judge.hpp"
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

/// A workload as the command line names it.
struct Wanted {
  WorkloadName name;
  std::string text;  ///< as it was typed
  std::string ns;    ///< empty: any

  const fargate::LivePod* pod = nullptr;  ///< of the workload, if that was named

  bool names(const kube::Object& object) const {
    return name.names(object) && (ns.empty() || object.ns == ns);
  }
};

/// The workloads that Pods of a cluster belong to which the command line names, if it names no
/// workload.
std::vector<Wanted> workloads_of_pods(const Wanted& wanted, const lint::Reading& reading) {
  std::vector<Wanted> workloads;
  if (reading.live == nullptr || !wanted.name.may_be_pod()) return workloads;
  for (const auto& workload : reading.inventory.workloads())
    if (wanted.names(*workload.object)) return workloads;
  for (const auto* pod : reading.live->named(wanted.ns, wanted.name.name))
    workloads.push_back({WorkloadName::parse((pod->owner_kind + "/") + pod->owner), wanted.text,
                         pod->ns.str(), pod});
  return workloads;
}

/// Takes the workload out of the arguments: `deploy/api`, `api`, or `deployment api` as for
/// `kubectl describe`.
Wanted take_wanted(std::vector<std::string>& arguments, const Options& options,
                   const system::FileSystem& files) {
  auto text = arguments.front();
  arguments.erase(arguments.begin());
  const bool is_kind = WorkloadName::parse(text + "/").is_known_kind();
  if (is_kind && !arguments.empty() && arguments.front().find('/') == std::string::npos &&
      arguments.front() != "-" && !files.exists(arguments.front())) {
    text += "/" + arguments.front();
    arguments.erase(arguments.begin());
  }
  return {WorkloadName::parse(text), text, options.ns, nullptr};
}

Error not_found(const Wanted& wanted, const kube::Inventory& inventory) {
  std::vector<std::string> titles;
  for (const auto& workload : inventory.workloads()) titles.push_back(workload.object->title());
  for (const auto* object : inventory.objects())
    if (wanted.names(*object))
      return {"`" + object->title() + "` does not create Pods",
              "it is declared at " + report::path_text(object->path()) + ":" +
                  std::to_string(yaml::locate_field(object->node["kind"]).span.begin.line)};
  if (titles.empty())
    return {"`" + wanted.text + "` is not in the input, which contains no workload",
            "name other files or directories"};
  for (const auto& workload : inventory.workloads())
    if (wanted.name.names(*workload.object))
      return {"`" + wanted.text + "` is not in namespace " + wanted.ns,
              "the input has it in namespace " + std::string(workload.object->ns)};
  std::vector<std::string_view> candidates(titles.begin(), titles.end());
  const auto close = nearest(wanted.text, candidates);
  if (!close.empty())
    return {"`" + wanted.text + "` is not in the input",
            "did you mean `" + std::string(close) + "`?"};
  constexpr std::size_t kMostTitles = 5;
  std::string known;
  for (std::size_t i = 0; i < std::min(kMostTitles, titles.size()); ++i)
    known += (i == 0 ? "" : ", ") + titles[i];
  if (titles.size() > kMostTitles)
    known += " and " + std::to_string(titles.size() - kMostTitles) + " more";
  return {"`" + wanted.text + "` is not in the input", "workloads: " + known};
}

/// What the explanations of one run look at.
struct Explained {
  kube::PodTemplate pod;
  fargate::Judgement judgement;
  std::vector<fargate::ProfileTrace> traces;
};

/// Explains every workload that `wanted` names, in one document of each format. Returns
/// kExitClean if all could be written; nothing if there is no such workload.
std::optional<int> explain(const std::vector<Wanted>& all, const lint::Report& report,
                           const std::vector<Target>& targets, const Options& options,
                           const Context& context) {
  const auto workloads = report.reading->inventory.workloads();
  std::deque<Explained> held;
  std::vector<report::Explanation> explanations;
  for (const auto& wanted : all)
    for (std::uint32_t i = 0; i < workloads.size(); ++i) {
      const auto& workload = workloads[i];
      if (!wanted.names(*workload.object)) continue;
      auto& of = held.emplace_back(kube::read_admitted_pod(report.reading->inventory, workload));
      of.judgement = lint::judge_pod(*report.reading, report.fleet, workload, of.pod,
                                     kube::is_rejected(*workload.object));
      of.traces = fargate::trace(workload, report.profiles());
      explanations.push_back({workload, of.pod, of.judgement, of.traces, report, i, wanted.pod});
    }
  if (explanations.empty()) return std::nullopt;
  return deliver_each(targets, options, context,
                      [&](const auto& renderer, const auto& render, auto& text) {
                        renderer.render_why(explanations, render, text);
                      });
}

}  // namespace

int run_why(const Options& options, const Context& context) {
  const auto& command = *find_command("why");
  if (options.arguments.empty())
    return usage_error(command, context, {"name a workload", "for example Deployment/api"});
  auto arguments = options.arguments;
  const auto wanted = take_wanted(arguments, options, context.system.files);
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  auto settings = settle(options, arguments, context);
  if (!settings) return kExitTrouble;
  if (const auto failure = prepare(options, context, *settings)) return refuse(context, *failure);

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
  auto all = workloads_of_pods(wanted, *reading);
  if (all.empty()) all.push_back(wanted);
  const auto explained = explain(all, *report, *targets, options, context);
  bool trouble = reading->account.unreadable != 0;
  for (const auto& error : reading->errors) {
    report_error(context, {report::error_text(error), error.hint});
    trouble = true;
  }
  for (const auto& unreadable : reading->unreadable)
    report_error(context, {report::unreadable_text(unreadable),
                           "this document was skipped, so its objects are unknown"});
  // That nothing could be read was said already.
  if (!explained && trouble && reading->account.total == 0) return kExitTrouble;
  if (!explained) return report_error(context, not_found(wanted, reading->inventory));
  return *explained == kExitClean && trouble ? kExitTrouble : *explained;
}

}  // namespace fargate_lint::cmd
