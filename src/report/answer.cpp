#include "report/answer.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "lint/rule_info.hpp"
#include "report/finding_text.hpp"
#include "report/outcome.hpp"
#include "report/placement_table.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// Workloads of one outcome that are named: the table has them all.
constexpr std::size_t kMostNamed = 250;

/// Appends `text`, its further lines indented.
void append_line(const std::string& text, const RenderOptions& options, std::string& out) {
  constexpr std::size_t kIndent = 4;
  bool first = true;
  const auto width = options.unwrapped ? SIZE_MAX : options.width;
  for (const auto& line : wrap(text, width, kIndent)) {
    if (!first) out.append(kIndent, ' ');
    out += line + "\n";
    first = false;
  }
}

/// "Deployment/api, Deployment/web in shop, Job/report in batch"
std::string names_of(const lint::Report& report, const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto& placed = report.placements[numbers[i]];
    const auto& ns = placed.object.ns;
    text.append(text.empty() ? "" : ", ").append(title_text(placed));
    const bool goes_on =
        i + 1 < numbers.size() && report.placements[numbers[i + 1]].object.ns == ns;
    if (!goes_on && !ns.empty()) text += " in " + sanitise(ns);
  }
  return text;
}

/// "FG101 at deploy/api.yaml:18"; for several of one rule, the rule alone.
std::string cause_of(const lint::Report& report, const Causes& causes, std::uint32_t number,
                     bool alone) {
  auto rules = causes.rules(number);
  const auto& placement = *report.placements[number].placement;
  if (rules.empty()) return placement.never_runs() && !is_idle(placement) ? "not reported" : "";
  const auto* shown = causes.first_shown(number);
  if (alone && shown != nullptr && rules == shown->rule->id && !shown->where.path.empty())
    rules += " at " + place_text(shown->where.path, {shown->where.span.begin.line, 0});
  return rules;
}

/// "refused: Deployment/api in shop (FG101 at deploy/api.yaml:18)", those of one cause together.
/// Those that make no pods now stand apart: they make no run fail.
void append_named(const lint::Report& report, const Causes& causes, Outcome outcome, bool idle,
                  const RenderOptions& options, const Palette& palette, std::string& out) {
  std::vector<std::uint32_t> numbers;
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < report.placements.size(); ++i) {
    const auto& placement = *report.placements[i].placement;
    if (outcome_of(placement) != outcome || is_idle(placement) != idle) continue;
    if (++count <= kMostNamed) numbers.push_back(i);
  }
  if (count == 0) return;
  std::map<std::string, std::vector<std::uint32_t>> by_rules;
  for (const auto i : numbers) by_rules[cause_of(report, causes, i, false)].push_back(i);
  std::string text;
  for (const auto& [rules, same] : by_rules) {
    if (!text.empty()) text += "; ";
    text += names_of(report, same);
    const auto cause = cause_of(report, causes, same.front(), same.size() == 1);
    if (!cause.empty()) text += " (" + cause + ")";
  }
  if (count > kMostNamed)
    text += "; and " + std::to_string(count - kMostNamed) + " more in the table above";
  const auto label = palette.glyph(outcome) + " " + std::string(words(outcome)) +
                     (idle ? ", but makes no Pods now" : "");
  std::string lines;
  append_line(label + ": " + text, options, lines);
  if (lines.starts_with(label))
    lines = palette.paint(idle ? palette.faint : palette.style(outcome), label) +
            lines.substr(label.size());
  out += lines;
}

/// "FG506 58, FG503 44, …": the most frequent rules of those that were found.
void append_rules(const lint::Report& report, const RenderOptions& options, std::string& out) {
  std::map<const lint::RuleInfo*, std::size_t> counts;
  for (const auto& finding : report.findings) ++counts[finding.rule];
  std::vector<std::pair<const lint::RuleInfo*, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::sort(sorted, [](const auto& a, const auto& b) {
    return std::tuple(b.second, a.first->id) < std::tuple(a.second, b.first->id);
  });
  if (options.statistics) {
    for (const auto& [rule, count] : sorted) {
      const auto number = std::to_string(count);
      out.append(number.size() < 7 ? 7 - number.size() : 0, ' ').append(number).append("  ");
      out.append(rule->id).append(" ").append(rule->name).append("\n");
    }
    return;
  }
  constexpr std::size_t kMostRules = 5;
  if (sorted.size() < 2) return;
  std::string text = "by rule: ";
  for (std::size_t i = 0; i < std::min(sorted.size(), kMostRules); ++i) {
    if (i != 0) text += ", ";
    text.append(sorted[i].first->id).append(" ").append(std::to_string(sorted[i].second));
  }
  if (sorted.size() > kMostRules)
    text +=
        " and " + counted(sorted.size() - kMostRules, "more rule") + " (`--statistics` lists them)";
  append_line(text, options, out);
}

/// "1 error, 4 warnings (`--severity error` shows only errors)"
std::string findings_text(const lint::Report& report, const RenderOptions& options) {
  auto text = count_findings(report);
  const bool shows_warnings =
      options.shown != lint::Severity::error && report.count(lint::Severity::warning) != 0;
  if (shows_warnings && report.count(lint::Severity::error) != 0)
    text += " (`--severity error` shows only errors)";
  return text;
}

/// How to go on from the gravest finding. Nobody can accept one about a suppression or a text that
/// cannot be read: it is mended.
void append_hint(const lint::Report& report, const RenderOptions& options, std::string& out) {
  const lint::Finding* worst = nullptr;
  for (const auto& finding : report.findings) {
    const auto& rule = *finding.rule;
    if (rule.topic() == lint::Topic::suppressions || rule.untrusted_input) continue;
    if (worst == nullptr || finding.severity < worst->severity) worst = &finding;
  }
  if (worst == nullptr) return;
  append_line("`" + options.program + " explain " + std::string(worst->rule->id) +
                  "` shows why, and how to accept a finding",
              options, out);
}

}  // namespace

void append_answer(const lint::Report& report, const Causes& causes, const RenderOptions& options,
                   const Palette& palette, std::string& out) {
  if (!report.placements.empty())
    append_line(count_outcomes(report, options.unicode), options, out);
  for (const auto outcome : kOutcomes)
    for (const bool idle : {false, true})
      if (needs_a_look(outcome)) append_named(report, causes, outcome, idle, options, palette, out);
  if (!options.diagnostics) return;
  // Where no object was read, "no findings" would read as if all were well.
  const auto& account = report.reading->account;
  if (account.linted + account.without_pods != 0 || !report.findings.empty())
    append_line(findings_text(report, options), options, out);
  append_rules(report, options, out);
  append_hint(report, options, out);
}

}  // namespace fargate_lint::report
