#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"
#include "report/renderers.hpp"
#include "report/test_cases.hpp"
#include "report/text.hpp"

// The Test Anything Protocol, version 13:
// https://testanything.org/tap-version-13-specification.html

namespace fargate_lint::report {
namespace {

using Outcome = TestCase::Outcome;

/// A `#` would begin a directive.
std::string description(std::string text) {
  for (std::size_t at = 0; (at = text.find_first_of("#\\", at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

std::string describe(const TestCase& test) {
  if (test.finding != nullptr)
    return std::string(test.finding->rule->id) + " " +
           place_text(test.finding->where.path, test.finding->where.span.begin) + " " +
           sanitise(test.finding->message);
  if (test.error != nullptr) return path_text(test.path) + " " + sanitise(test.error->message);
  return test.placed != nullptr ? path_text(test.path) + " " + test.name : test.name;
}

/// A JSON string is a double-quoted scalar of YAML.
void append_entry(std::string_view key, std::string_view text, std::string& out) {
  out.append("  ").append(key).append(": ");
  append_json_string(text, out);
  out += '\n';
}

void append_diagnostics(const lint::Report& report, const lint::Finding& finding,
                        std::string& out) {
  out += "  ---\n";
  append_entry("severity", to_string(finding.severity), out);
  out += "  details:\n";
  for (const auto& line : detail_lines(report, finding)) {
    out += "    - ";
    append_json_string(line, out);
    out += '\n';
  }
  out += "  ...\n";
}

void append_test(const lint::Report& report, const TestCase& test, std::size_t number,
                 const std::string& mark, std::string& out) {
  const bool ok = test.outcome == Outcome::passed || test.outcome == Outcome::skipped;
  out += std::string(ok ? "ok " : "not ok ") + std::to_string(number) + " - " +
         description(describe(test) + mark);
  if (test.outcome == Outcome::skipped)
    out += " # SKIP " + (test.finding->suppression
                             ? description(sanitise(test.finding->suppression->reason))
                             : std::string());
  out += '\n';
  if (test.finding != nullptr && test.outcome != Outcome::skipped)
    append_diagnostics(report, *test.finding, out);
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  auto& out = output.text();
  std::vector<std::vector<TestSuite>> suites;
  std::size_t tests = 0;
  for (const auto& report : reports)
    for (const auto& suite : suites.emplace_back(test_suites(report, options.fails)))
      tests += suite.cases.size();
  out += "TAP version 13\n1.." + std::to_string(tests) + "\n";
  std::size_t number = 0;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto mark = cluster_mark(reports, reports[i]);
    for (const auto& suite : suites[i])
      for (const auto& test : suite.cases) append_test(reports[i], test, ++number, mark, out);
  }
}

}  // namespace

const Renderer tap_renderer = {"tap", "Test Anything Protocol, version 13", render};

}  // namespace fargate_lint::report
