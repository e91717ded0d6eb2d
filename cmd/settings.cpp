#include "settings.hpp"

#include <algorithm>
#include <charconv>
#include <thread>
#include <utility>

#include "habits.hpp"
#include "output.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"

namespace fargate_lint::cmd {
namespace {

constexpr unsigned kMostThreads = 256;

Result<unsigned> thread_count(const std::string& text) {
  if (text.empty()) return std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  unsigned count = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, count);
  if (parsed.ec != std::errc() || parsed.ptr != end || count == 0 || count > kMostThreads)
    return Error{"invalid value for --threads: " + text,
                 "write a number from 1 to " + std::to_string(kMostThreads)};
  return count;
}

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

session::Request request_of(const Options& options, const std::vector<std::string>& arguments,
                            const Context& context) {
  session::Request request;
  request.paths = options.filenames;
  request.paths.insert(request.paths.end(), arguments.begin(), arguments.end());
  request.profiles = options.profiles;
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

std::optional<session::Settings> settle(const Options& options,
                                        const std::vector<std::string>& arguments,
                                        const Context& context) {
  auto settled = session::settle(context.system, request_of(options, arguments, context));
  for (const auto& problem : settled.problems) report_error(context, problem);
  if (!settled.problems.empty()) return std::nullopt;
  return std::move(settled.settings);
}

Error no_input(const Context& context) {
  return {"no input: name files or directories (`" + context.program +
              " .`), or pipe manifests to `" + context.program + " -`",
          ""};
}

Failure prepare(const Options& options, const Context& context, session::Settings& settings) {
  const auto& paths = settings.request.paths;
  if (paths.empty()) return no_input(context);
  if (std::ranges::any_of(paths, &std::string::empty))
    return Error{"a path is empty", "check for a shell variable that is not set"};
  for (const auto& path : paths)
    if (auto habit = explain_path(path, context)) return habit;
  if (!options.ns.empty() && !is_namespace(options.ns))
    return Error{"invalid value for --namespace: " + options.ns,
                 "a namespace has at most 63 lower-case letters, digits and `-`"};
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
