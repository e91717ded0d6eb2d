#include "pipeline.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <thread>
#include <utility>

#include "add_ignores.hpp"
#include "base/paths.hpp"
#include "baseline.hpp"
#include "clusters.hpp"
#include "kube/resting.hpp"
#include "lint/rule.hpp"
#include "list.hpp"
#include "overwrite.hpp"
#include "report/finding_text.hpp"
#include "report/markdown.hpp"
#include "report/not_linted.hpp"
#include "report/text.hpp"
#include "revision.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {
namespace {

constexpr unsigned kMostThreads = 256;

Result<unsigned> thread_count(const std::string& text) {
  if (text.empty()) return std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  unsigned count = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, count);
  if (parsed.ec != std::errc() || parsed.ptr != end || count == 0 || count > kMostThreads)
    return Error{"`-j " + text + "` is no number of threads",
                 "give a number from 1 to " + std::to_string(kMostThreads)};
  return count;
}

void say_errors(const lint::Report& report, const Context& context) {
  for (const lint::InputError& error : report.errors()) {
    auto message = error.path.empty() ? std::string() : report::path_text(error.path) + ": ";
    report_error(context, {message + error.message, error.hint});
  }
}

/// Says what could have been linted and was not, where no screen does: "no findings" alone would
/// read as if a chart had been looked into.
void say_not_linted(const lint::Report& report, const Options& options, const Context& context) {
  if (options.quiet && report.reading->account.linted != 0) return;
  for (const auto& entry : report.reading->not_linted)
    if (const auto help = report::not_linted_help(entry, context.program); !help.empty())
      report_error(context, {"not linted: " + report::not_linted_text(entry), help});
}

/// The page of a job in GitHub Actions takes one mebibyte from each step
/// (docs.github.com, "Workflow commands", "Step isolation and limits").
constexpr std::size_t kMostSummaryBytes = 1024 * 1024;

/// Adds the report to the page of the job, if this is a step of GitHub Actions.
Failure append_step_summary(const lint::Report& report, const report::RenderOptions& render,
                            const Context& context) {
  const auto path = context.system.environment.get("GITHUB_STEP_SUMMARY");
  if (path.empty()) return std::nullopt;
  const auto there = context.system.files.status(path);
  const auto used = there ? std::min<std::size_t>(there.value().size, kMostSummaryBytes) : 0;
  std::string text;
  report::append_markdown(report, render, kMostSummaryBytes - used, text);
  return context.system.writer.append(path, text);
}

/// What was there before, and why it is not reported.
struct Known {
  lint::Baseline baseline;
  std::string reason;
};

/// What the options name: a baseline, a revision, or both.
Result<std::vector<Known>> known_findings(const Settings& settings, const Context& context) {
  const auto& options = settings.options;
  std::vector<Known> known;
  // What is about to be written takes the place of what is there.
  if (!options.baseline.empty() && options.write_baseline.empty()) {
    auto baseline = read_baseline(context.system.files, options.baseline);
    if (!baseline) return baseline.error();
    known.push_back({std::move(baseline).value(), "in the baseline `" + options.baseline + "`"});
  }
  if (!options.new_from_rev.empty()) {
    auto baseline = find_in_revision(settings, context);
    if (!baseline) return baseline.error();
    known.push_back(
        {std::move(baseline).value(), "found in `" + options.new_from_rev + "` as well"});
  }
  return known;
}

/// Takes all that is in the baseline to be written as known, and writes it with the last report.
Failure write_baseline_of(const lint::Baseline& baseline, const Options& options, bool last,
                          std::vector<Known>& known, const Context& context) {
  if (last)
    if (auto failure = write_baseline(context.system.writer, baseline, options.write_baseline))
      return failure;
  known = {{baseline, "in the baseline `" + options.write_baseline + "`"}};
  return std::nullopt;
}

void take_known(const std::vector<Known>& known, lint::Report& report) {
  for (const auto& each : known) lint::subtract(each.baseline, each.reason, report);
}

}  // namespace

