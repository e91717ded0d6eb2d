#include "settings.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>
#include <utility>

#include "habits.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"

namespace fargate_lint::cmd {
namespace {

/// A name of RFC 1123, as Kubernetes wants it.
bool is_namespace(std::string_view text) {
  constexpr std::size_t kLongest = 63;
  const auto is_letter = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return text.size() <= kLongest && is_letter(static_cast<unsigned char>(text.front())) &&
         is_letter(static_cast<unsigned char>(text.back())) &&
         std::ranges::all_of(
             text, [&](char c) { return c == '-' || is_letter(static_cast<unsigned char>(c)); });
}

constexpr unsigned kMostObjects = 100'000;

/// Objects of a page; nothing if the text is no such number.
std::optional<unsigned> page_size(const std::string& text) {
  unsigned size = 0;
  if (text.empty()) return input::Cluster().page;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, size);
  if (parsed.ec != std::errc() || parsed.ptr != end || size > kMostObjects) return std::nullopt;
  return size;
}

/// What to read of a running cluster; nothing if the options ask for none.
std::optional<input::Cluster> cluster_of(const Options& options) {
  if (!reads_cluster(options)) return std::nullopt;
  input::Cluster cluster;
  cluster.connection = {kubectl_flags(options), options.request_timeout};
  cluster.ns = options.ns;
  cluster.all_namespaces = options.all_namespaces;
  cluster.selector = options.selector;
  cluster.page = page_size(options.chunk_size).value_or(cluster.page);
  cluster.allows_partial = options.allow_partial;
  return cluster;
}

/// An error if the options of a running cluster make no sense.
Failure check_cluster(const Options& options, const session::Request& request) {
  if (!request.paths.empty())
    return Error{
        "`--live` reads the cluster, so it takes no paths: `" + request.paths.front() + "`",
        "pass files that declare profiles with `--profiles FILE`"};
  if (request.is_rendered() || request.helm_source)
    return Error{"`--live` reads the cluster, so nothing is rendered for it",
                 "run one of them at a time"};
  for (const auto& [given, flag] : {std::pair(!options.add_ignores.empty(), "--add-ignores"),
                                    std::pair(!options.new_from_rev.empty(), "--new-from-rev")})
    if (given)
      return Error{std::string("--live and ") + flag + " cannot be used together",
                   "a cluster has no files: use `--baseline` to accept what is known"};
  if (!page_size(options.chunk_size))
    return invalid_value("--chunk-size", options.chunk_size,
                         "write a number from 0 to " + std::to_string(kMostObjects));
  if (!options.request_timeout.empty() && !input::parse_timeout(options.request_timeout))
    return invalid_value("--request-timeout", options.request_timeout,
                         "write a duration such as `30s` or `2m`");
  return std::nullopt;
}

std::chrono::milliseconds time_limit(const Options& options) {
  return parse_time(options.timeout).value_or(std::chrono::minutes(1));
}

/// What helm is to render; nothing if the options ask for none. In the order in which helm applies
/// them (helm.sh/helm/v3/pkg/cli/values, MergeValues).
std::optional<input::HelmRequest> chart_of(const Options& options, const std::string& path) {
  if (path.empty()) return std::nullopt;
  input::HelmRequest chart;
  chart.chart = path;
  if (!options.release_name.empty()) chart.release_name = options.release_name;
  chart.values = options.values;
  for (const auto& [flag, values] :
       {std::pair("--set-json", &options.set_json), std::pair("--set", &options.set),
        std::pair("--set-string", &options.set_string), std::pair("--set-file", &options.set_file)})
    for (const auto& value : *values) chart.sets.push_back({flag, value});
  chart.kube_version = options.kube_version;
  chart.api_versions = options.api_versions;
  chart.include_crds = options.include_crds;
  chart.no_hooks = options.no_hooks;
  chart.skip_tests = options.skip_tests;
  chart.limit = time_limit(options);
  return chart;
}

/// An error if the options of what is rendered make no sense.
Failure check_rendering(const Options& options, const session::Request& request) {
  if (!options.timeout.empty() && !parse_time(options.timeout))
    return invalid_value("--timeout", options.timeout, "write a duration such as `90s` or `2m`");
  if (std::ranges::find(options.values, "-") != options.values.end())
    return Error{"--values - is not supported: helm renders the chart twice",
                 "write the values to a file and name that"};
  if (!request.is_rendered()) return std::nullopt;
  const std::string flag = request.helm ? "--helm" : "--kustomize";
  if (!request.new_from_rev.empty())
    return Error{"--new-from-rev cannot be used with " + flag,
                 "git keeps no renderings: write a baseline of the older version with "
                 "`--write-baseline FILE` and pass it with `--baseline FILE`"};
  if (!options.add_ignores.empty())
    return Error{"--add-ignores cannot be used with " + flag,
                 "write the comments in the templates by hand"};
  return std::nullopt;
}

session::Request request_of(const Options& options, const std::vector<std::string>& arguments,
                            const Context& context) {
  session::Request request;
  request.paths = options.filenames;
  request.paths.insert(request.paths.end(), arguments.begin(), arguments.end());
  request.profiles = options.profiles;
  request.live = cluster_of(options);
  if (request.live && !options.quiet) request.progress = progress_of_cluster(context.system);
  request.helm = chart_of(options, options.helm);
  request.helm_source = chart_of(options, options.helm_source);
  if (!options.kustomize.empty())
    request.kustomize = input::KustomizeRequest{options.kustomize, time_limit(options)};
  request.config = options.config;
  request.select = options.select;
  request.ignore = options.ignore;
  request.ns = options.ns;
  request.cluster = options.cluster;
  request.region = options.region;
  request.fail_on = options.fail_on;
  request.severity = options.severity;
  request.baseline = options.baseline;
  request.write_baseline = options.write_baseline;
  request.new_from_rev = options.new_from_rev;
  request.no_inline_ignores = options.no_inline_ignores;
  request.isolated = options.isolated;
  request.force_exclude = options.force_exclude;
  request.complete = options.complete;
  request.all_clusters = options.all_clusters;
  request.program = context.program;
  return request;
}

}  // namespace

