#include "report/html_cost.hpp"

#include <algorithm>
#include <vector>

#include "report/html_landings.hpp"
#include "report/html_page.hpp"
#include "report/outcome.hpp"
#include "report/placement_table.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

std::string heading_of(const Bill& bill) {
  if (!bill.has_price()) return "Sizes that Fargate provisions, without prices";
  return range_text(bill.total.least, bill.total.most, true) + " " +
         sanitise(bill.options.price->currency) + " per month";
}

void append_numbers(const Bill& bill, HtmlWriter& html) {
  const auto count_of = [&bill](Unpriced reason) {
    const auto found = bill.unpriced.find(reason);
    return std::to_string(found == bill.unpriced.end() ? 0U : found->second);
  };
  std::vector<Tile> tiles;
  if (bill.has_price()) {
    tiles.push_back({"good", std::to_string(bill.total.priced),
                     "of " + counted(bill.total.workloads, "workload") + " priced"});
    tiles.push_back(
        {"warning", fargate::format(bill.total.waste, 2), "for rounding and Fargate's own 256 MB"});
    tiles.push_back({"none", count_of(Unpriced::no_hours), "jobs without hours"});
  }
  tiles.push_back({"error", count_of(Unpriced::refused), "never run"});
  tiles.push_back({"none", count_of(Unpriced::undecided), "undecided"});
  tiles.push_back({"none", count_of(Unpriced::not_fargate), "not on Fargate"});
  for (auto& tile : tiles)
    if (tile.number == "0" || tile.number == "0.00") tile.tone = "none";
  append_tiles(tiles, html);
}

/// A bar beside an amount: its share of the largest one, in percent of the cell's width.
void append_bar(fargate::Money amount, fargate::Money largest, HtmlWriter& html) {
  const auto percent =
      largest <= fargate::Money() ? 0 : static_cast<int>(amount.nanos() * 100 / largest.nanos());
  html.add(
      "<svg class=\"share\" aria-hidden=\"true\" width=\"100%\" height=\"6\">"
      "<rect class=\"bar none\" width=\"100%\" height=\"6\" rx=\"3\"/>"
      "<rect class=\"bar info\" height=\"6\" rx=\"3\" width=\"");
  html.number(percent).add("%\"/></svg>");
}

fargate::Money largest_of(const Bill& bill) {
  fargate::Money largest;
  for (const auto& row : bill.rows)
    if (row.unpriced == Unpriced::no) largest = std::max(largest, row.cost.most);
  return largest;
}

void append_row(const Bill& bill, const BillRow& row, fargate::Money largest, HtmlWriter& html) {
  html.add("<tr data-f><th scope=\"row\">").text(title_text(*row.placed)).add("</th><td>");
  html.text(row.placed->object.ns).add("</td><td>").text(row.profile);
  html.add("</td><td class=\"r").add_if(row.has_count, " pods").add("\">");
  if (row.has_count) html.text(range_of_pods(row.pods, true));
  html.add("</td><td class=\"s\">").text(size_text(*row.placed->placement)).add("</td>");
  if (!bill.has_price()) {
    html.add("<td>").text(row.unpriced == Unpriced::no_region ? "" : to_string(row.unpriced));
    html.add("</td></tr>\n");
    return;
  }
  html.add("<td class=\"r\">");
  if (row.hourly) html.text(fargate::format(*row.hourly, 5));
  const bool is_priced = row.unpriced == Unpriced::no;
  html.add("</td><td class=\"r").add_if(is_priced, " month").add("\">");
  if (is_priced)
    html.text(range_text(row.cost.least, row.cost.most, true));
  else
    html.add("<span class=\"tag\">").text(to_string(row.unpriced)).add("</span>");
  html.add("</td><td class=\"bars\">");
  if (row.unpriced == Unpriced::no) append_bar(row.cost.most, largest, html);
  html.add("</td></tr>\n");
}

