#include "report/cost_text.hpp"

#include <algorithm>
#include <array>

#include "report/cost.hpp"
#include "report/outcome.hpp"
#include "report/palette.hpp"
#include "report/placement_table.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using Cells = std::vector<std::string>;
constexpr std::size_t kMargin = 2;
constexpr std::size_t kGap = 2;
constexpr std::size_t kMostCheaper = 5;

/// A table whose last `amounts` columns are aligned to the right.
struct Table {
  Cells titles;
  std::size_t amounts = 0;
  std::vector<Cells> rows;
  Cells total;  ///< what the sum is of, in words, and the sum; empty for none
};

std::vector<std::size_t> widths_of(const Table& table) {
  std::vector<std::size_t> widths(table.titles.size());
  const auto measure = [&](const Cells& cells) {
    for (std::size_t c = 0; c < cells.size(); ++c)
      widths[c] = std::max(widths[c], display_width(cells[c]));
  };
  measure(table.titles);
  std::ranges::for_each(table.rows, measure);
  if (!table.total.empty())
    widths.back() = std::max(widths.back(), display_width(table.total.back()));
  return widths;
}

/// Takes what is too much from the first columns, which are names.
void fit(std::size_t names, std::size_t width, std::vector<std::size_t>& widths) {
  constexpr std::size_t kNarrowest = 12;
  std::size_t sum = kMargin;
  for (const auto column : widths) sum += column + kGap;
  sum -= kGap;
  for (std::size_t c = 0; c < names && sum > width; ++c) {
    const auto room = widths[c] > kNarrowest ? widths[c] - kNarrowest : 0;
    const auto taken = std::min(room, sum - width);
    widths[c] -= taken;
    sum -= taken;
  }
}

std::string line_of(const Cells& cells, std::size_t amounts,
                    const std::vector<std::size_t>& widths) {
  std::string line(kMargin, ' ');
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const auto cell = clip(cells[c], widths[c]);
    if (c + amounts >= cells.size())
      line.append(widths[c] - display_width(cell), ' ').append(cell);
    else
      append_padded(cell, widths[c], line);
    if (c + 1 < cells.size()) line.append(kGap, ' ');
  }
  while (line.ends_with(' ')) line.pop_back();
  return line + "\n";
}

/// The words of the sum run across the columns between the first and the last.
std::string total_line(const Cells& total, const std::vector<std::size_t>& widths) {
  std::string line(kMargin, ' ');
  append_padded("total", widths.front() + kGap, line);
  line += total.front();
  auto before = kMargin;
  for (std::size_t c = 0; c + 1 < widths.size(); ++c) before += widths[c] + kGap;
  const auto begin = before + widths.back() - display_width(total.back());
  append_padded("", begin > display_width(line) ? begin - display_width(line) : kGap, line);
  return line + total.back() + "\n";
}

void append_table(const Table& table, std::size_t names, const RenderOptions& options,
                  const Palette& palette, std::string& out) {
  auto widths = widths_of(table);
  if (!options.unwrapped) fit(names, options.width, widths);
  out += palette.paint(palette.bold, line_of(table.titles, table.amounts, widths));
  for (const auto& row : table.rows) out += line_of(row, table.amounts, widths);
  if (!table.total.empty()) out += palette.paint(palette.bold, total_line(table.total, widths));
  out += '\n';
}

/// Of a Pod and month; of an hour where nobody knows how many there are.
std::string pod_price(const BillRow& row, bool unicode) {
  if (!row.hourly) return missing_price(row, unicode);
  if (row.unpriced == Unpriced::no_hours || row.bounded_by_deadline)
    return fargate::format(*row.hourly, 5) + "/h";
  return fargate::format(fargate::monthly(*row.hourly, 1, fargate::kMonthHours * fargate::kHour),
                         2);
}

std::string total_words(const BillSum& total) {
  return std::to_string(total.priced) + " of " + counted(total.workloads, "workload");
}

