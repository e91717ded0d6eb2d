#include "report/placement_table.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "fargate/wording.hpp"
#include "report/finding_text.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using fargate::Verdict;

enum Column : std::size_t { kVerdict, kObject, kNamespace, kProfile, kSize, kColumns };
constexpr std::array<std::string_view, kColumns> kTitles = {"VERDICT", "OBJECT", "NAMESPACE",
                                                            "PROFILE/SEL", "SIZE"};
constexpr std::size_t kMargin = 2;
constexpr std::size_t kGap = 2;
/// Narrower than this, a column of sentences is harder to read than lines under the row.
constexpr std::size_t kNarrowestWhy = 34;
constexpr std::size_t kWhyIndent = 6;
/// A few long names must not cost the table its columns: down to these widths, a longer name pushes
/// the rest of its row aside.
constexpr std::size_t kNarrowestObject = 24;
constexpr std::size_t kNarrowestNamespace = 9;

struct Row {
  Verdict verdict;
  std::array<std::string, kColumns> cells;
  std::string why;
};

struct Layout {
  std::array<std::size_t, kColumns> widths{};
  std::array<bool, kColumns> shown{};
  bool why_in_column = false;
  std::size_t width() const {
    auto sum = kMargin;
    for (std::size_t c = 0; c < kColumns; ++c)
      if (shown[c]) sum += widths[c] + kGap;
    return sum;
  }
};

/// What the user looks for first comes first.
int rank(Verdict verdict) {
  switch (verdict) {
    case Verdict::refused: return 0;
    case Verdict::undecided: return 1;
    case Verdict::fargate: return 2;
    case Verdict::not_fargate: return 3;
  }
  return 4;
}

Row make_row(const lint::PlacedWorkload& placed, const lint::Report& report,
             const Palette& palette) {
  const auto& placement = *placed.placement;
  // That every pod counts as selected is said once, above the table.
  const auto why = report.no_profiles() && placement.selected
                       ? fargate::wording::consequences(placement)
                       : fargate::wording::why(placement, report.profiles());
  Row row{placement.verdict, {}, sanitise(why)};
  row.cells[kVerdict] =
      palette.glyph(placement.verdict) + " " + std::string(words(placement.verdict));
  row.cells[kObject] = sanitise(placed.object.kind + "/" + placed.object.name);
  if (!placed.part.empty()) row.cells[kObject] += " (" + sanitise(placed.part) + ")";
  row.cells[kNamespace] = placed.object.ns.empty() ? palette.none : sanitise(placed.object.ns);
  row.cells[kProfile] = selector_text(report, placement);
  if (row.cells[kProfile].empty()) row.cells[kProfile] = palette.none;
  row.cells[kSize] = size_text(placement);
  if (row.cells[kSize].empty()) row.cells[kSize] = palette.none;
  return row;
}

/// Takes `excess` columns from objects and namespaces, so that the fewest rows have a longer name.
void narrow_names(const std::vector<Row>& rows, std::size_t excess, Layout& layout) {
  auto& objects = layout.widths[kObject];
  auto& namespaces = layout.widths[kNamespace];
  const auto room = [](std::size_t width, std::size_t least) {
    return width > least ? width - least : 0;
  };
  const auto from_objects = room(objects, kNarrowestObject);
  const auto from_namespaces = room(namespaces, kNarrowestNamespace);
  if (from_objects + from_namespaces < excess) return;
  // longer[n]: rows with a longer name if objects give n columns, and namespaces the rest.
  std::vector<std::size_t> longer(excess + 1);
  const auto count = [&](std::size_t c, auto&& given_of) {
    std::vector<std::size_t> rows_of_width(layout.widths[c] + 1);
    for (const auto& row : rows) ++rows_of_width[display_width(row.cells[c])];
    for (std::size_t n = 0; n <= excess; ++n) {
      const auto given = given_of(n);
      for (std::size_t i = 0; i < std::min(given, layout.widths[c]); ++i)
        longer[n] += rows_of_width[layout.widths[c] - i];
    }
  };
  count(kObject, [](std::size_t n) { return n; });
  count(kNamespace, [excess](std::size_t n) { return excess - n; });
  auto best = excess - std::min(excess, from_namespaces);
  for (auto n = best; n <= std::min(excess, from_objects); ++n)
    if (longer[n] < longer[best]) best = n;
  objects -= best;
  namespaces -= excess - best;
}

Layout lay_out(const std::vector<Row>& rows, bool profiles, std::size_t width) {
  Layout layout;
  layout.shown.fill(true);
  layout.shown[kProfile] = profiles;
  for (std::size_t c = 0; c < kColumns; ++c) {
    layout.widths[c] = kTitles[c].size();
    for (const auto& row : rows)
      layout.widths[c] = std::max(layout.widths[c], display_width(row.cells[c]));
  }
  layout.why_in_column = layout.width() + kNarrowestWhy <= width;
  if (layout.why_in_column) return layout;
  // The gap after the last column is not printed.
  if (layout.width() > width + kGap) {
    narrow_names(rows, layout.width() - width - kGap, layout);
  }
  if (layout.width() > width + kGap) layout.shown[kSize] = false;
  if (layout.width() > width + kGap) layout.shown[kNamespace] = false;
  if (layout.width() > width + kGap) {
    const auto excess = layout.width() - width - kGap;
    const auto names = layout.widths[kObject];
    layout.widths[kObject] = names > excess + 12 ? names - excess : 12;
  }
  return layout;
}

