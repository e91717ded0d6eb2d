#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// Logging commands of Azure Pipelines, which show findings on the page of a run:
// https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands

namespace fargate_lint::report {
namespace {

using lint::Severity;

/// Escapes as azure-pipelines-task-lib does; the agent takes the rest as it is.
void append_escaped(std::string_view text, bool property, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '%': out += "%AZP25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ';': out += property ? "%3B" : ";"; break;
      case ']': out += property ? "%5D" : "]"; break;
      default: out += c;
    }
  }
}

void append_property(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append("=");
  append_escaped(value, true, out);
  out += ';';
}

void append_issue(const lint::Report& report, const lint::Finding& finding, const std::string& mark,
                  const RenderOptions& options, std::string& out) {
  const auto& begin = finding.where.span.begin;
  out += "##vso[task.logissue ";
  append_property("type", to_string(finding.severity), out);
  if (!finding.where.path.empty()) {
    append_property("sourcepath", sanitise(repository_path(options, finding.where.path)), out);
    if (begin.line != 0) {
      append_property("linenumber", std::to_string(begin.line), out);
      append_property("columnnumber", std::to_string(begin.column), out);
    }
  }
  append_property("code", finding.rule->id, out);
  out += ']';
  auto text = sanitise(finding.message) + mark;
  for (const auto& line : detail_lines(report, finding)) text += "\n" + line;
  append_escaped(text, false, out);
  out += '\n';
}

/// An issue is an error or a warning; advice is a plain line of the log. The agent finds commands
/// anywhere in such a line, so what looks like one is taken apart.
void append_advice(const lint::Finding& finding, const std::string& mark, std::string& out) {
  std::string line(to_string(finding.severity));
  line.append(" ").append(finding.rule->id).append(" ");
  if (!finding.where.path.empty())
    line += place_text(finding.where.path, finding.where.span.begin) + ": ";
  line += sanitise(finding.message) + mark;
  for (std::size_t at = 0; (at = line.find("##", at)) != std::string::npos; at += 2)
    line.insert(at + 1, " ");
  out += line + "\n";
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  auto& out = output.text();
  for (const auto& report : reports) {
    const auto mark = cluster_mark(reports, report);
    for (const auto* finding : worst_first(report.findings)) {
      if (finding->severity == Severity::info)
        append_advice(*finding, mark, out);
      else
        append_issue(report, *finding, mark, options, out);
    }
    if (!options.quiet)
      out += "fargate-lint: " + cluster_label(reports, report) + count_findings(report) + "\n";
  }
}

}  // namespace

const Renderer azure_renderer = {"azure", "logging commands of Azure Pipelines", render};

}  // namespace fargate_lint::report
