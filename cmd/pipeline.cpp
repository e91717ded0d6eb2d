#include "pipeline.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "add_ignores.hpp"
#include "base/text.hpp"
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

Failure write(const std::string& text, const Target& target, const Context& context) {
  return target.file.empty() ? write_stdout(context, text)
                             : context.system.writer.replace(target.file, text);
}

/// Renders the reports into one target. Returns kExitClean if they could be written.
int deliver(report::Reports reports, const Target& target, const report::RenderOptions& render,
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
  if (!failure) failure = write(text, target, context);
  if (!failure && target.renderer->wants_step_summary)
    failure = append_step_summary(reports, render, context);
  return failure ? report_error(context, *failure) : kExitClean;
}

/// How the options want the reports of a run rendered into one of its targets.
struct Delivery {
  const std::vector<Target>& targets;
  const Show& show;
  const Options& options;
  const Context& context;
};

/// Leaves out what is milder than what was asked for, and does not make the run fail. Returns how
/// many findings that is.
std::size_t drop_hidden(std::vector<lint::Report>& reports, const report::RenderOptions& render) {
  std::size_t count = 0;
  for (auto& report : reports)
    count += std::erase_if(report.findings, [&](const lint::Finding& finding) {
      return !report::is_shown(finding, render);
    });
  return count;
}

report::RenderOptions render_options_of(const Delivery& delivery, const Target& target,
                                        const session::Session& session,
                                        const report::Files& files) {
  auto render = render_options(delivery.options, delivery.context, target.file.empty());
  render.placement = delivery.show.placement;
  render.diagnostics = delivery.show.diagnostics;
  render.shown = delivery.show.severity.value_or(render.shown);
  render.fails = delivery.show.fails;
  render.rules = session.rules();
  render.threads = session.settings().request.threads;
  render.files = &files;
  return render;
}

/// Renders the reports into every target for which `wanted` holds. Returns the worst of what came
/// of it.
int deliver_all(std::vector<lint::Report>& reports, const Delivery& delivery,
                const session::Session& session, bool (*wanted)(const Target&)) {
  int code = kExitClean;
  std::optional<std::size_t> hidden;
  const report::Files files(delivery.context.system.files);
  auto targets = delivery.targets;
  // A screen counts what it does not show; the other formats do not have it.
  std::ranges::stable_partition(targets,
                                [](const Target& target) { return target.renderer->is_screen; });
  for (const auto& target : targets) {
    if (!wanted(target)) continue;
    const auto render = render_options_of(delivery, target, session, files);
    if (!target.renderer->is_screen && delivery.show.severity && !hidden)
      hidden = drop_hidden(reports, render);
    code = std::max(code, deliver(reports, target, render, delivery.context));
  }
  if (hidden.value_or(0) != 0 && !delivery.options.quiet)
    write_stderr(delivery.context,
                 "note: " + report::counted(*hidden, "finding") +
                     " of lower severity not shown; `--severity info` shows them all\n");
  return code;
}

bool is_screen(const Target& target) {
  return target.file.empty() && target.renderer->is_screen;
}

/// Delivers what was found. What could not be read is said on stderr whatever the format.
int deliver_found(std::vector<lint::Report>& reports, const Delivery& delivery,
                  const session::Session& session) {
  const int code = deliver_all(reports, delivery, session, [](const Target&) { return true; });
  say_errors(reports, delivery.context);
  if (delivery.options.quiet || std::ranges::none_of(delivery.targets, is_screen))
    say_not_linted(*reports.front().reading, delivery.options, delivery.context);
  return code;
}

/// What programs read is a report of their format even where nothing could be judged.
void deliver_error(const Error& error, const Delivery& delivery, const session::Session& session) {
  const auto reading = std::make_shared<lint::Reading>();
  reading->errors.push_back({"", 0, error.message, error.hint});
  std::vector<lint::Report> reports(1);
  reports.front().reading = reading;
  deliver_all(reports, delivery, session,
              [](const Target& target) { return !target.renderer->is_screen; });
}

/// "FG101 Deployment/api in shop, ..."
std::string entries_text(const std::vector<lint::BaselineKey>& keys) {
  constexpr std::size_t kMost = 10;
  std::vector<std::string> shown;
  for (const auto& [rule, kind, ns, name, container, field, facts] : keys) {
    if (shown.size() == kMost) break;
    auto text = rule;
    if (!kind.empty()) text.append(" ").append(kind).append("/").append(name);
    if (!ns.empty()) text.append(" in ").append(ns);
    shown.push_back(report::sanitise(text));
  }
  return listed(shown, keys.size());
}

/// Writes the baseline and says what is in it, and what is not any more. Returns kExitClean if it
/// could be written.
int write_baseline(const lint::Baseline& found, const session::Settings& settings,
                   const Options& options, const Context& context) {
  const auto& path = settings.request.write_baseline;
  const auto before = session::read_baseline(context.system.files, path);
  if (const auto failure = session::write_baseline(context.system.writer, found, path))
    return report_error(context, *failure);
  if (options.quiet) return kExitClean;
  std::size_t count = 0;
  for (const auto& [key, times] : found.findings) count += times;
  auto text = report::counted(count, "finding") + " written to " + report::path_text(path) + "\n";
  const auto gone = before ? lint::missing(*before, found) : std::vector<lint::BaselineKey>();
  if (!gone.empty())
    text += "dropped " + std::to_string(gone.size()) + (gone.size() == 1 ? " entry" : " entries") +
            " no longer found: " + entries_text(gone) + "\n";
  write_stderr(context, text);
  return kExitClean;
}