Result<input::LoadOptions> load_options(const Settings& settings, const Context& context) {
  const auto& options = settings.options;
  const auto& config = settings.config;
  input::LoadOptions load;
  load.paths = input::sources_of(settings.paths);
  load.profile_paths = input::sources_of(options.profiles);
  load.declared = config.declared;
  load.workloads = config.workloads;
  load.filter = {input::PathPatterns(config.folder, config.include),
                 input::PathPatterns(config.folder, config.exclude), options.force_exclude,
                 config.folder};
  load.program = context.program;
  load.complete = options.complete;
  if (load.paths.empty())
    return Error{"nothing to read", "name files or folders, or - for the standard input"};
  for (const auto& path : settings.paths)
    if (path.empty()) return Error{"a path is empty", "look for a variable that is not set"};
  if (!options.ns.empty()) {
    load.default_namespace = options.ns;
    load.default_namespace_given = true;
  }
  const auto threads = thread_count(options.threads);
  if (!threads) return threads.error();
  load.threads = *threads;
  const bool reads_stdin =
      std::ranges::find(load.paths, input::Source(input::StandardInput())) != load.paths.end();
  if (reads_stdin && context.system.console.is_terminal(system::Standard::input))
    write_stderr(context,
                 context.program + ": reading manifests from the terminal; end them with Ctrl-D\n");
  return load;
}

void add_ignores_of(const Settings& settings, const system::FileSystem& files,
                    lint::Reading& reading) {
  if (settings.options.no_inline_ignores) reading.ignores.clear();
  // Of the files that a hook names, others may decide: a StorageClass, a profile.
  const bool in_part = settings.options.force_exclude &&
                       std::ranges::none_of(settings.paths, [&](const std::string& path) {
                         return files.is(system::Kind::folder, path);
                       });
  for (auto& ignore : reading.ignores) ignore.saw_everything = !in_part;
  const auto& folder = settings.config.folder;
  const bool whole = std::ranges::any_of(settings.paths, [&](const std::string& path) {
    if (path == input::kStandardInputName || folder.empty()) return false;
    return is_within(folder, files.canonical(path));
  });
  auto ignores = config::ignores(files, settings.config, whole);
  std::ranges::move(ignores, std::back_inserter(reading.ignores));
}

lint::Report run_rules(const Settings& settings, std::shared_ptr<const lint::Reading> reading,
                       const fargate::Fleet& fleet, lint::RuleList rules, unsigned threads,
                       const Context& context, lint::RuleTimes* times) {
  const auto& system = context.system;
  auto report = lint::judge(std::move(reading), fleet, rules,
                            {threads, rules::all(), system::date(system.clock), times});
  config::adjust(system.files, settings.config, report);
  return report;
}

bool has_trouble(const lint::Report& report) {
  const bool untrusted = std::ranges::any_of(
      report.findings, [](const lint::Finding& finding) { return finding.rule->untrusted_input; });
  return untrusted || !report.errors().empty() || report.reading->account.unreadable != 0;
}

