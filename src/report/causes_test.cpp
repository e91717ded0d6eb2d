#include "report/causes.hpp"

#include <doctest/doctest.h>

#include "lint/test_rules.hpp"

namespace fargate_lint::report {
namespace {

using lint::Severity;

constexpr auto kHostNetwork = lint::testing::rule("FG101", "n", Severity::error);
constexpr auto kPrivileged = lint::testing::rule("FG103", "n", Severity::error);
constexpr auto kClaim = lint::testing::rule("FG207", "n", Severity::warning);
constexpr auto kAdvice = lint::testing::rule("FG704", "n", Severity::info);

lint::Finding finding(const lint::RuleInfo& of, std::string facts = {}) {
  lint::Finding made;
  made.rule = &of;
  made.severity = of.severity;
  made.placement = 0;
  made.facts = facts;
  return made;
}

lint::Report report_of(fargate::Verdict verdict, std::vector<fargate::Fact> missing = {}) {
  lint::Report report;
  lint::PlacedWorkload placed;
  fargate::Placement placement;
  placement.verdict = verdict;
  placement.missing = std::move(missing);
  placed.placement = std::move(placement);
  report.placements.push_back(placed);
  return report;
}

TEST_CASE("causes: of a refused workload are its errors") {
  auto report = report_of(fargate::Verdict::refused);
  report.findings = {finding(kAdvice), finding(kHostNetwork), finding(kPrivileged),
                     finding(kHostNetwork)};
  const Causes causes(report);
  CHECK(causes.rules(0) == "FG101, FG103");
  CHECK(causes.of(0).size() == 3);
  CHECK(causes.first_shown(0) == &report.findings[1]);
}

TEST_CASE("causes: one that the report does not show is named with the reason") {
  auto report = report_of(fargate::Verdict::refused);
  report.suppressed = {finding(kHostNetwork)};
  report.suppressed.back().suppression = lint::Suppression();
  report.unasked = {{0, &kPrivileged}};
  const Causes causes(report);
  CHECK(causes.rules(0) == "FG101 suppressed, FG103 not selected");
  CHECK(causes.first_shown(0) == nullptr);
  report.suppressed.back().suppression = lint::Suppression{false, "in the baseline", {}};
  CHECK(Causes(report).rules(0) == "FG101 known, FG103 not selected");
  CHECK(Causes(report_of(fargate::Verdict::refused)).rules(0).empty());
}

TEST_CASE("causes: of an undecided workload are findings about what is missing") {
  fargate::Fact fact;
  fact.kind = fargate::Fact::Kind::default_class;
  fact.name = "data";
  auto report = report_of(fargate::Verdict::undecided, {fact});
  report.findings = {finding(kClaim, "other"), finding(kClaim, "x\ndata"),
                     finding(kAdvice, "data")};
  CHECK(Causes(report).of(0).size() == 1);
  CHECK(Causes(report).rules(0) == "FG207");
}

TEST_CASE("causes: what the API server rejects is for a fault of the object") {
  constexpr auto kMalformed = lint::testing::rule("FG004", "n", Severity::error);
  auto report = report_of(fargate::Verdict::undecided);
  report.placements[0].placement.own().invalid = true;
  report.placements[0].object = {"Pod", "shop", "a"};
  report.placements[0].where.path = "a.yaml";
  auto fault = finding(kMalformed);
  fault.placement = {};
  fault.object = report.placements[0].object;
  fault.where.path = "a.yaml";
  auto of_other = fault;
  of_other.object.name = "b";
  report.findings = {finding(kHostNetwork), of_other, fault};
  CHECK(Causes(report).rules(0) == "FG004");
  CHECK(Causes(report).first_shown(0) == &report.findings[2]);
}

TEST_CASE("causes: that nothing takes a pod may be a warning") {
  auto unplaced = kClaim;
  unplaced.also = Severity::error | Severity::info;
  auto report = report_of(fargate::Verdict::not_fargate);
  report.placements[0].placement.own().stays_pending = true;
  report.findings = {finding(unplaced), finding(kAdvice)};
  CHECK(Causes(report).rules(0) == "FG207");
}

TEST_CASE("causes: a workload that runs has none") {
  auto report = report_of(fargate::Verdict::fargate);
  report.findings = {finding(kHostNetwork)};
  CHECK(Causes(report).of(0).empty());
}

}  // namespace
}  // namespace fargate_lint::report
