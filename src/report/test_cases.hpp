#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lint/report.hpp"

namespace fargate_lint::report {

/// What a report looks like to a consumer that knows tests only. A finding that fails the run is a
/// test that failed; another one is the output of a test that passed; a workload without findings
/// is a test that passed, and so is a run without any.
struct TestCase {
  enum class Outcome : std::uint8_t { passed, failed, skipped, broken };
  Outcome outcome = Outcome::passed;
  SharedText path;                               ///< of the file; as in the report
  std::string name;                              ///< "FG101 shop/Deployment/api"; sanitised
  const lint::Finding* finding = nullptr;        ///< none for what has nothing to say
  const lint::InputError* error = nullptr;       ///< of a broken one
  const lint::PlacedWorkload* placed = nullptr;  ///< of a workload without findings
};

/// Files in the order in which the input has them, each once.
struct TestSuite {
  SharedText path;
  std::vector<TestCase> cases;
  std::uint32_t count(TestCase::Outcome outcome) const;
};

/// `fails`: the mildest severity that fails the run, if any does.
std::vector<TestSuite> test_suites(const lint::Report& report, std::optional<lint::Severity> fails);

}  // namespace fargate_lint::report
