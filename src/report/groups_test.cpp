#include "report/groups.hpp"

#include <doctest/doctest.h>

#include "lint/test_rules.hpp"

namespace fargate_lint::report {
namespace {

using lint::Severity;

constexpr auto kLimits = lint::testing::rule("FG506", "limits", Severity::info);
constexpr auto kRefused = lint::testing::rule("FG101", "host-network", Severity::error);

lint::Finding finding(const lint::RuleInfo& rule, std::string message, std::string path,
                      std::uint32_t line) {
  lint::Finding made;
  made.rule = &rule;
  made.severity = rule.severity;
  made.message = message;
  made.help = "help";
  made.where = {path, {{line, 3}, {line, 9}}, {}, {}};
  return made;
}

TEST_CASE("groups: what says the same is said once, the worst first") {
  lint::Report report;
  report.findings = {finding(kLimits, "same", "a.yaml", 1), finding(kRefused, "no", "a.yaml", 2),
                     finding(kLimits, "same", "a.yaml", 9), finding(kLimits, "other", "b.yaml", 1),
                     finding(kLimits, "same", "b.yaml", 4)};
  report.findings.push_back(report.findings[0]);
  report.findings.back().help = "another help";
  const auto groups = group_findings(report);
  REQUIRE(groups.size() == 4);
  CHECK(groups[0].first == 1);
  CHECK(groups[0].others.empty());
  CHECK(groups[1].first == 0);
  CHECK(groups[1].others == std::vector<std::uint32_t>{2, 4});
  CHECK(other_places(report, groups[1], 3) == "a.yaml:9, b.yaml:4");
  CHECK(other_places(report, groups[1], 1) == "a.yaml:9 and 1 more");
  CHECK(other_places(report, groups[0], 3).empty());
}

TEST_CASE("groups: messages may differ in the names of container, object and namespace") {
  lint::Report report;
  for (const auto* name : {"app", "sidecar", "init"}) {
    report.findings.push_back(
        finding(kLimits, "container `" + std::string(name) + "` has `app` limits", "a.yaml", 1));
    report.findings.back().container = name;
  }
  auto groups = group_findings(report);
  REQUIRE(groups.size() == 2);  // `app` is a name in the first alone
  CHECK(groups[1].names_differ);
  CHECK(other_places(report, groups[1], 3) == "a.yaml:1 `init`");
  // A value is no name: two findings that differ in it are two.
  for (auto& each : report.findings) each.container = {};
  CHECK(group_findings(report).size() == 3);
}

TEST_CASE("groups: an odd backtick is a character like others") {
  lint::Report report;
  report.findings = {finding(kLimits, "a ` b", "a.yaml", 1),
                     finding(kLimits, "a ` b", "a.yaml", 2)};
  CHECK(group_findings(report).size() == 1);
}

TEST_CASE("groups: what is not shown is counted by rule, the most frequent first") {
  lint::Report report;
  for (std::uint32_t line = 1; line <= 5; ++line)
    report.findings.push_back(finding(kLimits, "m", "a.yaml", line));
  report.findings.push_back(finding(kRefused, "no", "a.yaml", 2));
  RenderOptions options;
  auto folded = fold_findings(report, options);
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].rule == &kLimits);
  CHECK(count_of(report, folded[0]) == "5 places");
  CHECK(first_places(report, folded[0], 2) == "a.yaml:1, a.yaml:2 and 3 more");
  options.shown = Severity::info;
  CHECK(fold_findings(report, options).empty());
  options.shown = Severity::error;
  options.fails = Severity::info;  // what fails the run is always shown
  CHECK(fold_findings(report, options).empty());
  report.placements.resize(2);
  for (auto& placed : report.placements) placed.placement = fargate::Placement();
  for (std::uint32_t i = 0; i < report.findings.size(); ++i) report.findings[i].placement = i % 2;
  options = {};
  folded = fold_findings(report, options);
  CHECK(count_of(report, folded[0]) == "2 workloads");
}

TEST_CASE("groups: places are found in a time that grows with the findings") {
  lint::Report report;
  for (std::uint32_t line = 1; line <= 50'000; ++line)
    report.findings.push_back(
        finding(kLimits, "m" + std::to_string(line % 25'000), "a.yaml", line));
  const auto groups = group_findings(report);
  CHECK(groups.size() == 25'000);
  CHECK(other_places(report, groups[0], 3) == "a.yaml:25001");
}

}  // namespace
}  // namespace fargate_lint::report
