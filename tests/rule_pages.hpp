#pragma once

#include <string>

#include "lint/rule.hpp"

/// What `./dev docs` writes under docs/rules/: all that a rule says of itself, for the web.
std::string rule_page(const fargate_lint::lint::RuleInfo& rule);
