#include "report/test_cases.hpp"

#include <algorithm>
#include <unordered_map>

#include "lint/rule.hpp"
#include "report/finding_text.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using Outcome = TestCase::Outcome;

/// Paths of nothing stand for the run as a whole.
constexpr const char* kRun = "fargate-lint";

class Suites {
 public:
  void add(TestCase test) {
    if (test.path.empty()) test.path = kRun;
    const auto [at, added] = index_.try_emplace(test.path.view(), suites_.size());
    if (added) suites_.push_back({test.path, {}});
    suites_[at->second].cases.push_back(std::move(test));
  }
  std::vector<TestSuite> take() { return std::move(suites_); }
  bool empty() const { return suites_.empty(); }

 private:
  std::vector<TestSuite> suites_;
  std::unordered_map<std::string_view, std::size_t> index_;
};

TestCase case_of(const lint::Finding& finding, Outcome outcome) {
  std::string name(finding.rule->id);
  if (const auto object = qualified_name(finding.object); !object.empty())
    name += " " + sanitise(object);
  if (!finding.container.empty()) name += " " + sanitise(finding.container);
  return {outcome, finding.where.path, std::move(name), &finding, nullptr, nullptr};
}

void add_findings(const lint::Report& report, std::optional<lint::Severity> fails, Suites& suites) {
  for (const auto& finding : report.findings) {
    const bool failed = finding.rule->untrusted_input || (fails && finding.severity <= *fails);
    suites.add(case_of(finding, failed ? Outcome::failed : Outcome::passed));
  }
  for (const auto& finding : report.suppressed) suites.add(case_of(finding, Outcome::skipped));
}

void add_quiet_pods(const lint::Report& report, Suites& suites) {
  std::vector<bool> has_finding(report.placements.size());
  for (const auto* findings : {&report.findings, &report.suppressed})
    for (const auto& finding : *findings)
      if (finding.placement) has_finding[*finding.placement] = true;
  for (std::size_t i = 0; i < report.placements.size(); ++i) {
    const auto& placed = report.placements[i];
    if (has_finding[i]) continue;
    auto name = qualified_name(placed.object);
    if (!placed.part.empty()) name += " (" + placed.part + ")";
    suites.add({Outcome::passed, placed.where.path, sanitise(name), nullptr, nullptr, &placed});
  }
}

}  // namespace

std::uint32_t TestSuite::count(Outcome outcome) const {
  return static_cast<std::uint32_t>(std::ranges::count(cases, outcome, &TestCase::outcome));
}

std::vector<TestSuite> test_suites(const lint::Report& report,
                                   std::optional<lint::Severity> fails) {
  Suites suites;
  for (const lint::InputError& error : report.errors())
    suites.add({Outcome::broken, error.path, "input", nullptr, &error, nullptr});
  add_findings(report, fails, suites);
  add_quiet_pods(report, suites);
  if (suites.empty()) suites.add({Outcome::passed, "", "no findings", nullptr, nullptr, nullptr});
  return suites.take();
}

}  // namespace fargate_lint::report
