#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "report/causes.hpp"
#include "report/clusters.hpp"
#include "report/cost.hpp"
#include "report/finding_text.hpp"
#include "report/groups.hpp"
#include "report/markdown.hpp"
#include "report/markdown_text.hpp"
#include "report/outcome.hpp"
#include "report/placement_rows.hpp"
#include "report/placement_table.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// A comment on a pull request or a merge request. Nothing here posts it: who does finds the one
// that is already there by the first line, and writes over it. Names come from the pull request of
// a stranger, so they stand in code spans, where nothing is a link, a mention or markup.

namespace fargate_lint::report {
namespace {

/// GitHub takes 65,536 characters, GitLab more. Bytes are no fewer than characters.
constexpr std::size_t kMostBytes = 65'000;
/// What is kept for headings and ends of the sections behind the one that is written.
constexpr std::size_t kReserve = 1'000;

/// "<!-- fargate-lint:check -->": what the comment is found by.
void append_marker(const RenderOptions& options, std::string_view command, std::string& out) {
  out += "<!-- fargate-lint:";
  out += options.comment_tag.empty() ? command : std::string_view(options.comment_tag);
  out += " -->\n";
}

/// Says that the comment need not be made if it is not there yet.
void append_no_change(const RenderOptions& options, std::string& out) {
  if (options.skips_no_diff) out += "<!-- fargate-lint no-change -->\n";
}

std::string code(std::string_view text) {
  std::string out;
  append_name(text, out);
  return out;
}

/// What is left of a text without what stands between backticks.
std::string without_code(std::string_view text) {
  std::string rest;
  bool is_code = false;
  for (const char c : text) {
    if (c == '`') is_code = !is_code;
    if (!is_code) rest += c;
  }
  return rest;
}

/// A cell of our own words, with names between backticks. A name that is not, and looks as if it
/// could refer to a person, an issue or a merge request, makes all of it code: GitLab looks for
/// those in the finished page.
std::string words_cell(std::string_view text) {
  std::string out;
  if (without_code(text).find_first_of("@#!~") == std::string::npos)
    append_text(text, out);
  else
    append_name(text, out);
  return out;
}

void append_more(const BoundedRows& rows, std::string& out) {
  if (rows.left_out() != 0) out += "\n… " + std::to_string(rows.left_out()) + " more\n";
}

/// The sections of one report.
class Comment {
 public:
  Comment(const lint::Report& report, const RenderOptions& options, std::string& out)
      : report_(report),
        options_(options),
        out_(out),
        causes_(report),
        rows_(report, causes_, true) {
    for (const auto& group : group_findings(report))
      (report.findings[group.first].severity == lint::Severity::info ? advice_ : findings_)
          .push_back(group);
    for (const auto number : rows_.shown())
      (needs_a_look(outcome_of(*report.placements[number].placement)) ? looked_at_ : others_)
          .push_back(number);
  }

  bool has_news() const {
    return !looked_at_.empty() || !report_.findings.empty() || !report_.errors().empty() ||
           !report_.reading->unreadable.empty();
  }
  void append(const std::string& label);

 private:
  void append_heading(const std::string& label);
  void append_troubles();
  void append_placements(const std::vector<std::uint32_t>& numbers);
  void append_cost();
  void append_findings(const std::vector<Group>& groups);
  std::string placement_row(std::uint32_t number) const;
  std::string finding_row(const Group& group) const;
  std::string place(const lint::Location& where) const;
  bool has_room() const { return out_.size() + kReserve < kMostBytes; }