Table workload_table(const Bill& bill, const RenderOptions& options, const Palette& palette) {
  Table table;
  table.titles = {"WORKLOAD", "NAMESPACE", "PODS", "SIZE"};
  if (bill.has_price()) table.titles.insert(table.titles.end(), {"PER POD", "PER MONTH"});
  table.amounts = bill.has_price() ? 2 : 0;
  for (const auto& row : bill.rows) {
    if (!is_shown(row)) continue;
    Cells cells = {title_text(*row.placed), sanitise(row.placed->object.ns),
                   row.has_count ? range_of_pods(row.pods, options.unicode) : std::string(),
                   size_text(*row.placed->placement)};
    if (bill.has_price()) {
      cells.push_back(pod_price(row, options.unicode));
      cells.push_back(row.unpriced == Unpriced::no
                          ? range_text(row.cost.least, row.cost.most, options.unicode)
                          : (options.unicode ? "–" : "-"));
    } else if (row.unpriced == Unpriced::refused || row.unpriced == Unpriced::undecided) {
      cells.back() += (cells.back().empty() ? "" : "  ") + std::string(to_string(row.unpriced));
    }
    for (auto& cell : cells)
      if (cell.empty()) cell = palette.none;
    table.rows.push_back(std::move(cells));
  }
  if (bill.has_price())
    table.total = {total_words(bill.total),
                   range_text(bill.total.least, bill.total.most, options.unicode)};
  return table;
}

Table group_table(const Bill& bill, const std::vector<BillSum>& sums, std::string title,
                  const RenderOptions& options) {
  Table table;
  table.titles = {std::move(title), "WORKLOADS"};
  table.amounts = 1;
  if (bill.has_price()) table.titles.insert(table.titles.end(), {"PRICED", "PER MONTH"});
  const auto cells_of = [&](std::string name, const BillSum& sum) {
    Cells cells = {std::move(name), std::to_string(sum.workloads)};
    if (bill.has_price()) {
      cells.push_back(std::to_string(sum.priced));
      cells.push_back(range_text(sum.least, sum.most, options.unicode));
    }
    return cells;
  };
  if (bill.has_price()) table.amounts = 3;
  BillSum total = bill.total;
  total.workloads = 0;
  for (const auto& sum : sums) {
    total.workloads += sum.workloads;
    table.rows.push_back(cells_of(group_name(sum), sum));
  }
  if (bill.has_price())
    table.total = {total_words(total), range_text(total.least, total.most, options.unicode)};
  return table;
}

void append_line(const std::string& text, std::size_t indent, const RenderOptions& options,
                 std::string& out) {
  const std::size_t width = options.unwrapped ? SIZE_MAX : options.width - indent;
  const auto lines = options.unwrapped ? std::vector{text} : wrap(text, width, 2);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out.append(indent + (i == 0 ? 0 : 2), ' ');
    out += lines[i] + "\n";
  }
}

void append_cheaper(const Bill& bill, const RenderOptions& options, std::string& out) {
  const auto rows = cheaper_rows(bill);
  const auto shown = options.all ? rows.size() : std::min(rows.size(), kMostCheaper);
  for (std::size_t i = 0; i < shown; ++i)
    append_line(title_text(*rows[i]->placed) + ": " + cheaper_text(*rows[i]) + ": " +
                    fargate::format(rows[i]->cost.cheaper->saving, 2) + " less a month",
                kMargin, options, out);
  if (shown < rows.size())
    append_line("and " + std::to_string(rows.size() - shown) + " more (--all lists them)", kMargin,
                options, out);
}

}  // namespace

void append_cost(const Bill& bill, const RenderOptions& options, std::string& out) {
  const auto palette = Palette::make(options);
  const auto heading =
      bill.has_price()
          ? "COST per month of " + std::to_string(fargate::kMonthHours) + " h, " + price_words(bill)
          : std::string("SIZES that Fargate provisions, without prices");
  std::string title;
  append_line(heading, 0, options, title);
  out += palette.paint(palette.bold, title) + "\n";
  if (bill.rows.empty()) {
    out += "no workload in the input\n";
    return;
  }
  switch (bill.options.group_by) {
    case GroupBy::workload:
      append_table(workload_table(bill, options, palette), 2, options, palette, out);
      break;
    case GroupBy::profile:
      append_table(group_table(bill, bill.by_profile, "PROFILE", options), 1, options, palette,
                   out);
      break;
    case GroupBy::ns:
      append_table(group_table(bill, bill.by_namespace, "NAMESPACE", options), 1, options, palette,
                   out);
      break;
  }
  if (const auto note = waste_note(bill); !note.empty()) append_line(note, 0, options, out);
  append_cheaper(bill, options, out);
  for (const auto& note : bill_notes(bill)) append_line(note, 0, options, out);
  if (bill.no_profiles)
    append_line("no Fargate profile in the input, so every Pod counts as if it ran on Fargate", 0,
                options, out);
}

}  // namespace fargate_lint::report
