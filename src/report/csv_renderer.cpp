#include <string>
#include <string_view>
#include <tuple>

#include "base/text.hpp"
#include "report/cost.hpp"
#include "report/difference.hpp"
#include "report/finding_text.hpp"
#include "report/placement_table.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// RFC 4180 with line feeds. Names come from strangers: a cell that a spreadsheet would take for a
// formula begins with an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).

namespace fargate_lint::report {
namespace {

class Row {
 public:
  explicit Row(std::string& out) : out_(out) {}
  Row& add(std::string_view text) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    auto cell = sanitise(text);
    if (!cell.empty() && std::string_view("=+-@|%").find(cell.front()) != std::string_view::npos)
      cell.insert(cell.begin(), '\'');
    if (cell.find_first_of("\",") == std::string::npos) {
      out_ += cell;
      return *this;
    }
    out_ += '"';
    for (const char c : cell) out_.append(c == '"' ? "\"\"" : std::string_view(&c, 1));
    out_ += '"';
    return *this;
  }
  Row& add(std::uint64_t number) { return add(std::to_string(number)); }
  Row& add(fargate::Money money, unsigned decimals = 2) {
    return add(fargate::format(money, decimals));
  }
  void end() { out_ += '\n'; }

 private:
  std::string& out_;
  bool is_first_ = true;
};

void append_price(const Bill& bill, Row& row) {
  const auto& price = bill.options.price;
  row.add(price ? price->currency : "").add(price ? price->region : bill.options.region);
  row.add(price ? price->date : "");
}

void append_row(const Bill& bill, const BillRow& of, std::string& out) {
  Row row(out);
  const auto& object = of.placed->object;
  row.add(object.kind.view()).add(object.ns.view()).add(object.name.view());
  row.add(of.placed->part.view()).add(of.profile);
  if (of.has_count)
    row.add(of.pods.least).add(of.pods.most).add(of.pods_from);
  else
    row.add("").add("").add("");
  row.add(size_text(*of.placed->placement));
  row.add(of.hourly ? fargate::format(*of.hourly, 9) : "");
  if (of.unpriced == Unpriced::no)
    row.add(of.cost.least).add(of.cost.most).add(of.cost.waste);
  else
    row.add("").add("").add("");
  append_price(bill, row);
  row.add(to_string(of.unpriced)).end();
}

void append_groups(const Bill& bill, std::string_view title, const std::vector<BillSum>& sums,
                   std::string& out) {
  out.append(title).append(
      ",workloads,priced,monthly_min,monthly_max,waste_monthly,currency,region,price_date\n");
  for (const auto& sum : sums) {
    Row row(out);
    row.add(sum.name).add(std::uint64_t{sum.workloads}).add(std::uint64_t{sum.priced});
    if (bill.has_price())
      row.add(sum.least).add(sum.most).add(sum.waste);
    else
      row.add("").add("").add("");
    append_price(bill, row);
    row.end();
  }
}

void append_cost_csv(const Bill& bill, const RenderOptions&, std::string& out) {
  switch (bill.options.group_by) {
    case GroupBy::profile: return append_groups(bill, "profile", bill.by_profile, out);
    case GroupBy::ns: return append_groups(bill, "namespace", bill.by_namespace, out);
    case GroupBy::workload: break;
  }
  out +=
      "kind,namespace,name,part,profile,pods_min,pods_max,pods_from,size,hourly,monthly_min,"
      "monthly_max,waste_monthly,currency,region,price_date,why_not\n";
  for (const auto& row : bill.rows) append_row(bill, row, out);
}

void append_monthly(const std::optional<fargate::Money>& money, bool has_price, Row& row) {
  if (has_price && money)
    row.add(*money);
  else
    row.add("");
}

/// A line for each workload that changes.
void append_difference_csv(const Comparison& comparison, const RenderOptions&, std::string& out) {
  out +=
      "change,kind,namespace,name,part,before_verdict,after_verdict,before_profile,after_profile,"
      "before_size,after_size,before_monthly,after_monthly,currency,path,line,text\n";
  const auto& [before, after] = std::tie(comparison.before, comparison.after);
  for (const auto& change : comparison.difference.workloads) {
    Row row(out);
    const auto& placed = comparison.placed(change);
    row.add(to_string(change.change)).add(placed.object.kind.view()).add(placed.object.ns.view());
    row.add(placed.object.name.view()).add(placed.part.view());
    const auto add = [&](const auto& of) {
      row.add(change.before ? of(before, before.placements[*change.before]) : "");
      row.add(change.after ? of(after, after.placements[*change.after]) : "");
    };
    add([](const lint::Report&, const lint::PlacedWorkload& of) {
      return std::string(to_string(of.placement->verdict));
    });
    add([](const lint::Report& report, const lint::PlacedWorkload& of) {
      return selector_text(report, *of.placement);
    });
    add([](const lint::Report&, const lint::PlacedWorkload& of) {
      return size_text(*of.placement);
    });
    const auto monthly = comparison.monthly(change);
    append_monthly(monthly.before, comparison.has_price(), row);
    append_monthly(monthly.after, comparison.has_price(), row);
    row.add(comparison.currency());
    if (change.because.empty()) {
      row.add("").add("").add("");
    } else {
      const auto& where = change.because.front().where;
      row.add(where.path.view()).add(std::uint64_t{where.span.begin.line});
      row.add(trimmed(where.line_text, kSpaces));
    }
    row.end();
  }
}

}  // namespace

const Renderer csv_renderer = {.name = "csv",
                               .summary = "a table for spreadsheets",
                               .render_cost = append_cost_csv,
                               .render_difference = append_difference_csv};

}  // namespace fargate_lint::report
