#include "session/revision.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "lint/selection.hpp"
#include "list.hpp"
#include "report/finding_text.hpp"
#include "session/session.hpp"
#include "session/trees.hpp"
#include "system/revision.hpp"

namespace fargate_lint::session {
namespace {

using system::Failure;

/// What a run by all of the profiles, or by those of each cluster in turn, finds.
Result<lint::Baseline> find_all(Session& session) {
  const auto& request = session.settings().request;
  const auto& declared = session.declared();
  std::vector<fargate::Fleet> fleets;
  if (request.all_clusters)
    for (const auto& name : declared.clusters()) fleets.push_back(declared.of_cluster(name));
  if (fleets.empty())
    fleets.push_back(request.cluster.empty() ? declared : declared.of_cluster(request.cluster));
  lint::Baseline found;
  for (const auto& fleet : fleets) {
    const auto report = session.judge(fleet);
    if (!report) return report.error();
    lint::unite(lint::collect(report->findings), found);
  }
  return found;
}

Result<lint::Baseline> judge_then(const system::System& then, const Settings& settings,
                                  std::vector<Error>& remarks) {
  const auto& request = settings.request;
  auto rules = lint::choose(rules::all(), {request.select, request.ignore});
  if (!rules) return rules.error();
  auto of_then = settings;
  of_then.request.needs_profiles = false;
  Session session(then, std::move(of_then), std::move(rules).value());
  const auto reading = session.read();
  if (!reading) return reading.error();
  for (const auto& error : (*reading)->errors)
    if (!error.path.empty())
      remarks.push_back(
          {"in `" + request.new_from_rev + "`: " + report::error_text(error), error.hint});
  return find_all(session);
}

/// Turns what was asked for into what it stands for in the revision.
Failure go_back(Request& request, const Trees& trees) {
  if (auto failure = go_back(request.paths, trees)) return failure;
  if (!request.profiles.empty())
    if (auto failure = go_back_profiles(request.profiles, trees)) return failure;
  for (const auto& config : request.config)
    if (!config::is_setting(config) && !trees.then.exists(config)) trees.then.take_from_now(config);
  return std::nullopt;
}

Result<lint::Baseline> find_in(system::Revision& revision, const system::System& now,
                               const Settings& settings, std::vector<Error>& remarks) {
  const Trees trees{revision, now.files};
  auto request = settings.given;
  if (auto failure = go_back(request, trees)) return *std::move(failure);
  if (request.paths.empty()) return lint::Baseline{};
  const system::System then{revision,  now.writer,  now.environment,
                            now.clock, now.console, now.process};
  auto settled = settle(then, request);
  if (!settled.problems.empty()) {
    std::ranges::move(settled.problems, std::back_inserter(remarks));
    return Error{"the config file of `" + settings.request.new_from_rev + "` is not valid",
                 "name one with `--config`, or use none with `--isolated`"};
  }
  if (auto failure = complete_profiles(settled.settings.request.profiles, trees))
    return *std::move(failure);
  return judge_then(then, settled.settings, remarks);
}

}  // namespace

Result<lint::Baseline> find_in_revision(const system::System& system, const Settings& settings,
                                        std::vector<Error>& remarks) {
  const auto& paths = settings.request.paths;
  if (std::ranges::find(paths, input::kStandardInputName) != paths.end())
    return Error{"--new-from-rev cannot read stdin", "name files or directories"};
  const auto revision = system::Revision::open(system.files, system.process, system.environment,
                                               settings.request.new_from_rev);
  if (!revision) return revision.error();
  auto found = find_in(*revision.value(), system, settings, remarks);
  // What could not be read of it would count as new.
  if (auto lost = revision.value()->lost()) return *std::move(lost);
  return found;
}

}  // namespace fargate_lint::session
