#include "report/html_difference.hpp"

#include <algorithm>
#include <vector>

#include "report/finding_text.hpp"
#include "report/html_findings.hpp"
#include "report/html_page.hpp"
#include "report/placement_table.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using lint::Change;

Markup tone(Change change) {
  switch (change) {
    case Change::refused:
    case Change::deleted: return "error";
    case Change::off:
    case Change::undecided:
    case Change::profile:
    case Change::unknown: return "warning";
    case Change::on: return "good";
    case Change::size:
    case Change::replicas:
    case Change::renamed: return "info";
    case Change::gone:
    case Change::added: return "none";
  }
  return "none";
}

Tile tile_of(Markup tone_of_it, std::size_t count, std::string label) {
  return {count == 0 ? Markup("none") : tone_of_it, std::to_string(count), std::move(label), {}};
}

void append_numbers(const Comparison& comparison, HtmlWriter& html) {
  const auto& difference = comparison.difference;
  std::vector<Tile> tiles = {
      tile_of("error", difference.count(Change::refused), "newly refused"),
      tile_of("error", difference.count(Change::deleted), "deleted with their profile"),
      tile_of("warning", difference.count(Change::off), "leave Fargate"),
      tile_of("good", difference.count(Change::on), "move to Fargate"),
      tile_of("warning", difference.new_findings.size(), "new findings"),
      tile_of("good", difference.fixed_findings.size(), "fixed findings"),
  };
  if (comparison.has_price()) {
    const auto increase = comparison.increase();
    const bool is_more = increase > fargate::Money();
    tiles.push_back({is_more ? Markup("warning") : Markup("none"),
                     (is_more ? "+" : "") + fargate::format(increase, 2),
                     sanitise(comparison.currency()) + " per month",
                     range_text(comparison.total_before(), comparison.total_before(), true) +
                         " → " +
                         range_text(comparison.total_after(), comparison.total_after(), true)});
  }
  append_tiles(tiles, html);
}

void append_place(const Comparison& comparison, const lint::Location& where, bool is_before,
                  HtmlWriter& html) {
  if (where.path.empty()) return;
  html.add(" <span class=\"dim\">").text(place_text(where.path, {where.span.begin.line, 0}));
  if (is_before) html.add(" (").text(comparison.from).add(")");
  html.add("</span>");
}

void append_causes(const Comparison& comparison, const lint::WorkloadChange& change,
                   HtmlWriter& html) {
  constexpr std::size_t kMost = 20;
  if (change.because.empty()) return;
  html.add("<ul class=\"places\">");
  for (std::size_t i = 0; i < std::min(change.because.size(), kMost); ++i) {
    const auto& cause = change.because[i];
    html.add("<li>").prose(cause_words(comparison, cause, true));
    append_place(comparison, cause.where, cause.is_before, html);
    html.add("</li>");
  }
  if (change.because.size() > kMost)
    html.add("<li>and ").number(change.because.size() - kMost).add(" more</li>");
  html.add("</ul>");
}

void append_row(const Comparison& comparison, const lint::WorkloadChange& change,
                const HtmlFindings& findings, HtmlWriter& html) {
  const auto& placed = comparison.placed(change);
  html.add("<tr data-f><td><span class=\"tag ").add(tone(change.change)).add("\">");
  html.text(change_words(change.change)).add("</span></td><th scope=\"row\">");
  html.text(title_text(placed)).add("</th><td>").text(placed.object.ns).add("</td><td>");
  html.text(move_words(comparison, change, true)).add("</td><td class=\"s\">");
  html.text(size_words(comparison, change, true)).add("</td>");
  if (comparison.has_price())
    html.add("<td class=\"r\">").text(monthly_words(comparison, change)).add("</td>");
  html.add("<td class=\"w\">");
  const auto& new_ones = comparison.difference.new_findings;
  for (const auto number : change.refusals) {
    const auto& finding = comparison.after.findings[number];
    const bool is_listed = std::ranges::find(new_ones, number) != new_ones.end();
    if (is_listed) html.add("<a href=\"#").text(findings.anchor(finding)).add("\">");
    html.text(finding.rule->id);
    if (is_listed) html.add("</a>");
    html.add(" ").prose(finding.message).add("<br>");
  }
  append_causes(comparison, change, html);
  html.add("</td></tr>\n");
}

