#include "settings.hpp"

#include <utility>

#include "list.hpp"
#include "output.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"

namespace fargate_lint::cmd {
namespace {

/// What `--config` gives.
struct ConfigOptions {
  std::vector<std::string> files;
  std::vector<std::string> settings;

  ConfigOptions(const Options& options, const Context& context) {
    for (const auto& value : options.config)
      (config::is_setting(value) && !context.system.files.exists(value) ? settings : files)
          .push_back(value);
  }
};

Result<config::Reading> read_config_file(const Options& options,
                                         const std::vector<std::string>& files,
                                         const std::vector<std::string>& paths,
                                         const Context& context) {
  const auto& system = context.system;
  if (files.size() > 1)
    return Error{"two configurations are given: `" + files[0] + "` and `" + files[1] + "`",
                 "give one of them"};
  if (options.isolated) return config::Reading{};
  if (!files.empty()) return config::read_file(system.files, files.front(), rules::all());
  const auto found = config::find(system.files, system.environment, input::sources_of(paths));
  if (!found) return found.error();
  if (found->empty()) return config::Reading{};
  return config::read_file(system.files, *found, rules::all());
}

Result<config::Reading> read_config(const Options& options, const std::vector<std::string>& paths,
                                    const Context& context) {
  const ConfigOptions given(options, context);
  auto reading = read_config_file(options, given.files, paths, context);
  if (!reading || !reading->problems.empty()) return reading;
  for (const auto& setting : given.settings) {
    if (auto failure = config::set(reading->config, setting, rules::all())) return *failure;
    // Without a file, paths are relative to where we are.
    auto& folder = reading->config.folder;
    if (folder.empty()) folder = context.system.files.canonical(".");
  }
  return reading;
}

/// An option that is not given gets what the configuration says.
template <typename T>
void fill(T& option, const T& configured) {
  if (option.empty()) option = configured;
}

/// An error if the configuration names what it may not.
Failure merge(const system::FileSystem& files, config::Config& config, Options& options) {
  fill(options.fail_on, config.fail_on);
  fill(options.ns, config.ns);
  if (!options.all_clusters) fill(options.cluster, config.cluster);
  fill(options.select, config.select);
  fill(options.ignore, config.ignore);
  if (!options.profiles.empty()) {
    config.declared = {};
    return std::nullopt;
  }
  auto profiles = config::profile_paths(files, config);
  if (!profiles) return profiles.error();
  options.profiles = std::move(profiles).value();
  return std::nullopt;
}

}  // namespace

std::optional<Settings> settle(Options options, const std::vector<std::string>& arguments,
                               const Context& context) {
  Settings settings;
  settings.given = options;
  settings.arguments = arguments;
  settings.paths = options.filenames;
  settings.paths.insert(settings.paths.end(), arguments.begin(), arguments.end());
  auto reading = read_config(options, settings.paths, context);
  if (!reading) {
    report_error(context, reading.error());
    return std::nullopt;
  }
  settings.config = std::move(reading->config);
  for (const auto& problem : reading->problems)
    report_error(context, {settings.config.path + ":" + std::to_string(problem.line) + ":" +
                               std::to_string(problem.column) + ": " + problem.message,
                           problem.hint});
  if (!reading->problems.empty()) return std::nullopt;
  if (const auto failure = merge(context.system.files, settings.config, options)) {
    report_error(context, *failure);
    return std::nullopt;
  }
  settings.options = std::move(options);
  return settings;
}

int show_config(const Options& options, const Context& context) {
  const auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  auto config = settings->config;
  const auto& merged = settings->options;
  config.select = merged.select;
  config.ignore = merged.ignore;
  config.fail_on = merged.fail_on.empty() ? "error" : merged.fail_on;
  config.cluster = merged.cluster;
  config.ns = merged.ns.empty() ? "default" : merged.ns;
  config.profiles.clear();
  for (const auto& file : merged.profiles)
    config.profiles.push_back(context.system.files.shown(file));
  auto text =
      "# configuration: " + (config.path.empty() ? "none" : report::path_text(config.path)) + "\n";
  report::append_harmless(config::to_yaml(config), report::Escapes::yaml, text);
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return kExitClean;
}

}  // namespace fargate_lint::cmd
