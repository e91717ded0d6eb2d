#pragma once

#include <string_view>

#include "lint/rule_info.hpp"

/// For tests that need rules, but nothing of what these do.
namespace fargate_lint::lint::testing {

/// A rule of which only these matter.
constexpr RuleInfo rule(std::string_view id, std::string_view name, Severity severity) {
  return {.id = id,
          .name = name,
          .severity = severity,
          .since = "0.1.0",
          .summary = "s",
          .why = "w",
          .fix = "f",
          .page = "p",
          .fires = "x",
          .silent = "y"};
}

}  // namespace fargate_lint::lint::testing
