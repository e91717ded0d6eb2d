#include "session/revision.hpp"

#include <algorithm>
#include <utility>

#include "lint/selection.hpp"
#include "list.hpp"
#include "report/finding_text.hpp"
#include "session/past_run.hpp"
#include "session/session.hpp"

namespace fargate_lint::session {
namespace {

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

Result<lint::Baseline> find_in(const PastRun& run, const std::string& name,
                               std::vector<Error>& remarks) {
  const auto& request = run.settings().request;
  if (request.paths.empty()) return lint::Baseline{};
  auto rules = lint::choose(rules::all(), {request.select, request.ignore});
  if (!rules) return rules.error();
  Session session(run.system(), run.settings(), std::move(rules).value());
  const auto reading = session.read();
  if (!reading) return reading.error();
  for (const auto& error : (*reading)->errors)
    if (!error.path.empty())
      remarks.push_back({"in `" + name + "`: " + report::error_text(error), error.hint});
  return find_all(session);
}

}  // namespace

Result<lint::Baseline> find_in_revision(const system::System& system, const Settings& settings,
                                        std::vector<Error>& remarks) {
  const auto& paths = settings.request.paths;
  if (std::ranges::find(paths, input::kStandardInputName) != paths.end())
    return Error{"--new-from-rev cannot read stdin", "name files or directories"};
  const auto& name = settings.request.new_from_rev;
  const auto run = PastRun::open(system, settings, name, NoProfiles::take_those_of_now, remarks);
  if (!run) return run.error();
  auto found = find_in(**run, name, remarks);
  // What could not be read of it would count as new.
  if (auto lost = (*run)->lost()) return *std::move(lost);
  return found;
}

}  // namespace fargate_lint::session
