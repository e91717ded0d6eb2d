#include "session/past_run.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "session/trees.hpp"

namespace fargate_lint::session {
namespace {

/// Turns what was asked for into what it stands for in the revision.
system::Failure go_back(Request& request, NoProfiles none, const Trees& trees) {
  if (auto failure = go_back(request.paths, trees)) return failure;
  if (!request.profiles.empty())
    if (auto failure = go_back_profiles(request.profiles, none, trees)) return failure;
  for (const auto& config : request.config)
    if (!config::is_setting(config) && !trees.then.exists(config)) trees.then.take_from_now(config);
  return std::nullopt;
}

/// What is not in the repository is no older in a revision: compared with itself it never differs.
system::Failure check_inside(const Request& request, const system::Revision& revision,
                             const system::FileSystem& now) {
  for (const auto& path : request.paths) {
    if (revision.is_inside(path)) continue;
    const auto real = now.resolve(path);
    if (real && revision.is_inside(*real))
      return Error{"`" + path + "` leads into the repository by a link, which no revision follows",
                   "name `" + *real + "`"};
    return Error{"`" + path + "` is outside the repository, so no revision has it",
                 "name paths inside the repository, or compare two paths"};
  }
  return std::nullopt;
}

}  // namespace

PastRun::PastRun(const system::System& now, std::unique_ptr<system::Revision> revision)
    : revision_(std::move(revision)), system_{*revision_, now.writer,  now.environment,
                                              now.clock,  now.console, now.process} {}

Result<std::unique_ptr<PastRun>> PastRun::open(const system::System& now, const Settings& settings,
                                               const std::string& revision, NoProfiles none,
                                               std::vector<Error>& remarks) {
  auto opened = system::Revision::open(now.files, now.process, now.environment, revision);
  if (!opened) return opened.error();
  auto run = std::unique_ptr<PastRun>(new PastRun(now, std::move(opened).value()));
  if (auto failure = run->settle(now, settings, revision, none, remarks))
    return *std::move(failure);
  return run;
}

system::Failure PastRun::settle(const system::System& now, const Settings& settings,
                                const std::string& name, NoProfiles none,
                                std::vector<Error>& remarks) {
  const Trees trees{*revision_, now.files};
  settings_ = settings;
  auto request = settings.given;
  if (none == NoProfiles::have_none)
    if (auto failure = check_inside(request, *revision_, now.files)) return failure;
  if (auto failure = go_back(request, none, trees)) return failure;
  settings_.request.paths = request.paths;
  if (request.paths.empty()) return std::nullopt;
  auto settled = session::settle(system_, request);
  if (!settled.problems.empty()) {
    std::ranges::move(settled.problems, std::back_inserter(remarks));
    return Error{"the config file of `" + name + "` is not valid",
                 "name one with `--config`, or use none with `--isolated`"};
  }
  settings_ = std::move(settled.settings);
  // Files that were not there then are no fault of today's run.
  settings_.request.needs_profiles = false;
  return complete_profiles(settings_.request.profiles, trees);
}

}  // namespace fargate_lint::session
