#pragma once

#include <string>

/// What `./dev docs` writes under man/: the manual of the program, for man(1), from the tables of
/// commands, options and rules. `name` is the page's: "kubectl-fargate_lint"; `program` is what
/// users type: "kubectl fargate-lint".
std::string manual_page(const std::string& name, const std::string& program);