void append_workloads(const Bill& bill, HtmlWriter& html) {
  html.add(
      "<section>\n<h2 id=\"workloads\">Workloads</h2>\n"
      "<table class=\"rows\"><thead><tr><th scope=\"col\">Workload</th>"
      "<th scope=\"col\">Namespace</th><th scope=\"col\">Profile</th>"
      "<th scope=\"col\" class=\"r\">Pods</th><th scope=\"col\">Size</th>");
  if (bill.has_price())
    html.add(
        "<th scope=\"col\" class=\"r\">Per Pod and hour</th>"
        "<th scope=\"col\" class=\"r\">Per month</th><th scope=\"col\">Share</th>");
  else
    html.add("<th scope=\"col\">Remark</th>");
  html.add("</tr></thead>\n<tbody>\n");
  const auto largest = largest_of(bill);
  for (const auto& row : bill.rows)
    if (row.unpriced != Unpriced::not_fargate) append_row(bill, row, largest, html);
  html.add("</tbody></table>\n</section>\n");
}

void append_group(Markup title, const std::vector<BillSum>& sums, bool has_price,
                  HtmlWriter& html) {
  html.add("<table class=\"rows\"><thead><tr><th scope=\"col\">").add(title);
  html.add("</th><th scope=\"col\" class=\"r\">Workloads</th>");
  if (has_price)
    html.add(
        "<th scope=\"col\" class=\"r\">Priced</th>"
        "<th scope=\"col\" class=\"r\">Per month</th>");
  html.add("</tr></thead>\n<tbody>\n");
  for (const auto& sum : sums) {
    html.add("<tr><th scope=\"row\">").text(group_name(sum)).add("</th><td class=\"r\">");
    html.text(counted(sum.workloads, "workload")).add("</td>");
    if (has_price) {
      html.add("<td class=\"r\">").number(sum.priced).add(" priced</td><td class=\"r\">");
      html.text(range_text(sum.least, sum.most, true)).add("</td>");
    }
    html.add("</tr>\n");
  }
  html.add("</tbody></table>\n");
}

void append_notes(const Bill& bill, HtmlWriter& html) {
  html.add("<section>\n<h2 id=\"notes\">Notes</h2>\n<ul>\n");
  const auto add = [&html](const std::string& note) {
    if (!note.empty()) html.add("<li>").prose(note).add("</li>\n");
  };
  add(waste_note(bill));
  for (const auto& note : bill_notes(bill)) add(note);
  if (bill.no_profiles)
    add("no Fargate profile in the input, so every Pod counts as if it ran on Fargate");
  html.add("</ul>\n</section>\n");
  const auto cheaper = cheaper_rows(bill);
  if (cheaper.empty()) return;
  html.add("<section>\n<h2 id=\"cheaper\">Cheaper requests</h2>\n<ul>\n");
  for (const auto* row : cheaper)
    add(title_text(*row->placed) + ": " + cheaper_text(*row) + ": " +
        fargate::format(row->cost.cheaper->saving, 2) + " less a month");
  html.add("</ul>\n</section>\n");
}

}  // namespace

void append_cost_html(const Bill& bill, const RenderOptions& options, std::string& out) {
  HtmlWriter html(out);
  const auto heading = heading_of(bill);
  begin_page("fargate-lint cost: " + heading, html);
  html.add("<header>\n<p class=\"brand\">fargate-lint cost</p>\n<h1>").text(heading);
  html.add("</h1>\n");
  if (bill.has_price()) {
    html.add("<p class=\"dim\">A month of ").number(fargate::kMonthHours).add(" h, ");
    html.text(price_words(bill)).add("</p>\n");
  }
  append_filter(html);
  html.add("</header>\n<main>\n");
  append_numbers(bill, html);
  append_workloads(bill, html);
  html.add(
      "<section>\n<h2 id=\"landings-title\">"
      "Where Pods land</h2>\n");
  append_landings(bill, Thickness::cost, "landings", html);
  html.add("</section>\n<section>\n<h2 id=\"groups\">Sums</h2>\n");
  append_group("Profile", bill.by_profile, bill.has_price(), html);
  html.add("<h3>By namespace</h3>\n");
  append_group("Namespace", bill.by_namespace, bill.has_price(), html);
  html.add("</section>\n");
  append_notes(bill, html);
  html.add("</main>\n");
  end_page(options, html);
}

}  // namespace fargate_lint::report