namespace {

/// Renders `report` into every target. An error stands for each place that could not be written;
/// returns whether there was none. What could not be read is said on stderr, unless a screen on
/// standard output says it.
bool deliver(const lint::Report& report, const std::vector<Target>& targets, const Show& show,
             const Options& options, const Context& context, lint::RuleList rules,
             unsigned threads) {
  bool delivered = true;
  bool screen = false;
  const report::Files files(context.system.files);
  for (const auto& target : targets) {
    const bool to_stdout = target.file.empty();
    auto render = render_options(options, context, to_stdout);
    render.placement = show.placement;
    render.diagnostics = show.diagnostics;
    render.rules = rules;
    render.threads = threads;
    render.files = &files;
    std::string text;
    Failure failure;
    const auto write_part = [&](std::string& part) {
      if (!failure) failure = write_stdout(context, part);
      part.clear();
    };
    target.renderer->render(report, render,
                            to_stdout ? report::Output(text, write_part) : report::Output(text));
    if (!failure)
      failure = to_stdout ? write_stdout(context, text)
                          : context.system.writer.replace(target.file, text);
    if (!failure && target.renderer->wants_step_summary)
      failure = append_step_summary(report, render, context);
    if (failure) {
      report_error(context, *failure);
      delivered = false;
    }
    screen = screen || (to_stdout && target.renderer->is_screen);
  }
  if (!screen) say_errors(report, context);
  if (!screen || options.quiet) say_not_linted(report, options, context);
  return delivered;
}

Result<Outcome> judge_once(const input::LoadOptions& load, lint::RuleList rules,
                           const std::vector<Target>& targets, const Show& show,
                           const Settings& settings, const Context& context,
                           const std::function<bool(const lint::Report&)>& fails) {
  const auto& options = settings.options;
  auto known = known_findings(settings, context);
  if (!known) return known.error();
  const auto loaded = input::load(context.system.files, load);
  add_ignores_of(settings, context.system.files, *loaded.reading);
  const auto fleets = choose_fleets(loaded.fleet, options);
  if (!fleets) return fleets.error();
  const bool several = fleets->size() > 1;
  const auto is_screen = [](const Target& target) {
    return target.file.empty() && target.renderer->is_screen;
  };
  if (several && !std::ranges::all_of(targets, is_screen))
    return Error{"`--all-clusters` makes a report for each cluster, which only the screen can show",
                 "run once with `--cluster NAME` for each"};
  Outcome outcome;
  std::optional<lint::RuleTimes> times;
  if (options.profile_rules) times.emplace(rules, context.system.clock);
  lint::Baseline found;
  for (const auto& fleet : *fleets) {
    if (several)
      outcome.delivered =
          !write_stdout(context, "cluster " + report::sanitise(fleet.cluster()) + "\n\n") &&
          outcome.delivered;
    const auto held = std::make_shared<lint::Report>(run_rules(
        settings, loaded.reading, fleet, rules, load.threads, context, times ? &*times : nullptr));
    auto& report = *held;
    context.held->push_back(held);
    if (!options.write_baseline.empty()) {
      lint::unite(lint::collect(report.findings), found);
      const bool last = &fleet == &fleets->back();
      if (const auto failure = write_baseline_of(found, options, last, *known, context)) {
        report_error(context, *failure);
        outcome.delivered = false;
      }
    }
    take_known(*known, report);
    outcome.trouble = outcome.trouble || has_trouble(report);
    if (!options.add_ignores.empty()) {
      const input::Reach reach(context.system.files, settings.config.folder, load.paths);
      const int code = write_ignores(report, options.add_ignores, reach, context);
      outcome.delivered = outcome.delivered && code != kExitTrouble;
      outcome.failed = outcome.failed || code == kExitFindings;
      continue;
    }
    outcome.delivered =
        deliver(report, targets, show, options, context, rules, load.threads) && outcome.delivered;
    outcome.failed = outcome.failed || fails(report);
  }
  if (times) write_stderr(context, lint::describe(*times));
  return outcome;
}

/// Whether what is read can be read once more: of a pipe nothing is left.
bool is_lasting(const system::FileSystem& files, const input::LoadOptions& load) {
  const auto is_file = [&files](const input::Source& source) {
    const auto* path = std::get_if<std::string>(&source);
    if (path == nullptr) return false;
    const auto status = files.status(*path);
    return status && status.value().kind != system::Kind::special;
  };
  return std::ranges::all_of(load.paths, is_file) &&
         std::ranges::all_of(load.profile_paths, is_file);
}

}  // namespace

Result<Outcome> judge(const input::LoadOptions& load, lint::RuleList rules,
                      const std::vector<Target>& targets, const Show& show,
                      const Settings& settings, const Context& context,
                      const std::function<bool(const lint::Report&)>& fails) {
  if (const auto failure = check_overwriting(settings, load, targets, context.system.files))
    return *failure;
  // The reports of several clusters are written one after the other: no going back from there.
  if (!settings.options.all_clusters && is_lasting(context.system.files, load)) {
    auto glancing = load;
    glancing.glances = true;
    try {
      return judge_once(glancing, rules, targets, show, settings, context, fails);
    } catch (const kube::GlanceFailed&) {
      // What was read is given up before it is read anew.
    }
  }
  return judge_once(load, rules, targets, show, settings, context, fails);
}

}  // namespace fargate_lint::cmd
