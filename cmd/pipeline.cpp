#include "pipeline.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "add_ignores.hpp"
#include "overwrite.hpp"
#include "report/finding_text.hpp"
#include "report/groups.hpp"
#include "report/markdown.hpp"
#include "report/not_linted.hpp"
#include "report/text.hpp"
#include "session/baseline.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {
namespace {

void say_error(const lint::InputError& error, const Context& context) {
  auto message = error.path.empty() ? std::string() : report::path_text(error.path) + ": ";
  report_error(context, {message + error.message, error.hint});
}

void say_errors(report::Reports reports, const Context& context) {
  for (const auto& error : reports.front().reading->errors) say_error(error, context);
  for (const auto& report : reports)
    for (const auto& error : report.unfinished) say_error(error, context);
}

/// Says what could have been linted and was not, where no screen does: "no findings" alone would
/// read as if a chart had been looked into.
void say_not_linted(const lint::Reading& reading, const Options& options, const Context& context) {
  if (options.quiet && reading.account.linted != 0) return;
  for (const auto& entry : reading.not_linted)
    if (const auto help = report::not_linted_help(entry, context.program); !help.empty())
      report_error(context, {"not linted: " + report::not_linted_text(entry), help});
}

/// The page of a job in GitHub Actions takes one mebibyte from each step
/// (docs.github.com, "Workflow commands", "Step isolation and limits").
constexpr std::size_t kMostSummaryBytes = 1024 * 1024;

/// Adds the reports to the page of the job, if this is a step of GitHub Actions.
Failure append_step_summary(report::Reports reports, const report::RenderOptions& render,
                            const Context& context) {
  const auto path = context.system.environment.get("GITHUB_STEP_SUMMARY");
  if (path.empty()) return std::nullopt;
  const auto there = context.system.files.status(path);
  const auto used = there ? std::min<std::size_t>(there.value().size, kMostSummaryBytes) : 0;
  std::string text;
  report::append_markdown(reports, render, kMostSummaryBytes - used, text);
  return context.system.writer.append(path, text);
}

/// Renders the reports into one target; returns whether they could be written.
bool deliver(report::Reports reports, const Target& target, const report::RenderOptions& render,
             const Context& context) {
  std::string text;
  Failure failure;
  const auto write_part = [&failure, &context](std::string& part) {
    if (!failure) failure = write_stdout(context, part);
    part.clear();
  };
  const bool to_stdout = target.file.empty();
  target.renderer->render_all(reports, render,
                              to_stdout ? report::Output(text, write_part) : report::Output(text));
  if (!failure)
    failure =
        to_stdout ? write_stdout(context, text) : context.system.writer.replace(target.file, text);
  if (!failure && target.renderer->wants_step_summary)
    failure = append_step_summary(reports, render, context);
  if (failure) report_error(context, *failure);
  return !failure;
}

/// Leaves out what is milder than what was asked for, and does not make the run fail.
void drop_hidden(std::vector<lint::Report>& reports, const report::RenderOptions& render) {
  for (auto& report : reports)
    std::erase_if(report.findings,
                  [&](const lint::Finding& finding) { return !report::is_shown(finding, render); });
}

/// Renders the reports into every target; returns whether all could be written. What could not be
/// read is said on stderr, unless a screen on standard output says it.
bool deliver_all(std::vector<lint::Report>& reports, std::vector<Target> targets, const Show& show,
                 const Options& options, const session::Session& session, const Context& context) {
  bool delivered = true;
  bool screen = false;
  bool hidden = false;
  const report::Files files(context.system.files);
  const auto& request = session.settings().request;
  // A screen counts what it does not show; the other formats do not have it.
  std::ranges::stable_partition(targets,
                                [](const Target& target) { return target.renderer->is_screen; });
  for (const auto& target : targets) {
    const bool to_stdout = target.file.empty();
    auto render = render_options(options, context, to_stdout);
    render.placement = show.placement;
    render.diagnostics = show.diagnostics;
    render.shown = show.severity.value_or(render.shown);
    render.fails = show.fails;
    render.rules = session.rules();
    render.threads = request.threads;
    render.files = &files;
    if (!target.renderer->is_screen && show.severity && !std::exchange(hidden, true))
      drop_hidden(reports, render);
    delivered = deliver(reports, target, render, context) && delivered;
    screen = screen || (to_stdout && target.renderer->is_screen);
  }
  if (!screen) say_errors(reports, context);
  if (!screen || options.quiet) say_not_linted(*reports.front().reading, options, context);
  return delivered;
}

/// Writes what the reports hold as the baseline, and takes it as known. False if it could not be
/// written, which is then said.
bool write_baseline_of(report::Reports reports, const std::string& path,
                       std::vector<session::Known>& known, const Context& context) {
  lint::Baseline found;
  for (const auto& report : reports) lint::unite(lint::collect(report.findings), found);
  if (const auto failure = session::write_baseline(context.system.writer, found, path)) {
    report_error(context, *failure);
    return false;
  }
  known = {{std::move(found), "in the baseline `" + path + "`"}};
  return true;
}

/// Writes comments in place of reports.
void add_ignores(report::Reports reports, const session::Settings& settings, const Options& options,
                 const Context& context, Outcome& outcome) {
  const input::Reach reach(context.system.files, settings.config.folder,
                           input::sources_of(settings.request.paths));
  for (const auto& report : reports) {
    const int code = write_ignores(report, options.add_ignores, reach, context);
    outcome.delivered = outcome.delivered && code != kExitTrouble;
    outcome.failed = outcome.failed || code == kExitFindings;
  }
}

Result<std::vector<session::Known>> known_findings(session::Session& session,
                                                   const Context& context) {
  auto known = session.known();
  for (const auto& remark : session.take_remarks()) report_error(context, remark);
  return known;
}

}  // namespace

bool deliver(const std::string& text, const Target& target, const Context& context) {
  const auto failure = target.file.empty() ? write_stdout(context, text)
                                           : context.system.writer.replace(target.file, text);
  if (failure) report_error(context, *failure);
  return !failure;
}

Result<Outcome> judge(session::Session& session, const std::vector<Target>& targets,
                      const Show& show, const Options& options, const Context& context,
                      const std::function<bool(const lint::Report&)>& fails) {
  const auto& settings = session.settings();
  if (const auto failure = check_overwriting(settings, targets, context.system.files))
    return *failure;
  auto known = known_findings(session, context);
  if (!known) return known.error();
  std::optional<lint::RuleTimes> times;
  if (options.profile_rules) times.emplace(session.rules(), context.system.clock);
  auto judged = session.judge_all(times ? &*times : nullptr);
  if (!judged) return judged.error();
  const auto held = std::make_shared<std::vector<lint::Report>>(std::move(judged).value());
  context.held->push_back(held);
  auto& reports = *held;
  Outcome outcome;
  if (!options.write_baseline.empty())
    outcome.delivered = write_baseline_of(reports, options.write_baseline, *known, context);
  for (auto& report : reports) {
    session::take_known(*known, report);
    outcome.trouble = outcome.trouble || session::has_trouble(report);
  }
  if (!options.add_ignores.empty()) {
    add_ignores(reports, settings, options, context, outcome);
  } else {
    outcome.failed = std::ranges::any_of(reports, fails);
    outcome.delivered =
        deliver_all(reports, targets, show, options, session, context) && outcome.delivered;
  }
  if (times) write_stderr(context, lint::describe(*times));
  return outcome;
}

}  // namespace fargate_lint::cmd
