#include <algorithm>
#include <array>

#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/live.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// Workflow commands of GitHub Actions, which show findings at their lines in a pull request:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

namespace fargate_lint::report {
namespace {

using lint::Severity;

/// Annotations of each kind that GitHub takes from one step; the rest is in the log only
/// (actions/toolkit, docs/problem-matchers.md).
constexpr std::uint32_t kMostOfAKind = 10;

std::string_view command(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: return "notice";
  }
  return "notice";
}

/// Escapes what would end the command, as actions/toolkit does in packages/core/src/command.ts.
void append_escaped(std::string_view text, std::string_view also, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ':':
      case ',':
        if (also.find(c) != std::string_view::npos) {
          out += c == ':' ? "%3A" : "%2C";
          break;
        }
        [[fallthrough]];
      default: out += c;
    }
  }
}

void append_property(std::string_view name, std::string_view value, bool first, std::string& out) {
  out += first ? " " : ",";
  out.append(name).append("=");
  append_escaped(value, ":,", out);
}

void append_place(const lint::Finding& finding, const RenderOptions& options, std::string& out) {
  const auto& span = finding.where.span;
  append_property("file", sanitise(repository_path(options, finding.where.path)), true, out);
  if (span.begin.line == 0) return;
  append_property("line", std::to_string(span.begin.line), false, out);
  // Columns make sense to GitHub on one line only.
  if (span.begin.line == span.end.line && span.begin.column != 0)
    append_property("col", std::to_string(span.begin.column), false, out);
  append_property("endLine", std::to_string(std::max(span.begin.line, span.end.line)), false, out);
  if (span.begin.line == span.end.line && span.end.column != 0)
    append_property("endColumn", std::to_string(span.end.column), false, out);
}

void append_annotation(const lint::Report& report, const lint::Finding& finding,
                       const std::string& mark, const RenderOptions& options, std::string& out) {
  out.append("::").append(command(finding.severity));
  const bool placed = !finding.where.path.empty() && !is_of_cluster(finding.where);
  if (placed) append_place(finding, options, out);
  append_property("title", std::string(finding.rule->id) + " " + std::string(finding.rule->name),
                  !placed, out);
  out += "::";
  auto text = sanitise(finding.message) + mark;
  for (const auto& line : detail_lines(report, finding)) text += "\n" + line;
  append_escaped(text, "", out);
  out += '\n';
}

/// What ended the run with exit code 2, where no line says it.
void append_errors(const lint::Report& report, const std::string& mark,
                   const RenderOptions& options, std::string& out) {
  for (const lint::InputError& error : report.errors()) {
    out += "::error";
    if (!error.path.empty() && error.path != "-")
      append_property("file", sanitise(repository_path(options, error.path)), true, out);
    out += "::";
    append_escaped(error_text(error) + mark, "", out);
    if (!error.hint.empty()) append_escaped("\nhelp: " + sanitise(error.hint), "", out);
    out += '\n';
  }
}

void append_summary(Reports reports, std::string& out) {
  std::uint32_t more = 0;
  for (const auto severity : {Severity::error, Severity::warning, Severity::info}) {
    std::uint32_t count = 0;
    for (const auto& report : reports) count += report.count(severity);
    more += count - std::min(count, kMostOfAKind);
  }
  for (const auto& report : reports) {
    if (&report != &reports.front()) out += '\n';
    const auto errors = report.errors().size();
    out += "fargate-lint: " + cluster_label(reports, report);
    if (errors != 0) out += counted(errors, "input error");
    if (errors != 0 && !report.findings.empty()) out += ", ";
    if (errors == 0 || !report.findings.empty()) out += count_findings(report);
  }
  if (more != 0)
    out += "; GitHub annotates the first " + std::to_string(kMostOfAKind) + " of each kind, " +
           std::to_string(more) + " more are in this log only";
  out += '\n';
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  auto& out = output.text();
  for (const auto& report : reports) {
    const auto mark = cluster_mark(reports, report);
    append_errors(report, mark, options, out);
    for (const auto* finding : worst_first(report.findings))
      append_annotation(report, *finding, mark, options, out);
  }
  if (!options.quiet) append_summary(reports, out);
}

}  // namespace

const Renderer github_renderer = {.name = "github",
                                  .summary = "annotations of GitHub Actions, and a job summary",
                                  .render_all = render,
                                  .wants_step_summary = true};

}  // namespace fargate_lint::report
