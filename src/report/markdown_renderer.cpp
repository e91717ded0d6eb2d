#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "fargate/wording.hpp"
#include "lint/rule.hpp"
#include "report/causes.hpp"
#include "report/clusters.hpp"
#include "report/cost.hpp"
#include "report/finding_text.hpp"
#include "report/groups.hpp"
#include "report/markdown.hpp"
#include "report/markdown_text.hpp"
#include "report/outcome.hpp"
#include "report/placement_table.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// GitHub's Markdown, for job summaries and pages. Comments on pull requests have a format of their
// own (comment_renderer.cpp).

namespace fargate_lint::report {
namespace {

std::string row_of(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const auto& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

void append_cost_rows(const Bill& bill, std::size_t most_bytes, std::string& out) {
  out += "| workload | namespace | pods | size | per Pod and hour | per month |\n";
  out += "|---|---|---|---|--:|--:|\n";
  BoundedRows table(most_bytes, out);
  for (const auto& row : bill.rows) {
    if (!is_shown(row)) continue;
    std::string name;
    append_name(title_text(*row.placed), name);
    const auto pods = row.has_count ? range_of_pods(row.pods, true) : std::string();
    const auto hourly = row.hourly ? fargate::format(*row.hourly, 5) : std::string();
    const auto month = row.unpriced == Unpriced::no
                           ? range_text(row.cost.least, row.cost.most, true)
                           : std::string(to_string(row.unpriced));
    table.add(row_of({name, plain(sanitise(row.placed->object.ns)), pods,
                      size_text(*row.placed->placement), hourly, month}));
  }
  table.end("workload");
}

void append_cost_groups(std::string_view title, const std::vector<BillSum>& sums,
                        std::size_t most_bytes, std::string& out) {
  out.append("| ").append(title).append(" | workloads | priced | per month |\n|---|--:|--:|--:|\n");
  BoundedRows table(most_bytes, out);
  for (const auto& sum : sums) {
    std::string name;
    append_name(group_name(sum), name);
    table.add(row_of({name, std::to_string(sum.workloads), std::to_string(sum.priced),
                      range_text(sum.least, sum.most, true)}));
  }
  table.end(title);
}

/// What a rule says about many is one row.
std::string finding_row(const lint::Report& report, const Group& group) {
  const auto& finding = report.findings[group.first];
  const auto& rule = *finding.rule;
  std::string row = "| " + std::string(to_string(finding.severity)) + " | [" +
                    std::string(rule.id) + "](" + std::string(rule.page) + ") " +
                    std::string(rule.name) + " | ";
  if (!finding.where.path.empty())
    append_name(place_text(finding.where.path, {finding.where.span.begin.line, 0}), row);
  row += " | ";
  append_plain(subject_text(finding), row);
  row += " | ";
  append_text(sanitise(finding.message), row);
  if (!finding.help.empty()) {
    row += "<br>";
    append_text(sanitise(finding.help), row);
  }
  constexpr std::size_t kMostPlaces = 3;
  if (const auto also = other_places(report, group, kMostPlaces); !also.empty()) {
    row += "<br>also: ";
    append_text(also, row);
  }
  return row + " |\n";
}

std::string placement_row(const lint::Report& report, const lint::PlacedWorkload& placed,
                          const std::string& rules) {
  std::string row = "| " + std::string(words(outcome_of(*placed.placement))) + " | ";
  append_name(title_text(placed), row);
  row += " | ";
  append_plain(sanitise(placed.object.ns), row);
  row += " | ";
  append_plain(selector_text(report, *placed.placement), row);
  row += " | " + pods_text(placed, true) + " | " + size_text(*placed.placement) + " | ";
  if (!placed.helm_hook.empty()) append_text("hook: " + sanitise(placed.helm_hook) + "; ", row);
  append_text(sanitise(fargate::wording::why(*placed.placement, report.profiles())), row);
  if (!rules.empty()) row += " (" + rules + ")";
  return row + " |\n";
}

void append_findings_table(const lint::Report& report, std::size_t most_bytes, std::string& out) {
  if (report.findings.empty()) return;
  out += "\n| severity | rule | place | object | finding |\n|---|---|---|---|---|\n";
  BoundedRows table(most_bytes, out);
  for (const auto& group : group_findings(report))
    table.add(finding_row(report, group), 1 + group.others.size());
  table.end("finding");
}

void append_placements(const lint::Report& report, std::size_t most_bytes, std::string& out) {
  if (report.placements.empty()) return;
  out += "\n<details><summary>Placement: " + count_outcomes(report, true) + "</summary>\n\n";
  out +=
      "| verdict | object | namespace | profile/selector | pods | size | why |\n"
      "|---|---|---|---|---|---|---|\n";
  BoundedRows table(most_bytes, out);
  const Causes causes(report);
  // What needs a look comes first, and stays if there is no room for all.
  std::vector<std::uint32_t> order(report.placements.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::ranges::stable_sort(
      order, {}, [&](std::uint32_t i) { return outcome_of(*report.placements[i].placement); });
  for (const auto i : order)
    table.add(placement_row(report, report.placements[i], causes.rules(i)));
  table.end("workload");
  out += "\n</details>\n";
}

void append_troubles(const lint::Report& report, std::string& out) {
  for (const lint::InputError& error : report.errors()) {
    out += "\n- error: ";
    append_plain(place_text(error.path, {error.line, 0}), out);
    out += ' ';
    append_text(sanitise(error.message), out);
  }
  if (!report.errors().empty()) out += '\n';
}

/// `label`: see cluster_label().
void append_report(const lint::Report& report, const std::string& label,
                   const RenderOptions& options, std::size_t most_bytes, std::string& out) {
  const auto& account = report.reading->account;
  if (options.diagnostics || !label.empty()) {
    out += "### fargate-lint: ";
    append_plain(label, out);
    out += (options.diagnostics ? count_findings(report) : count_outcomes(report, true)) + "\n\n";
  }
  out += count_outcomes(report, true) + "; " + counted(account.total, "document") + " in " +
         counted(account.files, "file");
  if (account.unreadable != 0) out += ", " + std::to_string(account.unreadable) + " unreadable";
  if (report.no_profiles() && !report.placements.empty())
    out += "; no Fargate profile in the input, so every pod is checked as if it ran on Fargate";
  out += '\n';
  append_troubles(report, out);
  if (options.diagnostics) append_findings_table(report, most_bytes, out);
  if (options.placement) append_placements(report, most_bytes, out);
}

void render_cost(const Bill& bill, const RenderOptions&, std::string& out) {
  append_cost_markdown(bill, SIZE_MAX, out);
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  append_markdown(reports, options, SIZE_MAX, output.text());
}

}  // namespace

void append_cost_markdown(const Bill& bill, std::size_t most_bytes, std::string& out) {
  out += "### fargate-lint: ";
  out += bill.has_price() ? range_text(bill.total.least, bill.total.most, true) +
                                " per month for " + std::to_string(bill.total.priced) + " of " +
                                counted(bill.total.workloads, "workload")
                          : std::string("sizes without prices");
  out += "\n\n";
  if (bill.has_price()) {
    out += "A month of " + std::to_string(fargate::kMonthHours) + " h, ";
    append_plain(price_words(bill), out);
    out += ".\n\n";
  }
  switch (bill.options.group_by) {
    case GroupBy::workload: append_cost_rows(bill, most_bytes, out); break;
    case GroupBy::profile: append_cost_groups("profile", bill.by_profile, most_bytes, out); break;
    case GroupBy::ns: append_cost_groups("namespace", bill.by_namespace, most_bytes, out); break;
  }
  out += '\n';
  const auto add = [](const std::string& note, BoundedRows& rows) {
    std::string row = "- ";
    append_text(note, row);
    if (!note.empty()) rows.add(row + "\n");
  };
  BoundedRows notes(most_bytes, out);
  add(waste_note(bill), notes);
  for (const auto& note : bill_notes(bill)) add(note, notes);
  if (bill.no_profiles)
    add("no Fargate profile in the input, so every Pod counts as if it ran on Fargate", notes);
  BoundedRows cheaper(most_bytes, out);
  for (const auto* row : cheaper_rows(bill))
    add(title_text(*row->placed) + ": " + cheaper_text(*row) + ": " +
            fargate::format(row->cost.cheaper->saving, 2) + " less a month",
        cheaper);
  cheaper.end("cheaper size");
}

void append_markdown(Reports reports, const RenderOptions& options, std::size_t most_bytes,
                     std::string& out) {
  for (const auto& report : reports) {
    if (&report != &reports.front()) out += '\n';
    append_report(report, cluster_label(reports, report), options, most_bytes, out);
  }
}

const Renderer markdown_renderer = {.name = "markdown",
                                    .summary = "tables for a comment or a job summary",
                                    .render_all = render,
                                    .shows_placements = true,
                                    .render_cost = render_cost};

}  // namespace fargate_lint::report
