#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/live.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// One line per finding, as compilers write them, for editors and grep:
// `path:line:col: severity RULE Kind/name: message`.

namespace fargate_lint::report {
namespace {

void append_line(const lint::Finding& finding, const std::string& mark, std::string& out) {
  if (!finding.where.path.empty()) out += place_text(finding.where.path, finding.where.span.begin);
  if (is_of_cluster(finding.where) && !finding.field.empty()) out += " " + sanitise(finding.field);
  if (!finding.where.path.empty()) out += ": ";
  out.append(lint::to_string(finding.severity)).append(" ").append(finding.rule->id);
  if (!finding.object.kind.empty())
    out += " " + sanitise(finding.object.name.empty()
                              ? finding.object.kind.str()
                              : finding.object.kind + "/" + finding.object.name);
  out += ": " + sanitise(finding.message);
  out += mark + "\n";
}

void render(Reports reports, const RenderOptions&, const Output& output) {
  auto& out = output.text();
  for (const auto& report : reports) {
    const auto mark = cluster_mark(reports, report);
    for (const auto& finding : report.findings) {
      append_line(finding, mark, out);
      output.pass_on_part();
    }
  }
}

}  // namespace

const Renderer concise_renderer = {"concise", "one line per finding, for editors and grep", render};

}  // namespace fargate_lint::report
