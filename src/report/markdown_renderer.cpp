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
#include "report/outcome.hpp"
#include "report/placement_table.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// GitHub's Markdown, for job summaries and comments on pull requests. Texts of the input must stay
// texts there: no markup, no mention of people, no link to an issue.

namespace fargate_lint::report {
namespace {

/// Every ASCII character that could mean something to Markdown or HTML becomes a reference.
void append_plain(std::string_view text, std::string& out) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>#+!|~&@$^";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool begins_address = text.substr(i).starts_with("://");
    if (!begins_address && kMarkup.find(c) == std::string_view::npos)
      out += c;
    else
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    // Mentions and issues are looked for in the finished page; a comment ends what could be one.
    if (c == '@' || c == '#') out += "<!-- -->";
  }
}

/// In a code span only the bar means something, and only because it stands in a table.
void append_code(std::string_view text, std::string& out) {
  out += '`';
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  out += '`';
}

/// Our own texts put names between backticks; so far they are code.
void append_text(std::string_view text, std::string& out) {
  const auto marks = std::ranges::count(text, '`');
  const bool paired = marks % 2 == 0 && text.find("``") == std::string_view::npos;
  while (paired) {
    const auto begin = text.find('`');
    if (begin == std::string_view::npos) break;
    const auto end = text.find('`', begin + 1);
    append_plain(text.substr(0, begin), out);
    append_code(text.substr(begin + 1, end - begin - 1), out);
    text.remove_prefix(end + 1);
  }
  append_plain(text, out);
}

void append_name(const std::string& name, std::string& out) {
  if (name.empty() || name.find('`') != std::string::npos)
    append_plain(name, out);
  else
    append_code(name, out);
}

void append_row_of(const std::vector<std::string>& cells, std::string& out) {
  out += '|';
  for (const auto& cell : cells) out += " " + cell + " |";
  out += '\n';
}

std::string plain(std::string_view text) {
  std::string out;
  append_plain(text, out);
  return out;
}

void append_cost_rows(const Bill& bill, std::string& out) {
  out += "| workload | namespace | pods | size | per Pod and hour | per month |\n";
  out += "|---|---|---|---|--:|--:|\n";
  for (const auto& row : bill.rows) {
    if (!is_shown(row)) continue;
    std::string name;
    append_name(title_text(*row.placed), name);
    const auto pods = row.has_count ? range_of_pods(row.pods, true) : std::string();
    const auto hourly = row.hourly ? fargate::format(*row.hourly, 5) : std::string();
    const auto month = row.unpriced == Unpriced::no
                           ? range_text(row.cost.least, row.cost.most, true)
                           : std::string(to_string(row.unpriced));
    append_row_of({name, plain(sanitise(row.placed->object.ns)), pods,
                   size_text(*row.placed->placement), hourly, month},
                  out);
  }
}

void append_cost_groups(std::string_view title, const std::vector<BillSum>& sums,
                        std::string& out) {
  out.append("| ").append(title).append(" | workloads | priced | per month |\n|---|--:|--:|--:|\n");
  for (const auto& sum : sums) {
    std::string name;
    append_name(group_name(sum), name);
    append_row_of({name, std::to_string(sum.workloads), std::to_string(sum.priced),
                   range_text(sum.least, sum.most, true)},
                  out);
  }
}

void append_cost_markdown(const Bill& bill, const RenderOptions&, std::string& out) {
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
    case GroupBy::workload: append_cost_rows(bill, out); break;
    case GroupBy::profile: append_cost_groups("profile", bill.by_profile, out); break;
    case GroupBy::ns: append_cost_groups("namespace", bill.by_namespace, out); break;
  }
  out += '\n';
  const auto add = [&out](const std::string& note) {
    if (note.empty()) return;
    out += "- ";
    append_text(note, out);
    out += '\n';
  };
  add(waste_note(bill));
  for (const auto* row : cheaper_rows(bill))
    add(title_text(*row->placed) + ": " + cheaper_text(*row) + ": " +
        fargate::format(row->cost.cheaper->saving, 2) + " less a month");
  for (const auto& note : bill_notes(bill)) add(note);
  if (bill.no_profiles)
    add("no Fargate profile in the input, so every Pod counts as if it ran on Fargate");
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

/// Appends rows until one would go beyond the limit; then says how many are missing.
class Table {
 public:
  Table(std::size_t most_bytes, std::string& out) : most_bytes_(most_bytes), out_(out) {}
  /// `count`: of the things that it is about.
  void add(const std::string& row, std::size_t count = 1) {
    constexpr std::size_t kReserve = 300;  // what stands behind the rows
    full_ = full_ || out_.size() + row.size() + kReserve > most_bytes_;
    if (full_)
      left_out_ += count;
    else
      out_ += row;
  }
  void end(std::string_view noun) {
    if (left_out_ != 0)
      out_ += "\nand " + counted(left_out_, noun) + " more, which this page has no room for\n";
  }

 private:
  std::size_t most_bytes_;
  std::string& out_;
  std::size_t left_out_ = 0;
  bool full_ = false;
};

void append_findings_table(const lint::Report& report, std::size_t most_bytes, std::string& out) {
  if (report.findings.empty()) return;
  out += "\n| severity | rule | place | object | finding |\n|---|---|---|---|---|\n";
  Table table(most_bytes, out);
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
  Table table(most_bytes, out);
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

void render(Reports reports, const RenderOptions& options, const Output& output) {
  append_markdown(reports, options, SIZE_MAX, output.text());
}

}  // namespace

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
                                    .render_cost = append_cost_markdown};

}  // namespace fargate_lint::report
