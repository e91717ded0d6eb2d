#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "report/answer.hpp"
#include "report/causes.hpp"
#include "report/clusters.hpp"
#include "report/cost_text.hpp"
#include "report/difference_formats.hpp"
#include "report/events.hpp"
#include "report/finding_text.hpp"
#include "report/findings.hpp"
#include "report/live.hpp"
#include "report/not_linted.hpp"
#include "report/palette.hpp"
#include "report/placement_table.hpp"
#include "report/profile_table.hpp"
#include "report/renderers.hpp"
#include "report/rule_page.hpp"
#include "report/text.hpp"
#include "report/why.hpp"

namespace fargate_lint::report {
namespace {

/// Names shown before "and N more": the rest is in the JSON report.
constexpr std::size_t kMostNames = 6;

class Account {
 public:
  Account(const lint::Report& report, const RenderOptions& options, const Palette& palette,
          std::string& out)
      : report_(report), options_(options), palette_(palette), out_(out) {}

  void append_counts();
  void append_not_linted();
  void append_unreadable();

 private:
  void line(const std::string& style, std::string_view label, const std::string& text);
  void append_together(const NotLintedWords& words, const std::vector<const lint::NotLinted*>& all);

  const lint::Report& report_;
  const RenderOptions& options_;
  const Palette& palette_;
  std::string& out_;
};

/// "label: text", its further lines indented.
void Account::line(const std::string& style, std::string_view label, const std::string& text) {
  constexpr std::size_t kIndent = 4;
  const auto head = label.empty() ? std::string() : std::string(label) + ": ";
  const auto lines = wrap(head + text, options_.width, kIndent);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == 0 && !head.empty() && lines[i].starts_with(label)) {
      out_ += palette_.paint(style, label);
      out_ += lines[i].substr(label.size());
    } else {
      if (i != 0) out_.append(kIndent, ' ');
      out_ += lines[i];
    }
    out_ += '\n';
  }
}

void Account::append_counts() {
  const auto& account = report_.reading->account;
  auto text = counted(account.total, "document") + " in " + counted(account.files, "file") + ": " +
              std::to_string(account.linted) + " linted, " + std::to_string(account.without_pods) +
              " without pods";
  if (account.ignored != 0) text += ", " + std::to_string(account.ignored) + " ignored";
  if (account.unreadable != 0) text += ", " + std::to_string(account.unreadable) + " unreadable";
  line(palette_.bold, "", text);
}

/// One line for all entries of a reason: a count and the first names.
void Account::append_together(const NotLintedWords& words,
                              const std::vector<const lint::NotLinted*>& all) {
  std::size_t documents = 0;
  std::string listed;
  for (const auto* entry : all) documents += entry->documents;
  for (const auto* entry : std::span(all).first(std::min(all.size(), kMostNames))) {
    if (!listed.empty()) listed += ", ";
    listed += path_text(entry->path);
    if (entry->line > 1) listed += ":" + std::to_string(entry->line);
  }
  if (all.size() > kMostNames)
    listed += " and " + std::to_string(all.size() - kMostNames) + " more";
  auto text = counted(documents == 0 ? all.size() : documents, words.noun).append(" ");
  line(palette_.faint, words.label, text.append(words.rest).append(": ").append(listed));
}

void Account::append_not_linted() {
  std::map<lint::PassedOver, std::vector<const lint::NotLinted*>> told_together;
  for (const auto& entry : report_.reading->not_linted) {
    const auto words = words_for(entry.why);
    if (words.help == nullptr) {
      told_together[entry.why].push_back(&entry);
      continue;
    }
    line(palette_.faint, words.label, not_linted_text(entry));
    // On a line of its own, unbroken: to be copied.
    out_ += "    " + sanitise(not_linted_help(entry, options_.program)) + "\n";
  }
  for (const auto& [why, entries] : told_together) append_together(words_for(why), entries);
}

void Account::append_unreadable() {
  for (const auto& unreadable : report_.reading->unreadable) {
    const auto& error = unreadable.error;
    auto text = path_text(unreadable.source.path) + ":" + std::to_string(error.span.begin.line) +
                " (document " + std::to_string(unreadable.source.index) + "): ";
    text += error.looks_templated ? "a template that was not rendered" : sanitise(error.message);
    // What to do stands with the finding, if findings are shown.
    if (!options_.diagnostics && !error.help.empty()) text += "; " + sanitise(error.help);
    line(palette_.error, "unreadable", text);
  }
}

void append_no_profiles(const RenderOptions& options, const Palette& palette, std::string& out) {
  const auto text =
      "no Fargate profile in the input, so every pod is checked as if it ran on Fargate. Use "
      "`--profiles FILE` to see which pods do.";
  const std::string label = "note: ";
  const auto lines = wrap(text, options.width - label.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += (i == 0 ? palette.paint(palette.warning, label) : std::string(label.size(), ' ')) +
           lines[i] + "\n";
  out += '\n';
}

/// What `profiles` comes to: "no fault in 2 profiles".
void append_faults(const lint::Report& report, const Palette& palette, std::string& out) {
  const auto profiles = counted(report.profiles().size(), "profile");
  const auto text = report.findings.empty() ? "no fault in " + profiles
                                            : count_findings(report) + " in " + profiles;
  out += palette.paint(palette.bold, text) + "\n";
}

/// `of_profiles`: the findings are about nothing else.
void append_report(const lint::Report& report, const RenderOptions& options, const Output& output,
                   bool of_profiles = false) {
  auto& out = output.text();
  const auto palette = Palette::make(options);
  if (!options.quiet && report.no_profiles() && !report.placements.empty())
    append_no_profiles(options, palette, out);
  const bool told = !options.quiet && report.reading->account.total != 0;
  const Causes causes(report);
  if (told) append_live_heading(report, options, palette, out);
  if (options.placement && told) {
    append_placement_table(report, causes, options, palette, out);
    output.pass_on();
  }
  if (options.diagnostics) append_findings(report, options, palette, output);
  if (options.diagnostics && !options.quiet) append_folded(report, options, palette, out);
  Account account(report, options, palette, out);
  if (told) {
    if (of_profiles)
      append_faults(report, palette, out);
    else if (options.diagnostics)
      append_answer(report, causes, options, palette, out);
    // The lists of a cluster are no files of anybody's.
    if (report.reading->live == nullptr) account.append_counts();
    account.append_not_linted();
  }
  account.append_unreadable();
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  for (const auto& report : reports) {
    if (reports.size() > 1) output.text() += "cluster " + cluster_name(reports, report) + "\n\n";
    append_report(report, options, output);
  }
}

void render_profiles(const lint::Report& report, const fargate::Coverage& coverage,
                     const RenderOptions& options, std::string& out) {
  append_profile_table(report, coverage, options, out);
  append_report(report, options, out, true);
}

}  // namespace

const Renderer text_renderer = {.name = "text",
                                .summary = "a screen for people (the default)",
                                .render_all = render,
                                .is_screen = true,
                                .shows_placements = true,
                                .render_profiles = render_profiles,
                                .render_rules = append_rule_table,
                                .render_rule_pages = append_rule_pages,
                                .render_why = append_why,
                                .render_cost = append_cost,
                                .render_events = append_events,
                                .render_difference = append_difference};

}  // namespace fargate_lint::report
