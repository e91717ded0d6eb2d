#pragma once

#include "lint/engine.hpp"
#include "lint/rule.hpp"

/// Every rule, in the order of ids. A rule is one file in this folder, one line here and one folder
/// in testdata/rules/.
// clang-format off
#define RULES(X) \
  X(unreadable_document) \
  X(unrendered_template) \
  X(duplicate_key) \
  X(malformed_object) \
  X(duplicate_object) \
  X(assumed_namespace) \
  X(host_network) \
  X(daemonset) \
  X(too_large) \
  X(no_requests) \
  X(profile_label) \
  X(opt_out) \
  /* the end */
// clang-format on

namespace fargate_lint::rules {

using lint::define;
using lint::FindingSink;
using lint::FixKind;
using lint::ObjectContext;
using lint::PodContext;
using lint::Rule;
using lint::RunContext;
using lint::Sees;
using lint::Severity;

#define DECLARE_RULE(name) extern const Rule name;
RULES(DECLARE_RULE)
#undef DECLARE_RULE

/// All rules, in the order of the list.
lint::RuleList all();

}  // namespace fargate_lint::rules
