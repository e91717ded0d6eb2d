#include <array>
#include <span>
#include <vector>

#include "report/causes.hpp"
#include "report/clusters.hpp"
#include "report/cost.hpp"
#include "report/finding_text.hpp"
#include "report/html_cost.hpp"
#include "report/html_difference.hpp"
#include "report/html_findings.hpp"
#include "report/html_landings.hpp"
#include "report/html_page.hpp"
#include "report/live.hpp"
#include "report/not_linted.hpp"
#include "report/outcome.hpp"
#include "report/placement_rows.hpp"
#include "report/placement_table.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// A page that begins as the screen does: the numbers, the placement table with its reasons, the
// errors. Everything works without a script; with one, the page can be filtered.

namespace fargate_lint::report {
namespace {

/// One report on the page.
class Part {
 public:
  /// `prefix`: of the ids that stand once in each report; `cluster`: empty if there is but one.
  Part(const lint::Report& report, std::string prefix, std::string cluster,
       const RenderOptions& options, Anchors& anchors)
      : report_(report),
        prefix_(std::move(prefix)),
        cluster_(std::move(cluster)),
        options_(options),
        causes_(report),
        bill_(make_bill(report, {}, {.price = report.price})),
        findings_(report, anchors) {}

  void append(const Output& output) const;

 private:
  void append_numbers(HtmlWriter& html) const;
  void append_links(HtmlWriter& html) const;
  void append_troubles(HtmlWriter& html) const;
  void append_placements(HtmlWriter& html) const;
  void append_table(std::span<const std::uint32_t> numbers, HtmlWriter& html) const;
  void append_row(std::uint32_t number, HtmlWriter& html) const;
  void append_why(std::uint32_t number, HtmlWriter& html) const;
  void append_landings_section(HtmlWriter& html) const;
  void append_account(HtmlWriter& html) const;
  bool has_running() const {
    return report_.reading->live != nullptr && report_.reading->live->has_pods;
  }

