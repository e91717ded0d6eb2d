
#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"
#include "report/utf8.hpp"

// The Reviewdog Diagnostic Format:
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
// Its columns count bytes, ours characters.

namespace fargate_lint::report {
namespace {

using lint::Severity;

std::string_view rd_severity(Severity severity) {
  switch (severity) {
    case Severity::error: return "ERROR";
    case Severity::warning: return "WARNING";
    case Severity::info: return "INFO";
  }
  return "UNKNOWN_SEVERITY";
}

/// The column in bytes; 0, which is unknown, if the line is not at hand.
std::size_t byte_column(std::string_view line, std::uint32_t column) {
  if (column <= 1) return column;
  auto rest = line;
  for (std::uint32_t i = 1; i < column; ++i) {
    if (rest.empty()) return 0;
    take_character(rest);
  }
  return line.size() - rest.size() + 1;
}

/// The line of an edit is at hand if the finding is on it. The first column needs no line.
std::string_view line_of(const lint::Finding& finding, const yaml::Position& position) {
  return position.line == finding.where.span.begin.line ? finding.where.line_text.view()
                                                        : std::string_view();
}

void write_position(JsonWriter& json, std::string_view key, const lint::Finding& finding,
                    const yaml::Position& position) {
  json.key(key).begin_object().member("line", position.line);
  if (const auto column = byte_column(line_of(finding, position), position.column); column != 0)
    json.member("column", column);
  json.end_object();
}

void write_range(JsonWriter& json, const lint::Finding& finding, const yaml::Position& begin,
                 const yaml::Position& end) {
  json.key("range").begin_object();
  write_position(json, "start", finding, begin);
  write_position(json, "end", finding, end);
  json.end_object();
}

/// A suggestion is one range that is replaced, and must be exact: other fixes are not told.
void write_suggestion(JsonWriter& json, const lint::Finding& finding) {
  if (!finding.fix || finding.fix->edits.size() != 1) return;
  const auto& edit = finding.fix->edits.front();
  if (edit.path != finding.where.path) return;
  for (const auto& position : {edit.begin, edit.end})
    if (byte_column(line_of(finding, position), position.column) == 0) return;
  json.key("suggestions").begin_array().begin_object();
  write_range(json, finding, edit.begin, edit.end);
  json.member("text", edit.text).end_object().end_array();
}

void write_diagnostic(JsonWriter& json, const lint::Report& report, const lint::Finding& finding,
                      const std::string& mark) {
  auto message = sanitise(finding.message) + mark;
  for (const auto& line : detail_lines(report, finding)) message += "\n" + line;
  json.begin_object().member("message", message);
  json.key("location").begin_object().member("path", finding.where.path);
  if (finding.where.span.begin.line != 0)
    write_range(json, finding, finding.where.span.begin, finding.where.span.end);
  json.end_object().member("severity", rd_severity(finding.severity));
  json.key("code").begin_object().member("value", finding.rule->id);
  json.member("url", finding.rule->page).end_object();
  write_suggestion(json, finding);
  json.end_object();
}

void render(Reports reports, const RenderOptions&, const Output& output) {
  auto& out = output.text();
  JsonWriter json(out);
  json.begin_object();
  json.key("source").begin_object().member("name", "fargate-lint").end_object();
  json.key("diagnostics").begin_array();
  for (const auto& report : reports) {
    const auto mark = cluster_mark(reports, report);
    for (const auto& finding : report.findings) write_diagnostic(json, report, finding, mark);
  }
  json.end_array().end_object();
  out += '\n';
}

}  // namespace

const Renderer rdjson_renderer = {"rdjson", "the Reviewdog Diagnostic Format", render};

}  // namespace fargate_lint::report
