#include "fargate/wording.hpp"
#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/renderers.hpp"
#include "report/test_cases.hpp"
#include "report/text.hpp"
#include "report/xml.hpp"

// JUnit XML, in the part of it that all readers share (Jenkins' junit-10.xsd): no attribute that is
// not in that schema, and no time, which would differ from run to run.

namespace fargate_lint::report {
namespace {

using Outcome = TestCase::Outcome;

std::string body_of(const lint::Report& report, const lint::Finding& finding) {
  auto text = finding.where.path.empty()
                  ? std::string()
                  : place_text(finding.where.path, finding.where.span.begin) + ": ";
  text += std::string(to_string(finding.severity)) + " " + std::string(finding.rule->id) + ": " +
          sanitise(finding.message);
  for (const auto& line : detail_lines(report, finding)) text += "\n" + line;
  return text;
}

/// Content keeps its line ends as they are.
void append_lines(std::string_view text, std::string& out) {
  while (true) {
    const auto newline = text.find('\n');
    append_xml(text.substr(0, newline), out);
    if (newline == std::string_view::npos) return;
    out += '\n';
    text.remove_prefix(newline + 1);
  }
}

void append_element(std::string_view name, std::string_view type, std::string_view message,
                    std::string_view body, std::string& out) {
  out.append("      <").append(name);
  append_attribute("type", type, out);
  append_attribute("message", message, out);
  out += '>';
  append_lines(body, out);
  out.append("</").append(name).append(">\n");
}

void append_content(const lint::Report& report, const TestCase& test, std::string& out) {
  const auto* finding = test.finding;
  switch (test.outcome) {
    case Outcome::failed:
      append_element("failure", to_string(finding->severity), sanitise(finding->message),
                     body_of(report, *finding), out);
      return;
    case Outcome::skipped:
      append_element("skipped", to_string(finding->severity),
                     finding->suppression ? sanitise(finding->suppression->reason) : "",
                     body_of(report, *finding), out);
      return;
    case Outcome::broken:
      append_element("error", "input", sanitise(test.error->message), sanitise(test.error->hint),
                     out);
      return;
    case Outcome::passed:
      out += "      <system-out>";
      append_lines(finding != nullptr ? body_of(report, *finding)
                   : test.placed != nullptr
                       ? sanitise(fargate::wording::why(*test.placed->placement, report.profiles()))
                       : std::string("no findings"),
                   out);
      out += "</system-out>\n";
  }
}

void append_counts(std::size_t tests, std::uint32_t failures, std::uint32_t errors,
                   std::string& out) {
  append_attribute("tests", std::to_string(tests), out);
  append_attribute("failures", std::to_string(failures), out);
  append_attribute("errors", std::to_string(errors), out);
}

void append_suite(const lint::Report& report, const TestSuite& suite, const std::string& mark,
                  std::string& out) {
  const auto path = path_text(suite.path) + mark;
  out += "  <testsuite";
  append_attribute("name", path, out);
  append_counts(suite.cases.size(), suite.count(Outcome::failed), suite.count(Outcome::broken),
                out);
  append_attribute("skipped", std::to_string(suite.count(Outcome::skipped)), out);
  out += ">\n";
  for (const auto& test : suite.cases) {
    out += "    <testcase";
    append_attribute("classname", path, out);
    append_attribute("name", test.name, out);
    out += ">\n";
    append_content(report, test, out);
    out += "    </testcase>\n";
  }
  out += "  </testsuite>\n";
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  auto& out = output.text();
  std::size_t tests = 0;
  std::uint32_t failures = 0;
  std::uint32_t errors = 0;
  std::vector<std::vector<TestSuite>> suites;
  for (const auto& report : reports) {
    for (const auto& suite : suites.emplace_back(test_suites(report, options.fails))) {
      tests += suite.cases.size();
      failures += suite.count(Outcome::failed);
      errors += suite.count(Outcome::broken);
    }
  }
  out += kXmlDeclaration;
  out += "<testsuites";
  append_attribute("name", "fargate-lint", out);
  append_counts(tests, failures, errors, out);
  out += ">\n";
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto mark = cluster_mark(reports, reports[i]);
    for (const auto& suite : suites[i]) append_suite(reports[i], suite, mark, out);
  }
  out += "</testsuites>\n";
}

}  // namespace

const Renderer junit_renderer = {
    "junit", "JUnit XML: a test per finding and per workload without any", render};

}  // namespace fargate_lint::report
