#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lint/report.hpp"
#include "report/renderer.hpp"

/// Findings as people read them: what a rule would say the same about many, it says once.
namespace fargate_lint::report {

/// Findings of one rule and severity, with the same message and help; if their messages name their
/// container, object or profile, they may differ in that. Numbers in Report::findings.
struct Group {
  std::uint32_t first = 0;
  std::vector<std::uint32_t> others;  ///< in the order of the report
  bool names_differ = false;          ///< of what their messages name
};

/// The groups of all findings, the worst first, otherwise in the order of their first finding.
/// Takes time in proportion to the findings.
std::vector<Group> group_findings(const lint::Report& report);

/// Whether the report shows it in full, rather than counts it.
bool is_shown(const lint::Finding& finding, const RenderOptions& options);

/// The places of a group's other findings: "deploy/img.yaml:22, deploy/tool.yaml:19 and 4 more", at
/// most `most` of them; empty if there is none. Sanitised.
std::string other_places(const lint::Report& report, const Group& group, std::size_t most);

/// What a rule that is not shown in full has to say.
struct Folded {
  const lint::RuleInfo* rule = nullptr;
  lint::Severity severity = lint::Severity::info;
  std::vector<std::uint32_t> findings;
};
/// Of each rule and severity that is not shown in full, the worst first, then the most frequent.
std::vector<Folded> fold_findings(const lint::Report& report, const RenderOptions& options);
/// "12 workloads", if each finding is about another; else "12 places".
std::string count_of(const lint::Report& report, const Folded& folded);
/// Like other_places(), of its findings.
std::string first_places(const lint::Report& report, const Folded& folded, std::size_t most);

}  // namespace fargate_lint::report