/// What the run would write is not written: it would hold what a part of the input comes to.
void say_nothing_written(const char* what, const Context& context) {
  report_error(context, {std::string("no ") + what + " written, because the run failed",
                         "fix the errors and run the command again"});
}

/// Writes comments in place of reports.
int add_ignores(report::Reports reports, const session::Settings& settings, const Options& options,
                const Context& context) {
  const input::Reach reach(context.system.files, settings.config.folder,
                           input::sources_of(settings.request.paths));
  int code = kExitClean;
  for (const auto& report : reports)
    code = std::max(code, write_ignores(report, options.add_ignores, reach, context));
  return code;
}

Result<std::vector<session::Known>> known_findings(session::Session& session,
                                                   const Context& context) {
  auto known = session.known();
  for (const auto& remark : session.take_remarks()) report_warning(context, remark);
  return known;
}

lint::Baseline baseline_of(report::Reports reports) {
  lint::Baseline found;
  for (const auto& report : reports) lint::unite(lint::collect(report.findings), found);
  return found;
}

/// The reports of the run, without what was known before.
Result<std::shared_ptr<std::vector<lint::Report>>> find_all(session::Session& session,
                                                            lint::RuleTimes* times,
                                                            lint::Baseline& found,
                                                            const Context& context) {
  // What cannot be read ends the run before a revision is looked at.
  if (const auto reading = session.read(); !reading) return reading.error();
  auto known = known_findings(session, context);
  if (!known) return known.error();
  auto judged = session.judge_all(times);
  if (!judged) return judged.error();
  auto reports = std::make_shared<std::vector<lint::Report>>(std::move(judged).value());
  const auto& path = session.settings().request.write_baseline;
  if (!path.empty()) {
    found = baseline_of(*reports);
    known->assign(1, {found, "in the baseline `" + path + "`"});
  }
  for (auto& report : *reports) session::take_known(*known, report);
  return reports;
}

}  // namespace

void say_errors(report::Reports reports, const Context& context) {
  const auto say = [&context](const lint::InputError& error) {
    report_error(context, {report::error_text(error), error.hint});
  };
  for (const auto& error : reports.front().reading->errors) say(error);
  for (const auto& report : reports)
    for (const auto& error : report.unfinished) say(error);
}

void say_not_linted(const lint::Reading& reading, const Options& options, const Context& context) {
  if (options.quiet && reading.account.linted != 0) return;
  for (const auto& entry : reading.not_linted) {
    const auto help = report::not_linted_help(entry, context.program);
    if (help.empty() ||
        std::ranges::find(reading.errors, help, &lint::InputError::hint) != reading.errors.end())
      continue;
    report_warning(context, {"not linted: " + report::not_linted_text(entry), help});
  }
}

int deliver(const std::string& text, const Target& target, const Context& context) {
  const auto failure = write(text, target, context);
  return failure ? report_error(context, *failure) : kExitClean;
}

int deliver_each(const std::vector<Target>& targets, const Options& options, const Context& context,
                 const RenderInto& render) {
  int code = kExitClean;
  for (const auto& target : targets) {
    auto render_with = render_options(options, context, target.file.empty());
    std::string text;
    render(*target.renderer, render_with, text);
    code = std::max(code, deliver(text, target, context));
  }
  return code;
}

int judge(session::Session& session, const std::vector<Target>& targets, const Show& show,
          const Options& options, const Context& context,
          const std::function<bool(const lint::Report&)>& fails) {
  const auto& settings = session.settings();
  if (const auto failure = check_overwriting(settings, targets, context.system.files))
    return report_error(context, *failure);
  std::optional<lint::RuleTimes> times;
  if (options.rule_times) times.emplace(session.rules(), context.system.clock);
  const Delivery delivery{targets, show, options, context};
  lint::Baseline found;
  const auto result = find_all(session, times ? &*times : nullptr, found, context);
  if (!result) {
    deliver_error(result.error(), delivery, session);
    return report_error(context, result.error());
  }
  context.held->push_back(*result);
  auto& reports = **result;
  const bool trouble = std::ranges::any_of(reports, session::has_trouble);
  int code = trouble ? kExitTrouble : kExitClean;
  if (!options.add_ignores.empty() && !trouble) {
    code = add_ignores(reports, settings, options, context);
  } else {
    const bool failed = std::ranges::any_of(reports, fails);
    code = std::max(code, deliver_found(reports, delivery, session));
    if (code == kExitClean && failed) code = kExitFindings;
  }
  if (times) write_stderr(context, lint::describe(*times));
  if (trouble && !options.add_ignores.empty()) say_nothing_written("comments were", context);
  if (settings.request.write_baseline.empty()) return code;
  if (code != kExitTrouble)
    return std::max(code, write_baseline(found, settings, options, context));
  say_nothing_written("baseline was", context);
  return code;
}

}  // namespace fargate_lint::cmd