Result<unsigned> thread_count(const std::string& text) {
  constexpr unsigned kMostThreads = 256;
  if (text.empty()) return std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  unsigned count = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, count);
  if (parsed.ec != std::errc() || parsed.ptr != end || count == 0 || count > kMostThreads)
    return invalid_value("--threads", text,
                         "write a number from 1 to " + std::to_string(kMostThreads));
  return count;
}

std::optional<std::chrono::milliseconds> parse_time(std::string_view text) {
  const auto time = input::parse_timeout(text);
  if (!time || *time < std::chrono::seconds(1) || *time > std::chrono::hours(24))
    return std::nullopt;
  return time;
}

std::optional<session::Settings> settle(const Options& options,
                                        const std::vector<std::string>& arguments,
                                        const Context& context) {
  auto settled = session::settle(context.system, request_of(options, arguments, context));
  for (const auto& problem : settled.problems) report_error(context, problem);
  if (!settled.problems.empty()) return std::nullopt;
  return std::move(settled.settings);
}

Error no_input(const Context& context) {
  return {"no input: name files or directories (`" + context.program + " .`), pipe manifests to `" +
              context.program + " -`, or read the cluster (`" + context.program + " --live`)",
          ""};
}

Failure prepare(const Options& options, const Context& context, session::Settings& settings) {
  const auto& paths = settings.request.paths;
  if (settings.request.live) {
    if (auto wrong = check_cluster(options, settings.request)) return wrong;
  } else if (paths.empty() && !settings.request.is_rendered()) {
    return no_input(context);
  }
  if (auto wrong = check_rendering(options, settings.request)) return wrong;
  if (std::ranges::any_of(paths, &std::string::empty))
    return Error{"a path is empty", "check for a shell variable that is not set"};
  for (const auto& path : paths)
    if (auto habit = explain_path(path, context)) return habit;
  if (!options.ns.empty() && !is_namespace(options.ns))
    return invalid_value("--namespace", options.ns,
                         "a namespace has at most 63 lower-case letters, digits and `-`");
  const auto threads = thread_count(options.threads);
  if (!threads) return threads.error();
  settings.request.threads = settings.given.threads = *threads;
  if (std::ranges::find(paths, input::kStandardInputName) != paths.end() &&
      context.system.console.is_terminal(system::Standard::input))
    write_stderr(context, "reading manifests from the terminal; end them with Ctrl-D\n");
  return std::nullopt;
}

int show_config(const Options& options, const Context& context) {
  const auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  auto config = settings->config;
  const auto& merged = settings->request;
  config.select = merged.select;
  config.ignore = merged.ignore;
  config.fail_on = merged.fail_on.empty() ? "error" : merged.fail_on;
  config.severity = merged.severity;
  config.cluster = merged.cluster;
  config.region = merged.region;
  config.ns = merged.ns.empty() ? "default" : merged.ns;
  config.baseline = merged.baseline.empty() ? "" : context.system.files.shown(merged.baseline);
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
