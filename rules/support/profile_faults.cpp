#include "support/profile_faults.hpp"

namespace fargate_lint::rules {

void report_profile_faults(const lint::RunContext& run, lint::FindingSink& out) {
  for (const fargate::ProfileFault& fault : run.input.profile_faults) {
    if (fault.rule != out.rule().id) continue;
    auto finding = out.add(fault.where, fault.message);
    finding.severity(fault.error ? lint::Severity::error : lint::Severity::warning);
    if (!fault.help.empty()) finding.help(fault.help);
  }
}

}  // namespace fargate_lint::rules
