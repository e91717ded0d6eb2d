#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "lint/finding.hpp"
#include "lint/rule_info.hpp"

/// For tests of formats: rules that say little, and their findings.
namespace fargate_lint::report::testing {

constexpr lint::RuleInfo rule(std::string_view id) {
  return {.id = id,
          .name = "host-network",
          .severity = lint::Severity::error,
          .since = "0.1.0",
          .summary = "the pod asks for the node's network",
          .why = "it never starts",
          .fix = "remove it",
          .page = "https://example.org/page",
          .fires = "kind: Pod\n",
          .silent = "kind: Pod\n",
          .security_severity = "7.5"};
}

inline lint::Finding finding_of(const lint::RuleInfo& rule, const std::string& path,
                                std::uint32_t line, std::string message) {
  lint::Finding finding;
  finding.rule = &rule;
  finding.severity = rule.severity;
  finding.message = std::move(message);
  finding.where.path = path;
  finding.where.span = {{line, 3}, {line, 9}};
  return finding;
}

}  // namespace fargate_lint::report::testing
