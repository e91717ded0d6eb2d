#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "lint/rule_info.hpp"
#include "report/causes.hpp"
#include "report/clusters.hpp"
#include "report/cost.hpp"
#include "report/difference.hpp"
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

/// What is left of a text without what stands between backticks; all of it if one is not closed.
std::string without_code(std::string_view text) {
  std::string rest;
  bool is_code = false;
  for (const char c : text) {
    if (c == '`') is_code = !is_code;
    if (!is_code) rest += c;
  }
  return is_code ? std::string(text) : rest;
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

/// The place as a link, where the job says what its commit is.
std::string place(const RenderOptions& options, const lint::Location& where) {
  if (where.path.empty()) return {};
  const auto text = code(place_text(where.path, {where.span.begin.line, 0}));
  const auto link = permalink(options, where);
  return link.empty() ? text : "[" + text + "](" + link + ")";
}

std::string finding_row(const lint::Report& report, const Group& group,
                        const RenderOptions& options) {
  const auto& finding = report.findings[group.first];
  const auto& rule = *finding.rule;
  auto row = "| " + std::string(to_string(finding.severity)) + " | [" + std::string(rule.id) +
             "](" + std::string(rule.page) + ") | " + words_cell(sanitise(finding.message));
  if (!finding.help.empty()) row += "<br>" + words_cell(sanitise(finding.help));
  row += " | " + place(options, finding.where);
  if (const auto subject = subject_text(finding); !subject.empty()) row += "<br>" + code(subject);
  constexpr std::size_t kMostPlaces = 5;
  const auto shown = std::min(group.others.size(), kMostPlaces);
  for (std::size_t i = 0; i < shown; ++i)
    row += "<br>" + place(options, report.findings[group.others[i]].where);
  if (shown != group.others.size())
    row += "<br>… " + std::to_string(group.others.size() - shown) + " more";
  return row + " |\n";
}

/// The findings as a table, as many as there is room for.
void append_finding_rows(const lint::Report& report, const std::vector<Group>& groups,
                         const RenderOptions& options, std::string& out) {
  if (groups.empty()) return;
  out += "| severity | rule | finding | where |\n|---|---|---|---|\n";
  BoundedRows rows(kMostBytes - kReserve, out);
  for (const auto& group : groups)
    rows.add(finding_row(report, group, options), 1 + group.others.size());
  append_more(rows, out);
  out += '\n';
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
  std::string placement_row(std::uint32_t number) const;
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

void Comment::append(const std::string& label) {
  append_heading(label);
  append_troubles();
  if (options_.placement) append_placements(looked_at_);
  append_cost();
  if (options_.diagnostics) append_finding_rows(report_, findings_, options_, out_);
  if (options_.diagnostics && !advice_.empty() && has_room()) {
    out_ += "<details><summary>" + std::to_string(report_.count(lint::Severity::info)) +
            " info</summary>\n\n";
    append_finding_rows(report_, advice_, options_, out_);
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

/// What differs, by harm; the rest is folded.
class DifferenceComment {
 public:
  DifferenceComment(const Comparison& comparison, const RenderOptions& options, std::string& out)
      : comparison_(comparison), options_(options), out_(out) {}
  void append();

 private:
  std::string change_row(const lint::WorkloadChange& change) const;
  std::string because(const lint::WorkloadChange& change) const;
  std::vector<Group> new_findings(bool advice) const;
  void append_changes();
  void append_profiles();
  void append_fixed();

  const Comparison& comparison_;
  const RenderOptions& options_;
  std::string& out_;
};

std::string DifferenceComment::because(const lint::WorkloadChange& change) const {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> parts;
  for (const auto number : change.refusals) {
    const auto& finding = comparison_.after.findings[number];
    parts.push_back(std::string(finding.rule->id) + " " + words_cell(sanitise(finding.message)));
  }
  for (const auto& cause : change.because) {
    auto text = words_cell(cause_words(comparison_, cause, true));
    const auto at = cause.is_before
                        ? code(place_text(cause.where.path, {cause.where.span.begin.line, 0}))
                        : place(options_, cause.where);
    if (!at.empty()) text += (text.empty() ? "" : " ") + at;
    parts.push_back(std::move(text));
  }
  std::string cell;
  const auto shown = std::min(parts.size(), kMost);
  for (std::size_t i = 0; i < shown; ++i) cell += (i == 0 ? "" : "<br>") + parts[i];
  if (shown != parts.size()) cell += "<br>… " + std::to_string(parts.size() - shown) + " more";
  return cell;
}

std::string DifferenceComment::change_row(const lint::WorkloadChange& change) const {
  const auto& placed = comparison_.placed(change);
  return "| " + std::string(change_words(change.change)) + " | " + code(title_text(placed)) +
         " | " + code(sanitise(placed.object.ns)) + " | " +
         code(move_words(comparison_, change, true)) + " | " +
         size_words(comparison_, change, true) + " | " + monthly_words(comparison_, change) +
         " | " + because(change) + " |\n";
}

void DifferenceComment::append_changes() {
  if (comparison_.difference.workloads.empty()) return;
  out_ +=
      "| change | workload | namespace | profile | size | per month | because |\n"
      "|---|---|---|---|---|--:|---|\n";
  BoundedRows rows(kMostBytes - kReserve, out_);
  for (const auto& change : comparison_.difference.workloads) rows.add(change_row(change));
  append_more(rows, out_);
  out_ += '\n';
}

void DifferenceComment::append_profiles() {
  BoundedRows rows(kMostBytes - kReserve, out_);
  for (const auto& change : comparison_.difference.profiles)
    rows.add("- " + words_cell(profile_words(comparison_, change)) + "\n");
  append_more(rows, out_);
  if (!comparison_.difference.profiles.empty()) out_ += '\n';
}

std::vector<Group> DifferenceComment::new_findings(bool advice) const {
  std::vector<Group> groups;
  const auto severity_of = [this](const Group& group) {
    return comparison_.after.findings[group.first].severity;
  };
  for (const auto number : comparison_.difference.new_findings) {
    const Group group{number, {}, false};
    if ((severity_of(group) == lint::Severity::info) == advice) groups.push_back(group);
  }
  std::ranges::stable_sort(groups, {}, severity_of);
  return groups;
}

void DifferenceComment::append_fixed() {
  const auto& fixed = comparison_.difference.fixed_findings;
  if (fixed.empty() || out_.size() + kReserve >= kMostBytes) return;
  out_ += "<details><summary>" + std::to_string(fixed.size()) + " fixed</summary>\n\n";
  std::vector<Group> groups;
  for (const auto number : fixed) groups.push_back({number, {}, false});
  auto options = options_;
  options.permalinks.clear();  // those lines are of another commit
  append_finding_rows(comparison_.before, groups, options, out_);
  out_ += "</details>\n\n";
}

void DifferenceComment::append() {
  out_ += "### fargate-lint: ";
  append_plain(difference_words(comparison_), out_);
  if (const auto increase = increase_words(comparison_, true); !increase.empty()) {
    out_ += "; ";
    append_plain(increase, out_);
  }
  out_ +=
      "\n\n" + code(sanitise(comparison_.from)) + " → " + code(sanitise(comparison_.to)) + "\n\n";
  append_changes();
  append_profiles();
  append_finding_rows(comparison_.after, new_findings(false), options_, out_);
  if (const auto advice = new_findings(true);
      !advice.empty() && out_.size() + kReserve < kMostBytes) {
    out_ += "<details><summary>" + std::to_string(advice.size()) + " new info</summary>\n\n";
    append_finding_rows(comparison_.after, advice, options_, out_);
    out_ += "</details>\n\n";
  }
  append_fixed();
  BoundedRows notes(kMostBytes, out_);
  for (const auto& note : difference_notes(comparison_)) notes.add("- " + words_cell(note) + "\n");
}

void render_difference(const Comparison& comparison, const RenderOptions& options,
                       std::string& out) {
  append_marker(options, "diff", out);
  if (comparison.difference.empty()) append_no_change(options, out);
  DifferenceComment(comparison, options, out).append();
}

void render_cost(const Bill& bill, const RenderOptions& options, std::string& out) {
  append_marker(options, "cost", out);
  append_cost_markdown(bill, kMostBytes - kReserve, out);
}

}  // namespace

const Renderer github_comment_renderer = {.name = "github-comment",
                                          .summary = "a comment for a pull request, not posted",
                                          .render_all = render,
                                          .render_cost = render_cost,
                                          .render_difference = render_difference};

const Renderer gitlab_comment_renderer = {.name = "gitlab-comment",
                                          .summary = "a comment for a merge request, not posted",
                                          .render_all = render,
                                          .render_cost = render_cost,
                                          .render_difference = render_difference};

}  // namespace fargate_lint::report
