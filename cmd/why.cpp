#include "report/why.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "command.hpp"
#include "report/finding_text.hpp"
#include "session/session.hpp"
#include "settings.hpp"
#include "terminal.hpp"
#include "workload_name.hpp"

namespace fargate_lint::cmd {
namespace {

/// A workload as the command line names it.
struct Target {
  WorkloadName name;
  std::string text;  ///< as it was typed
  std::string ns;    ///< empty: any

  bool names(const kube::Object& object) const {
    return name.names(object) && (ns.empty() || object.ns == ns);
  }
};

/// Takes the workload out of the arguments: `deploy/api`, `api`, or `deployment api` as for
/// `kubectl describe`.
Target take_target(std::vector<std::string>& arguments, const Options& options,
                   const system::FileSystem& files) {
  auto text = arguments.front();
  arguments.erase(arguments.begin());
  const bool is_kind = WorkloadName::parse(text + "/").is_known_kind();
  if (is_kind && !arguments.empty() && arguments.front().find('/') == std::string::npos &&
      arguments.front() != "-" && !files.exists(arguments.front())) {
    text += "/" + arguments.front();
    arguments.erase(arguments.begin());
  }
  return {WorkloadName::parse(text), text, options.ns};
}

Error not_found(const Target& target, const kube::Inventory& inventory) {
  std::vector<std::string> titles;
  for (const auto& workload : inventory.workloads()) titles.push_back(workload.object->title());
  for (const auto* object : inventory.objects())
    if (target.names(*object))
      return {"`" + object->title() + "` does not create Pods",
              "it is declared at " + report::path_text(object->path()) + ":" +
                  std::to_string(yaml::locate_field(object->node["kind"]).span.begin.line)};
  if (titles.empty())
    return {"`" + target.text + "` is not in the input, which contains no workload",
            "name other files or directories"};
  for (const auto& workload : inventory.workloads())
    if (target.name.names(*workload.object))
      return {"`" + target.text + "` is not in namespace " + target.ns,
              "the input has it in namespace " + std::string(workload.object->ns)};
  std::vector<std::string_view> candidates(titles.begin(), titles.end());
  const auto close = nearest(target.text, candidates);
  if (!close.empty())
    return {"`" + target.text + "` is not in the input",
            "did you mean `" + std::string(close) + "`?"};
  constexpr std::size_t kMostTitles = 5;
  std::string known;
  for (std::size_t i = 0; i < std::min(kMostTitles, titles.size()); ++i)
    known += (i == 0 ? "" : ", ") + titles[i];
  if (titles.size() > kMostTitles)
    known += " and " + std::to_string(titles.size() - kMostTitles) + " more";
  return {"`" + target.text + "` is not in the input", "workloads: " + known};
}

void explain(const kube::Workload& workload, const lint::Reading& reading,
             const fargate::Fleet& fleet, const report::RenderOptions& render, std::string& out) {
  const auto pod = kube::read_pod_template(workload);
  auto judgement = fargate::place(workload, pod, fleet.profiles(), reading.inventory);
  lint::leave_open_what_is_patched(reading.patches, workload, judgement);
  const auto traces = fargate::trace(workload, fleet.profiles());
  report::append_why({workload, pod, judgement, traces, fleet.profiles()}, render, out);
}

}  // namespace

int run_why(const Options& options, const Context& context) {
  const auto& command = *find_command("why");
  if (options.arguments.empty())
    return usage_error(command, context, {"name a workload", "for example Deployment/api"});
  auto arguments = options.arguments;
  const auto target = take_target(arguments, options, context.system.files);
  auto settings = settle(options, arguments, context);
  if (!settings) return kExitTrouble;
  if (const auto failure = prepare(options, context, *settings)) return refuse(context, *failure);

  settings->request.keeps_documents = true;
  session::Session session(context.system, *settings, {});
  const auto read = session.read();
  if (!read) return report_error(context, read.error());
  const auto& reading = *read;
  const auto fleets = session.fleets();
  if (!fleets) return report_error(context, fleets.error());
  const auto& fleet = fleets->front();
  const auto render = render_options(options, context, true);
  std::string text;
  for (const auto& workload : reading->inventory.workloads()) {
    if (!target.names(*workload.object)) continue;
    if (!text.empty()) text += "\n";
    explain(workload, *reading, fleet, render, text);
  }
  bool trouble = reading->account.unreadable != 0;
  for (const auto& error : reading->errors) {
    report_error(context, {report::error_text(error), error.hint});
    trouble = true;
  }
  for (const auto& unreadable : reading->unreadable)
    report_error(context, {report::path_text(unreadable.source.path) + ":" +
                               std::to_string(unreadable.error.span.begin.line) + ": " +
                               unreadable.error.message,
                           "this document was skipped: what it declares is unknown"});
  if (text.empty()) return report_error(context, not_found(target, reading->inventory));
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return trouble ? kExitTrouble : kExitClean;
}

}  // namespace fargate_lint::cmd