void append_changes(const Comparison& comparison, const HtmlFindings& findings, HtmlWriter& html) {
  const auto& changes = comparison.difference.workloads;
  if (changes.empty()) return;
  html.add(
      "<section>\n<h2 id=\"changes\">Workloads</h2>\n"
      "<table class=\"rows\"><thead><tr><th scope=\"col\">Change</th>"
      "<th scope=\"col\">Workload</th><th scope=\"col\">Namespace</th>"
      "<th scope=\"col\">Profile</th><th scope=\"col\">Size</th>");
  if (comparison.has_price())
    html.add("<th scope=\"col\" class=\"r\">").text(comparison.currency()).add("/month</th>");
  html.add("<th scope=\"col\">Because</th></tr></thead>\n<tbody>\n");
  for (const auto& change : changes) append_row(comparison, change, findings, html);
  html.add("</tbody></table>\n</section>\n");
}

void append_profiles(const Comparison& comparison, HtmlWriter& html) {
  if (comparison.difference.profiles.empty()) return;
  html.add("<section>\n<h2 id=\"profiles\">Profiles</h2>\n<ul>\n");
  for (const auto& change : comparison.difference.profiles) {
    html.add("<li>").prose(profile_words(comparison, change));
    append_place(comparison, change.where, change.is_before, html);
    html.add("</li>\n");
  }
  html.add("</ul>\n</section>\n");
}

/// New findings, the worst first; each stands for itself.
std::vector<Group> groups_of(const Comparison& comparison) {
  std::vector<Group> groups;
  for (const auto number : comparison.difference.new_findings)
    groups.push_back({number, {}, false});
  std::ranges::stable_sort(groups, {}, [&](const Group& group) {
    return comparison.after.findings[group.first].severity;
  });
  return groups;
}

void append_fixed(const Comparison& comparison, HtmlWriter& html) {
  const auto& fixed = comparison.difference.fixed_findings;
  if (fixed.empty()) return;
  html.add("<section>\n<h2 id=\"fixed\">Fixed <span class=\"dim\">");
  html.number(fixed.size()).add("</span></h2>\n<ul>\n");
  for (const auto number : fixed) {
    const auto& finding = comparison.before.findings[number];
    html.add("<li><span class=\"tag\">").text(finding.rule->id).add("</span> ");
    html.text(subject_text(finding)).add(": ").prose(finding.message).add("</li>\n");
  }
  html.add("</ul>\n</section>\n");
}

void append_notes(const Comparison& comparison, HtmlWriter& html) {
  const auto notes = difference_notes(comparison);
  if (notes.empty()) return;
  html.add("<section>\n<h2 id=\"notes\">Notes</h2>\n<ul>\n");
  for (const auto& note : notes) html.add("<li>").prose(note).add("</li>\n");
  html.add("</ul>\n</section>\n");
}

FoundRules new_rules(const Comparison& comparison) {
  FoundRules rules;
  for (const auto number : comparison.difference.new_findings) {
    const auto* rule = comparison.after.findings[number].rule;
    rules[rule->id] = rule;
  }
  return rules;
}

}  // namespace

void append_difference_html(const Comparison& comparison, const RenderOptions& options,
                            std::string& out) {
  HtmlWriter html(out);
  const auto heading = difference_words(comparison);
  begin_page("fargate-lint diff: " + heading, html);
  html.add("<header>\n<p class=\"brand\">fargate-lint diff</p>\n<h1>").text(heading);
  html.add("</h1>\n<p class=\"dim\">").text(comparison.from).add(" → ").text(comparison.to);
  html.add("</p>\n");
  append_filter(html);
  html.add("</header>\n<main>\n");
  append_numbers(comparison, html);
  Anchors anchors;
  const HtmlFindings findings(comparison.after, groups_of(comparison), anchors);
  append_changes(comparison, findings, html);
  append_profiles(comparison, html);
  findings.append("", " that are new", Output(out));
  append_fixed(comparison, html);
  append_notes(comparison, html);
  append_found_rules(new_rules(comparison), html);
  html.add("</main>\n");
  end_page(options, html);
}

}  // namespace fargate_lint::report
