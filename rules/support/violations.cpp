#include "support/violations.hpp"

#include <utility>

namespace fargate_lint::rules {

lint::FindingBuilder add(lint::FindingSink& out, const fargate::Violation& violation,
                         const Message& message) {
  lint::FindingBuilder finding = out.add(violation.field, message);
  if (violation.container != nullptr) finding.container(violation.container->name);
  if (violation.certain == fargate::Tri::yes) {
    finding.event_part(violation.event_part);
  } else {
    finding.severity(lint::Severity::warning).note("undecided: " + violation.missing);
  }
  return finding;
}

}  // namespace fargate_lint::rules