  const lint::Report& report_;
  std::string prefix_;
  std::string cluster_;
  const RenderOptions& options_;
  Causes causes_;
  Bill bill_;
  HtmlFindings findings_;
  PlacementRows rows_ = PlacementRows(report_, causes_, options_.all);
};

Tile tile_of(Markup tone_of_it, std::string label, std::span<const Outcome> outcomes,
             const Tallies& tallies) {
  Tally sum;
  for (const auto outcome : outcomes) {
    const auto& tally = tallies.of(outcome);
    sum.workloads += tally.workloads;
    sum.least += tally.least;
    sum.most += tally.most;
    sum.unknown += tally.unknown;
    sum.idle += tally.idle;
  }
  auto detail = sum.workloads == 0 ? std::string() : pods_text(sum, true);
  return {sum.workloads == 0 ? Markup("none") : tone_of_it, std::to_string(sum.workloads),
          std::move(label), std::move(detail)};
}

Tile tile_of(Markup tone_of_it, std::string label, std::uint32_t count) {
  return {count == 0 ? Markup("none") : tone_of_it, std::to_string(count), std::move(label), {}};
}

void Part::append_numbers(HtmlWriter& html) const {
  constexpr std::array kNever = {Outcome::refused, Outcome::invalid, Outcome::unplaced};
  constexpr std::array kFargate = {Outcome::fargate};
  constexpr std::array kUndecided = {Outcome::undecided};
  constexpr std::array kElsewhere = {Outcome::elsewhere};
  const Tallies tallies(report_);
  std::vector<Tile> tiles;
  tiles.push_back(tile_of("good", "on Fargate", kFargate, tallies));
  tiles.push_back(tile_of("error", "never run", kNever, tallies));
  tiles.push_back(tile_of("warning", "undecided", kUndecided, tallies));
  tiles.push_back(tile_of("none", "not on Fargate", kElsewhere, tallies));
  if (options_.diagnostics) {
    tiles.push_back(tile_of("error", "errors", report_.count(lint::Severity::error)));
    tiles.push_back(tile_of("warning", "warnings", report_.count(lint::Severity::warning)));
    tiles.push_back(tile_of("info", "info", report_.count(lint::Severity::info)));
    if (!report_.suppressed.empty()) {
      auto& last = tiles.back();
      last.detail = std::to_string(report_.suppressed.size()) + " suppressed";
    }
  }
  if (bill_.has_price() && bill_.total.priced != 0)
    tiles.push_back({"money", range_text(bill_.total.least, bill_.total.most, true),
                     bill_.options.price->currency + " per month",
                     "for " + counted(bill_.total.priced, "workload")});
  append_tiles(tiles, html);
}

/// To the sections that the part has.
void Part::append_links(HtmlWriter& html) const {
  html.add("<nav aria-label=\"Sections").add_if(!cluster_.empty(), " of cluster ").text(cluster_);
  html.add("\"><ul>");
  const auto link = [&](Markup id, Markup text) {
    html.add("<li><a href=\"#").text(prefix_).add(id).add("\">").add(text).add("</a></li>");
  };
  const auto has = [&](lint::Severity severity) {
    return options_.diagnostics && report_.count(severity) != 0;
  };
  if (options_.placement && !report_.placements.empty()) link("placement", "Placement");
  if (has(lint::Severity::error)) link("Errors", "Errors");
  if (has(lint::Severity::warning)) link("Warnings", "Warnings");
  if (has(lint::Severity::info)) link("Info", "Info");
  if (!report_.placements.empty()) link("landings-title", "Where Pods land");
  link("input", "Input");
  html.add("</ul></nav>\n");
}

void Part::append_troubles(HtmlWriter& html) const {
  if (report_.no_profiles() && !report_.placements.empty())
    html.add(
        "<div class=\"note\"><strong>No Fargate profile in the input</strong>, so every Pod "
        "is checked as if it ran on Fargate. Use <code>--profiles FILE</code> to see which "
        "Pods do.</div>\n");
  for (const lint::InputError& error : report_.errors()) {
    html.add("<div class=\"note error\"><strong>error</strong> ").prose(error_text(error));
    if (!error.hint.empty()) html.add("<br>").prose(error.hint);
    html.add("</div>\n");
  }
  for (const auto& unreadable : report_.reading->unreadable) {
    const auto& error = unreadable.error;
    html.add("<div class=\"note error\"><strong>unreadable</strong> ");
    html.text(place_text(unreadable.source.path, {error.span.begin.line, 0})).add(": ");
    html.prose(error.looks_templated ? "a template that was not rendered" : error.message);
    html.add("</div>\n");
  }
}

void Part::append_why(std::uint32_t number, HtmlWriter& html) const {
  const auto reason = rows_.reason(number);
  html.prose(reason);
  if (const auto rules = causes_.rules(number); !rules.empty()) {
    html.add_if(!reason.empty(), " ").add("(");
    const auto* shown = options_.diagnostics ? causes_.first_shown(number) : nullptr;
    if (shown != nullptr) html.add("<a href=\"#").text(findings_.anchor(*shown)).add("\">");
    html.text(rules).add_if(shown != nullptr, "</a>").add(")");
  }
  if (const auto place = rows_.place(number); !place.empty())
    html.add("<span class=\"at\">").text(place).add("</span>");
}

void Part::append_row(std::uint32_t number, HtmlWriter& html) const {
  const auto& placed = report_.placements[number];
  const auto& placement = *placed.placement;
  const auto outcome = outcome_of(placement);
  const bool differs = placed.live && placed.live->differs != fargate::Differs::no;
  html.add("<tr data-f><td><span class=\"tag ").add(differs ? Markup("warning") : tone(outcome));
  html.add("\">").text(differs ? "differs" : words(outcome)).add("</span></td><th scope=\"row\">");
  html.text(title_text(placed)).add("</th><td>").text(placed.object.ns).add("</td>");
  if (!report_.no_profiles()) html.add("<td>").text(selector_text(report_, placement)).add("</td>");
  const auto pods = pods_text(placed, true);
  html.add("<td class=\"r").add_if(!pods.empty(), " pods").add("\">").text(pods);
  html.add("</td><td class=\"s\">").text(size_text(placement)).add("</td>");
  if (has_running()) html.add("<td>").text(running_text(placed)).add("</td>");
  if (bill_.has_price()) {
    const auto& row = bill_.rows[number];
    const bool is_priced = row.unpriced == Unpriced::no;
    html.add("<td class=\"r").add_if(is_priced, " month").add("\">");
    if (is_priced) html.text(range_text(row.cost.least, row.cost.most, true));
    html.add("</td>");
  }
  html.add("<td class=\"w\">");
  append_why(number, html);
  html.add("</td></tr>\n");
}

void Part::append_table(std::span<const std::uint32_t> numbers, HtmlWriter& html) const {
  html.add(
      "<table class=\"rows\"><thead><tr><th scope=\"col\">Verdict</th>"
      "<th scope=\"col\">Workload</th><th scope=\"col\">Namespace</th>");
  if (!report_.no_profiles()) html.add("<th scope=\"col\">Profile</th>");
  html.add("<th scope=\"col\" class=\"r\">Pods</th><th scope=\"col\">Size</th>");
  if (has_running()) html.add("<th scope=\"col\">Running</th>");
  if (bill_.has_price())
    html.add("<th scope=\"col\" class=\"r\">")
        .text(bill_.options.price->currency)
        .add("/month</th>");
  html.add("<th scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
  for (const auto number : numbers) append_row(number, html);
  html.add("</tbody></table>\n");
}

void Part::append_placements(HtmlWriter& html) const {
  // A browser takes its time for long tables: the rest waits behind a line.
  constexpr std::size_t kMostRows = 30;
  constexpr std::size_t kMostToLookAt = 200;
  if (report_.placements.empty()) return;
  html.add("<section>\n<h2 id=\"");
  html.text(prefix_).add("placement\">Placement</h2>\n");
  const auto numbers = rows_.shown();
  // Those that need a look come first.
  std::size_t open = std::min(numbers.size(), kMostRows);
  while (open < std::min(numbers.size(), kMostToLookAt) &&
         needs_a_look(outcome_of(*report_.placements[numbers[open]].placement)))
    ++open;
  const auto all = std::span(numbers);
  if (open != 0) append_table(all.first(open), html);
  if (open != numbers.size()) {
    html.add("<details class=\"more\"><summary>").number(numbers.size() - open);
    html.add(" more workloads</summary>\n");
    append_table(all.subspan(open), html);
    html.add("</details>\n");
  }
  if (!rows_.folded().empty()) {
    html.add("<details class=\"more\"><summary>elsewhere: ").text(rows_.folded_text());
    html.add("</summary>\n");
    append_table(rows_.folded(), html);
    html.add("</details>\n");
  }
  html.add("</section>\n");
}

void Part::append_landings_section(HtmlWriter& html) const {
  if (report_.placements.empty()) return;
  html.add("<section>\n<h2 id=\"");
  html.text(prefix_).add("landings-title\">Where Pods land");
  if (bill_.has_price()) html.add(", and what they cost");
  html.add("</h2>\n");
  append_landings(bill_, Thickness::workloads, prefix_ + "landings", html);
  if (bill_.has_price())
    html.add("<p class=\"dim\">Per month of ").number(fargate::kMonthHours).add(" h, ");
  if (bill_.has_price()) html.text(price_words(bill_)).add("</p>\n");
  html.add("</section>\n");
}

void Part::append_account(HtmlWriter& html) const {
  const auto& account = report_.reading->account;
  html.add("<section>\n<h2 id=\"").text(prefix_);
  html.add("input\">Input</h2>\n<p>").text(counted(account.total, "document")).add(" in ");
  html.text(counted(account.files, "file")).add(": ").number(account.linted).add(" linted, ");
  html.number(account.without_pods).add(" without Pods, ").number(account.ignored);
  html.add(" ignored, ").number(account.unreadable).add(" unreadable.</p>\n");
  const auto& not_linted = report_.reading->not_linted;
  if (!not_linted.empty()) {
    html.add("<details class=\"more\"><summary>").text(counted(not_linted.size(), "file or part"));
    html.add(" not linted</summary>\n<ul>\n");
    for (const auto& entry : not_linted) {
      html.add("<li>").text(not_linted_text(entry));
      if (const auto help = not_linted_help(entry, options_.program); !help.empty())
        html.add("<br><code>").text(help).add("</code>");
      html.add("</li>\n");
    }
    html.add("</ul></details>\n");
  }
  html.add("</section>\n");
}

void Part::append(const Output& output) const {
  HtmlWriter html(output.text());
  if (!cluster_.empty()) html.add("<h2>Cluster ").text(cluster_).add("</h2>\n");
  append_numbers(html);
  append_links(html);
  append_troubles(html);
  if (options_.placement) append_placements(html);
  output.pass_on_part();
  if (options_.diagnostics) findings_.append(prefix_, "", output);
  append_landings_section(html);
  append_account(html);
}

std::string heading_of(Reports reports) {
  if (reports.size() > 1) return counted(reports.size(), "cluster");
  return count_outcomes(reports.front(), true);
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  HtmlWriter html(output.text());
  const auto heading = heading_of(reports);
  begin_page("fargate-lint: " + heading, html);
  html.add("<header>\n<p class=\"brand\">fargate-lint</p>\n<h1>").text(heading).add("</h1>\n");
  append_filter(html);
  html.add("</header>\n<main>\n");
  Anchors anchors;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto prefix = i == 0 ? std::string() : "c" + std::to_string(i + 1) + "-";
    Part(reports[i], prefix, cluster_name(reports, reports[i]), options, anchors).append(output);
  }
  if (options.diagnostics) append_found_rules(found_rules(reports), html);
  html.add("</main>\n");
  end_page(options, html);
}

}  // namespace

const Renderer html_renderer = {.name = "html",
                                .summary = "one page that loads nothing, for a browser",
                                .render_all = render,
                                .shows_placements = true,
                                .render_cost = append_cost_html,
                                .render_difference = append_difference_html};

}  // namespace fargate_lint::report