  const lint::Report& report_;
  const RenderOptions& options_;
  std::string& out_;
  Causes causes_;
  PlacementRows rows_;
  std::vector<Group> findings_;  ///< errors and warnings
  std::vector<Group> advice_;
  std::vector<std::uint32_t> looked_at_;  ///< workloads that never run, or that nobody can tell of
  std::vector<std::uint32_t> others_;
};

void Comment::append_heading(const std::string& label) {
  out_ += "### fargate-lint: ";
  append_plain(label, out_);
  out_ += count_outcomes(report_, true);
  if (options_.diagnostics) out_ += "; " + count_findings(report_);
  out_ += "\n\n";
}

void Comment::append_troubles() {
  const auto begin = out_.size();
  BoundedRows rows(kMostBytes / 4, out_);
  for (const lint::InputError& error : report_.errors())
    rows.add("- **error** " + code(error_text(error)) + "\n");
  for (const auto& unreadable : report_.reading->unreadable)
    rows.add("- **unreadable** " +
             code(place_text(unreadable.source.path, {unreadable.error.span.begin.line, 0})) +
             ": " + code(sanitise(unreadable.error.message)) + "\n");
  append_more(rows, out_);
  if (report_.no_profiles() && !report_.placements.empty())
    out_ += "No Fargate profile in the input, so every Pod is checked as if it ran on Fargate.\n";
  if (out_.size() != begin) out_ += '\n';
}

std::string Comment::placement_row(std::uint32_t number) const {
  const auto& placed = report_.placements[number];
  const auto& placement = *placed.placement;
  return "| " + std::string(words(outcome_of(placement))) + " | " + code(title_text(placed)) +
         " | " + code(sanitise(placed.object.ns)) + " | " +
         code(selector_text(report_, placement)) + " | " + pods_text(placed, true) + " | " +
         size_text(placement) + " | " + words_cell(rows_.why(number)) + " |\n";
}

void Comment::append_placements(const std::vector<std::uint32_t>& numbers) {
  if (numbers.empty()) return;
  out_ +=
      "| verdict | workload | namespace | profile | Pods | size | why |\n"
      "|---|---|---|---|--:|---|---|\n";
  BoundedRows rows(kMostBytes - kReserve, out_);
  for (const auto number : numbers) rows.add(placement_row(number));
  append_more(rows, out_);
  out_ += '\n';
}

void Comment::append_cost() {
  if (!report_.price) return;
  const auto bill = make_bill(report_, {}, {.price = report_.price});
  if (bill.total.priced == 0) return;
  out_ += "**Cost**: " + range_text(bill.total.least, bill.total.most, true) + " per month for " +
          std::to_string(bill.total.priced) + " of " + counted(bill.total.workloads, "workload") +
          " (";
  append_plain(price_words(bill), out_);
  out_ += ")\n\n";
}

std::string Comment::place(const lint::Location& where) const {
  if (where.path.empty()) return {};
  const auto text = code(place_text(where.path, {where.span.begin.line, 0}));
  const auto link = permalink(options_, where);
  return link.empty() ? text : "[" + text + "](" + link + ")";
}

std::string Comment::finding_row(const Group& group) const {
  const auto& finding = report_.findings[group.first];
  const auto& rule = *finding.rule;
  auto row = "| " + std::string(to_string(finding.severity)) + " | [" + std::string(rule.id) +
             "](" + std::string(rule.page) + ") | " + words_cell(sanitise(finding.message));
  if (!finding.help.empty()) row += "<br>" + words_cell(sanitise(finding.help));
  row += " | " + place(finding.where);
  if (const auto subject = subject_text(finding); !subject.empty()) row += "<br>" + code(subject);
  constexpr std::size_t kMostPlaces = 5;
  const auto shown = std::min(group.others.size(), kMostPlaces);
  for (std::size_t i = 0; i < shown; ++i)
    row += "<br>" + place(report_.findings[group.others[i]].where);
  if (shown != group.others.size())
    row += "<br>… " + std::to_string(group.others.size() - shown) + " more";
  return row + " |\n";
}

void Comment::append_findings(const std::vector<Group>& groups) {
  if (groups.empty()) return;
  out_ += "| severity | rule | finding | where |\n|---|---|---|---|\n";
  BoundedRows rows(kMostBytes - kReserve, out_);
  for (const auto& group : groups) rows.add(finding_row(group), 1 + group.others.size());
  append_more(rows, out_);
  out_ += '\n';
}

void Comment::append(const std::string& label) {
  append_heading(label);
  append_troubles();
  if (options_.placement) append_placements(looked_at_);
  append_cost();
  if (options_.diagnostics) append_findings(findings_);
  if (options_.diagnostics && !advice_.empty() && has_room()) {
    out_ += "<details><summary>" + std::to_string(report_.count(lint::Severity::info)) +
            " info</summary>\n\n";
    append_findings(advice_);
    out_ += "</details>\n\n";
  }
  if (options_.placement && !others_.empty() && has_room()) {
    out_ += "<details><summary>" + counted(others_.size(), "other workload") + "</summary>\n\n";
    append_placements(others_);
    out_ += "</details>\n\n";
  }
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  auto& out = output.text();
  append_marker(options, "check", out);
  const bool has_news = std::ranges::any_of(reports, [&](const lint::Report& report) {
    std::string unused;
    return Comment(report, options, unused).has_news();
  });
  if (!has_news) append_no_change(options, out);
  for (const auto& report : reports) {
    if (!has_news && options.skips_no_diff) {
      out += "### fargate-lint: nothing to report\n\n";
      return;
    }
    Comment(report, options, out).append(cluster_label(reports, report));
  }
}

void render_cost(const Bill& bill, const RenderOptions& options, std::string& out) {
  append_marker(options, "cost", out);
  append_cost_markdown(bill, kMostBytes - kReserve, out);
}

}  // namespace

const Renderer github_comment_renderer = {.name = "github-comment",
                                          .summary = "a comment for a pull request, not posted",
                                          .render_all = render,
                                          .render_cost = render_cost};

const Renderer gitlab_comment_renderer = {.name = "gitlab-comment",
                                          .summary = "a comment for a merge request, not posted",
                                          .render_all = render,
                                          .render_cost = render_cost};

}  // namespace fargate_lint::report
