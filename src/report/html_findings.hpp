#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lint/report.hpp"
#include "report/groups.hpp"
#include "report/html.hpp"
#include "report/renderer.hpp"

/// The findings of a report in HTML: an entry for those that say the same, which opens to the code,
/// the event, what to do and all places.
namespace fargate_lint::report {

/// The ids of a page, each given once.
class Anchors {
 public:
  /// "FG101-shop-api", "FG101-shop-api-2": letters, digits, `-`, `_` and `.` alone.
  std::string make(std::string_view name);

 private:
  std::unordered_map<std::string, unsigned> used_;
};

/// Knows the anchor of each finding. The report must outlive it.
class HtmlFindings {
 public:
  HtmlFindings(const lint::Report& report, Anchors& anchors)
      : HtmlFindings(report, group_findings(report), anchors) {}
  /// Of some of its findings alone; the groups are sorted by severity.
  HtmlFindings(const lint::Report& report, std::vector<Group> groups, Anchors& anchors);

  /// The anchor of the entry that has the finding, which is one of those given.
  const std::string& anchor(const lint::Finding& finding) const;
  /// A section for each severity, errors first. `which`: behind its title, " that are new".
  void append(std::string_view id_prefix, Markup which, const Output& output) const;

 private:
  void append_entry(std::size_t group, HtmlWriter& html) const;
  void append_facts(const Group& group, HtmlWriter& html) const;
  void append_places(const Group& group, HtmlWriter& html) const;

  const lint::Report& report_;
  std::vector<Group> groups_;
  std::vector<std::string> anchors_;     ///< of the groups
  std::vector<std::uint32_t> group_of_;  ///< of the findings
};

/// What rules say of themselves, once for all reports of a page.
using FoundRules = std::map<std::string_view, const lint::RuleInfo*>;
FoundRules found_rules(Reports reports);
void append_found_rules(const FoundRules& rules, HtmlWriter& html);

}  // namespace fargate_lint::report
