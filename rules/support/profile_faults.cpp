#include "support/profile_faults.hpp"

namespace fargate_lint::rules {
namespace {

lint::Severity severity_of(fargate::ProfileFault::Weight weight) {
  switch (weight) {
    case fargate::ProfileFault::Weight::info: return lint::Severity::info;
    case fargate::ProfileFault::Weight::warning: return lint::Severity::warning;
    case fargate::ProfileFault::Weight::error: return lint::Severity::error;
  }
  return lint::Severity::error;
}

}  // namespace

void report_profile_faults(const lint::RunContext& run, lint::FindingSink& out) {
  for (const fargate::ProfileFault& fault : run.reading.profile_faults) {
    if (fault.rule != out.rule().id) continue;
    auto finding = out.add(fault.where, fault.message);
    finding.severity(severity_of(fault.weight));
    if (!fault.help.empty()) finding.help(fault.help);
  }
}

}  // namespace fargate_lint::rules
