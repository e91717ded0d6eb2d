// Comments against names that try to be more than names, and against reports that are too long.
// What whole comments look like stands in testdata/reports/github-comment/.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "lint/rule.hpp"
#include "report/markdown_text.hpp"
#include "report/renderer.hpp"
#include "report/test_findings.hpp"

namespace fargate_lint::report {
namespace {

constexpr auto kRule = testing::rule("FG101");

lint::Finding finding_at(const std::string& path, std::uint32_t line, std::string message) {
  return testing::finding_of(kRule, path, line, std::move(message));
}

std::string comment(const lint::Report& report, const RenderOptions& options = {}) {
  std::string out;
  find_renderer("github-comment")->render(report, options, out);
  return out;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST_CASE("comment: begins with what it is found by") {
  const lint::Report report;
  CHECK(comment(report).starts_with("<!-- fargate-lint:check -->\n### fargate-lint: "));
  RenderOptions options;
  options.comment_tag = "prod";
  CHECK(comment(report, options).starts_with("<!-- fargate-lint:prod -->\n### "));
  options.skips_no_diff = true;
  CHECK(comment(report, options) ==
        "<!-- fargate-lint:prod -->\n<!-- fargate-lint no-change -->\n"
        "### fargate-lint: nothing to report\n\n");
}

TEST_CASE("comment: a code span holds any text") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"plain", "`plain`"},
      {"a`b", "`` a`b ``"},
      {"``a`", "``` ``a` ```"},
      {"a|b", "`a\\|b`"},
      {"@team #1 <img> **x**", "`@team #1 <img> **x**`"},
      {"", ""},
  };
  for (const auto& [text, code] : rows) {
    std::string out;
    append_name(text, out);
    CHECK(out == code);
  }
}

TEST_CASE("comment: no text is a mention, a link or markup") {
  CHECK(plain("@team #12 <b> https://e.org www.e.org [x](y) |") ==
        "&#64;<!-- -->team &#35;<!-- -->12 &#60;b&#62; https&#58;//e.org www&#46;e.org "
        "&#91;x&#93;(y) &#124;");
  lint::Report report;
  report.findings.push_back(finding_at("a`b.yaml", 3, "an odd ` and @team"));
  report.findings.back().object = {"Pod", "@team/x", "|<script>`@all`"};
  const auto text = comment(report);
  CHECK(holds(text, "| `` an odd ` and @team `` |"));
  CHECK(holds(text, "`` a`b.yaml:3 ``<br>`` Pod/\\|<script>`@all` in @team/x ``"));
}

TEST_CASE("comment: lines are linked where the job says what its commit is") {
  lint::Report report;
  report.findings.push_back(finding_at("deploy/a b)#.yaml", 3, "m"));
  report.findings.push_back(finding_at("-", 3, "n"));
  report.findings.push_back(finding_at("/outside.yaml", 3, "o"));
  CHECK_FALSE(holds(comment(report), "](https://github"));
  RenderOptions options;
  options.permalinks = "https://github.example/acme/shop/blob/c0ffee/";
  const auto text = comment(report, options);
  CHECK(holds(text,
              "[`deploy/a b)#.yaml:3`](https://github.example/acme/shop/blob/c0ffee/"
              "deploy/a%20b%29%23.yaml#L3)"));
  CHECK(holds(text, " | `<stdin>:3`"));
  CHECK(holds(text, " | `/outside.yaml:3`"));
}

TEST_CASE("comment: is cut below what GitHub takes, and says so") {
  lint::Report report;
  for (std::uint32_t i = 1; i <= 2'000; ++i)
    report.findings.push_back(finding_at("a.yaml", i, "m" + std::to_string(i)));
  for (auto severity : {lint::Severity::warning, lint::Severity::info})
    for (std::uint32_t i = 1; i <= 1'000; ++i) {
      report.findings.push_back(finding_at("b.yaml", i, "n" + std::to_string(i)));
      report.findings.back().severity = severity;
    }
  const auto text = comment(report);
  CHECK(text.size() <= 65'000);
  CHECK(text.size() > 60'000);
  CHECK(holds(text, " more\n"));
  CHECK_FALSE(holds(text, "\n… 0 more"));
}

}  // namespace
}  // namespace fargate_lint::report
