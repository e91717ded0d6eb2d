#include "session/settings.hpp"

#include <utility>

#include "list.hpp"

namespace fargate_lint::session {
namespace {

/// What `config` of a request names.
struct Named {
  std::vector<std::string> files;
  std::vector<std::string> settings;

  Named(const system::FileSystem& disk, const Request& request) {
    for (const auto& value : request.config)
      (config::is_setting(value) && !disk.exists(value) ? settings : files).push_back(value);
  }
};

Result<config::Reading> read_file(const system::System& system, const Request& request,
                                  const std::vector<std::string>& files) {
  if (files.size() > 1)
    return Error{"two config files: `" + files[0] + "` and `" + files[1] + "`", "pass one of them"};
  if (request.isolated) return config::Reading{};
  if (!files.empty()) return config::read_file(system.files, files.front(), rules::all());
  const auto found =
      config::find(system.files, system.environment, input::sources_of(request.paths));
  if (!found) return found.error();
  if (found->empty()) return config::Reading{};
  return config::read_file(system.files, *found, rules::all());
}

Result<config::Reading> read_config(const system::System& system, const Request& request) {
  const Named named(system.files, request);
  auto reading = read_file(system, request, named.files);
  if (!reading || !reading->problems.empty()) return reading;
  for (const auto& setting : named.settings) {
    if (auto failure = config::set(reading->config, setting, rules::all())) return *failure;
    // Without a file, paths are relative to where we are.
    auto& folder = reading->config.folder;
    if (folder.empty()) folder = system.files.canonical(".");
  }
  return reading;
}

/// What is not asked for is what the configuration says.
template <typename T>
void fill(T& asked, const T& configured) {
  if (asked.empty()) asked = configured;
}

/// An error if the configuration names what it may not.
system::Failure merge(const system::FileSystem& files, config::Config& config, Request& request) {
  fill(request.fail_on, config.fail_on);
  fill(request.severity, config.severity);
  fill(request.ns, config.ns);
  fill(request.region, config.region);
  if (!request.all_clusters) fill(request.cluster, config.cluster);
  fill(request.select, config.select);
  fill(request.ignore, config.ignore);
  if (request.baseline.empty()) {
    auto baseline = config::baseline_path(files, config);
    if (!baseline) return baseline.error();
    request.baseline = baseline->empty() ? "" : files.shown(*baseline);
  }
  if (!request.profiles.empty()) {
    config.declared = {};
    return std::nullopt;
  }
  auto profiles = config::profile_paths(files, config);
  if (!profiles) return profiles.error();
  request.profiles = std::move(profiles).value();
  return std::nullopt;
}

}  // namespace

Settled settle(const system::System& system, const Request& request) {
  Settled settled;
  auto& [settings, problems] = settled;
  settings.given = settings.request = request;
  auto reading = read_config(system, request);
  if (!reading) {
    problems.push_back(reading.error());
    return settled;
  }
  settings.config = std::move(reading->config);
  for (const auto& problem : reading->problems)
    problems.push_back({settings.config.path + ":" + std::to_string(problem.line) + ":" +
                            std::to_string(problem.column) + ": " + problem.message,
                        problem.hint});
  if (!problems.empty()) return settled;
  if (const auto failure = merge(system.files, settings.config, settings.request))
    problems.push_back(*failure);
  return settled;
}

input::LoadOptions load_options(const Settings& settings) {
  const auto& request = settings.request;
  const auto& config = settings.config;
  input::LoadOptions load;
  load.paths = input::sources_of(request.paths);
  load.profile_paths = input::sources_of(request.profiles);
  load.declared = config.declared;
  if (!config.nodes.empty()) {
    fargate::Cluster cluster;
    cluster.nodes = config.nodes == "none" ? fargate::OtherNodes::none : fargate::OtherNodes::some;
    load.declared.clusters.push_back(std::move(cluster));
  }
  load.workloads = config.workloads;
  load.filter = {input::PathPatterns(config.folder, config.include),
                 input::PathPatterns(config.folder, config.exclude), request.force_exclude,
                 config.folder};
  load.program = request.program;
  load.complete = request.complete;
  load.threads = request.threads;
  load.keeps_documents = request.keeps_documents;
  if (!request.ns.empty()) {
    load.default_namespace = request.ns;
    load.default_namespace_given = true;
  }
  return load;
}

}  // namespace fargate_lint::session