void append_lines(const std::vector<std::string>& lines, std::size_t indent, const Palette& palette,
                  std::string& out) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != 0) out.append(indent, ' ');
    out += palette.paint(palette.faint, lines[i]);
    out += '\n';
  }
  if (lines.empty()) out += '\n';
}

void append_titles(const Layout& layout, const Palette& palette, std::string& out) {
  std::string line(kMargin, ' ');
  for (std::size_t c = 0; c < kColumns; ++c)
    if (layout.shown[c]) append_padded(kTitles[c], layout.widths[c] + kGap, line);
  if (layout.why_in_column) line += "WHY";
  while (line.ends_with(' ')) line.pop_back();
  out += palette.paint(palette.bold, line);
  out += '\n';
}

/// The cells that are shown. One that is wider than its column pushes the next to the right, or to
/// the next line if they do not fit there.
void append_cells(const Row& row, const Layout& layout, std::size_t width, const Palette& palette,
                  std::string& out) {
  out.append(kMargin, ' ');
  auto column = kMargin;  // where the cell belongs
  auto at = kMargin;      // where it stands
  for (std::size_t c = 0; c < kColumns; ++c) {
    if (!layout.shown[c]) continue;
    const auto& cell = row.cells[c];
    const auto cell_width = display_width(cell);
    if (c != kVerdict) {
      const bool fits = at + kGap + cell_width <= width || column > at;
      if (!fits) out += '\n';
      if (!fits) at = 0;
      const auto gap = std::max(column > at ? column - at : 0, fits ? kGap : 0);
      out.append(gap, ' ');
      at += gap;
    }
    out += c == kVerdict ? palette.paint(palette.style(row.verdict), cell) : cell;
    at += cell_width;
    column += layout.widths[c] + kGap;
  }
  if (layout.why_in_column && !row.why.empty()) out.append(column - at, ' ');
}

void append_row(const Row& row, const Layout& layout, std::size_t width, const Palette& palette,
                std::string& out) {
  append_cells(row, layout, width, palette, out);
  const auto left = layout.width();
  if (layout.why_in_column) {
    return append_lines(wrap(row.why, width - left), left, palette, out);
  }
  out += '\n';
  std::string under;
  const auto add = [&under](const std::string& part) {
    if (!under.empty() && !part.empty()) under += "; ";
    under += part;
  };
  if (!layout.shown[kNamespace]) add("namespace " + row.cells[kNamespace]);
  if (!layout.shown[kSize] && row.cells[kSize] != palette.none) add(row.cells[kSize]);
  add(row.why);
  if (under.empty()) return;
  out.append(kWhyIndent, ' ');
  append_lines(wrap(under, width - std::min(width / 2, kWhyIndent)), kWhyIndent, palette, out);
}

/// Where the profiles come from: "cluster.yaml (2), fp.json".
std::string profile_sources(const lint::Report& report) {
  std::vector<std::pair<std::string, std::size_t>> files;
  for (const auto& profile : report.profiles()) {
    const auto known = std::ranges::find(files, profile.where.path.str(),
                                         &std::pair<std::string, std::size_t>::first);
    if (known == files.end())
      files.emplace_back(profile.where.path.str(), 1);
    else
      ++known->second;
  }
  constexpr std::size_t kMostFiles = 3;
  std::string text = counted(report.profiles().size(), "profile") + " from ";
  for (std::size_t i = 0; i < std::min(files.size(), kMostFiles); ++i) {
    if (i != 0) text += ", ";
    text += files[i].first == "-" ? "<stdin>" : sanitise(files[i].first);
    if (files.size() > 1) text += " (" + std::to_string(files[i].second) + ")";
  }
  if (files.size() > kMostFiles) text += " and " + counted(files.size() - kMostFiles, "more file");
  return text;
}

void append_heading(const lint::Report& report, const RenderOptions& options,
                    const Palette& palette, std::string& out) {
  const auto counts = "PLACEMENT  " + count_verdicts(report);
  out += palette.paint(palette.bold, counts);
  if (!report.no_profiles()) {
    const auto sources = profile_sources(report);
    if (display_width(counts) + display_width(sources) + 3 <= options.width)
      out += "   ";
    else
      out += "\n  ";
    out += sources;
  }
  out += "\n\n";
}

}  // namespace

std::string count_verdicts(const lint::Report& report) {
  if (report.placements.empty()) return "no pod in the input";
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  add(counted(report.count(Verdict::fargate), "pod") + " on Fargate");
  if (const auto count = report.count(Verdict::refused)) add(std::to_string(count) + " refused");
  if (const auto count = report.count(Verdict::undecided))
    add(std::to_string(count) + " undecided");
  if (const auto count = report.count(Verdict::not_fargate))
    add(std::to_string(count) + " elsewhere");
  return text;
}

std::string size_text(const fargate::Placement& placement) {
  if (!placement.size) return {};
  return placement.size->rung ? fargate::format(*placement.size->rung) : "too large";
}

void append_placement_table(const lint::Report& report, const RenderOptions& options,
                            const Palette& palette, std::string& out) {
  append_heading(report, options, palette, out);
  if (report.placements.empty()) return;
  std::vector<Row> rows;
  rows.reserve(report.placements.size());
  for (const auto& placed : report.placements) rows.push_back(make_row(placed, report, palette));
  std::ranges::stable_sort(rows, {}, [](const Row& row) { return rank(row.verdict); });
  const auto layout = lay_out(rows, !report.no_profiles(), options.width);
  append_titles(layout, palette, out);
  for (const auto& row : rows) append_row(row, layout, options.width, palette, out);
  out += '\n';
}

}  // namespace fargate_lint::report
