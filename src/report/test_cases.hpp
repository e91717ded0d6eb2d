#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lint/report.hpp"

namespace fargate_lint::report {

/// What a report looks like to a consumer that knows tests only. An error or a warning is a test
/// that failed; advice does not fail one; a pod template without either is one that passed, and so
/// is a run without any.
struct TestCase {
  enum class Outcome : std::uint8_t { passed, failed, skipped, broken };
  Outcome outcome = Outcome::passed;
  SharedText path;                               ///< of the file; as in the report
  std::string name;                              ///< "FG101 shop/Deployment/api"; sanitised
  const lint::Finding* finding = nullptr;        ///< none for what has nothing to say
  const lint::InputError* error = nullptr;       ///< of a broken one
  const lint::PlacedWorkload* placed = nullptr;  ///< of a pod template without findings
};

/// Files in the order in which the input has them, each once.
struct TestSuite {
  SharedText path;
  std::vector<TestCase> cases;
  std::uint32_t count(TestCase::Outcome outcome) const;
};

std::vector<TestSuite> test_suites(const lint::Report& report);

}  // namespace fargate_lint::report
