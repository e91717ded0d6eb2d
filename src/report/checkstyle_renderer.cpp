#include <algorithm>

#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"
#include "report/xml.hpp"

// Checkstyle XML, as Jenkins, SonarQube and reviewdog read it from many linters.

namespace fargate_lint::report {
namespace {

void append_error(const lint::Report& report, const lint::Finding& finding, const std::string& mark,
                  std::string& out) {
  const auto& begin = finding.where.span.begin;
  auto message = sanitise(finding.message) + mark;
  for (const auto& line : detail_lines(report, finding)) message += "; " + line;
  out += "    <error";
  append_attribute("line", std::to_string(std::max(begin.line, 1U)), out);
  if (begin.column != 0) append_attribute("column", std::to_string(begin.column), out);
  append_attribute("severity", to_string(finding.severity), out);
  append_attribute("message", message, out);
  append_attribute("source", "fargate-lint." + std::string(finding.rule->id), out);
  out += "/>\n";
}

void append_files(const lint::Report& report, const std::string& mark, std::string& out) {
  // Findings are sorted by path.
  const lint::Finding* previous = nullptr;
  for (const auto& finding : report.findings) {
    if (previous == nullptr || previous->where.path != finding.where.path) {
      if (previous != nullptr) out += "  </file>\n";
      out += "  <file";
      append_attribute("name", path_text(finding.where.path), out);
      out += ">\n";
    }
    append_error(report, finding, mark, out);
    previous = &finding;
  }
  if (previous != nullptr) out += "  </file>\n";
}

void render(Reports reports, const RenderOptions&, const Output& output) {
  auto& out = output.text();
  out += kXmlDeclaration;
  out += "<checkstyle version=\"4.3\">\n";
  for (const auto& report : reports) append_files(report, cluster_mark(reports, report), out);
  out += "</checkstyle>\n";
}

}  // namespace

const Renderer checkstyle_renderer = {"checkstyle", "Checkstyle XML", render};

}  // namespace fargate_lint::report
