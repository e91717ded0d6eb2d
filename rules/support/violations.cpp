#include "support/violations.hpp"

#include <utility>

#include "fargate/wording.hpp"

namespace fargate_lint::rules {

lint::FindingBuilder add(lint::FindingSink& out, const fargate::Violation& violation,
                         const Message& message) {
  auto finding = out.add(violation.field, message);
  if (violation.container != nullptr) finding.container(violation.container->name);
  if (violation.certain == fargate::Tri::yes) {
    finding.event_part(fargate::event_part(violation), violation.event);
  } else {
    finding.severity(lint::Severity::warning)
        .note("undecided: " + fargate::wording::words(*violation.missing));
  }
  return finding;
}

}  // namespace fargate_lint::rules
