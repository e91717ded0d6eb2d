#pragma once

#include <string>
#include <string_view>

#include "report/renderer.hpp"

namespace fargate_lint::report {

/// Where docs/rules/ has the rule's page: "docs/rules/FG101-host-network.md".
std::string page_path(const lint::RuleInfo& rule);
/// The page on the web: `homepage` is the address of the repository.
std::string page_url(const lint::RuleInfo& rule, std::string_view homepage);
/// "warning", or "warning/info" where a finding may be either: the rule's own severity first.
std::string severities(const lint::RuleInfo& rule);
/// Appends all that is known of the rules, each as a page for the terminal.
void append_rule_pages(lint::RuleList rules, const RenderOptions& options, std::string& out);
/// Appends a table of rules: id, name, severity, summary.
void append_rule_table(lint::RuleList rules, const RenderOptions& options, std::string& out);
/// Appends the rules with all their metadata as JSON: {"version": 1, "rules": [...]}, see
/// schema/rules-v1.schema.json.
void append_rules_json(lint::RuleList rules, std::string& out);

/// A clause of a rule, as a sentence by itself.
std::string sentence(std::string_view clause);

}  // namespace fargate_lint::report
