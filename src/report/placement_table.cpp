#include "report/placement_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "report/finding_text.hpp"
#include "report/live.hpp"
#include "report/outcome.hpp"
#include "report/placement_rows.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

enum Column : std::size_t {
  kVerdict,
  kObject,
  kNamespace,
  kProfile,
  kPods,
  kSize,
  kRunning,  ///< of a running cluster only
  kColumns
};
constexpr std::array<std::string_view, kColumns> kTitles = {
    "VERDICT", "OBJECT", "NAMESPACE", "PROFILE", "PODS", "SIZE", "RUNNING"};
constexpr std::size_t kMargin = 2;
constexpr std::size_t kGap = 2;
/// Narrower than this, a column of sentences is harder to read than lines under the row.
constexpr std::size_t kNarrowestWhy = 34;
constexpr std::size_t kWhyIndent = 6;
/// A few long names must not cost the table its columns: down to these widths, a longer name pushes
/// the rest of its row aside.
constexpr std::size_t kNarrowestObject = 24;
constexpr std::size_t kNarrowestNamespace = 9;
/// Unwrapped, no name makes the other rows wider than this.
constexpr std::size_t kWidestName = 60;

struct Row {
  Outcome outcome;
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

/// The rows of a report that are shown.
std::vector<Row> make_rows(const lint::Report& report, const PlacementRows& all,
                           const RenderOptions& options, const Palette& palette) {
  std::vector<Row> rows;
  for (const auto number : all.shown()) {
    const auto& placed = report.placements[number];
    const auto& placement = *placed.placement;
    const auto outcome = outcome_of(placement);
    Row row{outcome, {}, all.why(number)};
    row.cells[kVerdict] = palette.glyph(outcome) + " " + std::string(words(outcome));
    if (placed.live && placed.live->differs != fargate::Differs::no)
      row.cells[kVerdict] = "! differs";
    row.cells[kRunning] = running_text(placed);
    row.cells[kObject] = title_text(placed);
    row.cells[kNamespace] = sanitise(placed.object.ns);
    row.cells[kProfile] = selector_text(report, placement);
    row.cells[kPods] = pods_text(placed, options.unicode);
    row.cells[kSize] = size_text(placement);
    for (auto& cell : row.cells)
      if (cell.empty()) cell = palette.none;
    rows.push_back(std::move(row));
  }
  return rows;
}

/// "– elsewhere  40 workloads in 6 namespaces that no profile names   (--all lists them)"
void append_folded_rows(const PlacementRows& rows, const RenderOptions& options,
                        const Palette& palette, std::string& out) {
  if (rows.folded().empty()) return;
  const auto label =
      palette.glyph(Outcome::elsewhere) + " " + std::string(words(Outcome::elsewhere)) + "  ";
  const auto text = rows.folded_text() + " (--all lists them)";
  const auto left = kMargin + display_width(label);
  const auto lines = options.unwrapped ? std::vector{text} : wrap(text, options.width - left);
  for (const auto& line : lines) {
    const bool first = &line == &lines.front();
    out.append(first ? kMargin : left, ' ');
    out += palette.paint(palette.faint, (first ? label : "") + line) + "\n";
  }
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

Layout lay_out(const std::vector<Row>& rows, const lint::Report& report,
               const RenderOptions& options) {
  const std::size_t width = options.unwrapped ? SIZE_MAX : options.width;
  Layout layout;
  layout.shown.fill(true);
  layout.shown[kProfile] = !report.no_profiles();
  layout.shown[kRunning] = report.reading->live != nullptr && report.reading->live->has_pods;
  for (std::size_t c = 0; c < kColumns; ++c) {
    layout.widths[c] = kTitles[c].size();
    for (const auto& row : rows)
      layout.widths[c] = std::max(layout.widths[c], display_width(row.cells[c]));
    if (options.unwrapped) layout.widths[c] = std::min(layout.widths[c], kWidestName);
  }
  layout.why_in_column = options.unwrapped || layout.width() + kNarrowestWhy <= width;
  if (layout.why_in_column) return layout;
  // The gap after the last column is not printed.
  const auto narrow = [&] {
    if (layout.width() > width + kGap) narrow_names(rows, layout.width() - width - kGap, layout);
    return layout.width() > width + kGap;
  };
  if (narrow()) layout.shown[kSize] = false;
  if (narrow()) layout.shown[kNamespace] = false;
  if (layout.width() > width + kGap) {
    const auto excess = layout.width() - width - kGap;
    const auto names = layout.widths[kObject];
    layout.widths[kObject] = names > excess + 12 ? names - excess : 12;
  }
  return layout;
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

/// Writes rows, no line of which is wider than `width`, unless a name is.
class RowWriter {
 public:
  RowWriter(const Layout& layout, std::size_t width, const Palette& palette, std::string& out)
      : layout_(layout), width_(width), palette_(palette), out_(out) {}

  void write(const Row& row) {
    cells(row);
    std::string under;
    const auto add = [&under](const std::string& part) {
      if (!part.empty()) under.append(under.empty() ? "" : "; ").append(part);
    };
    const bool has_namespace = row.cells[kNamespace] != palette_.none;
    if (!layout_.shown[kNamespace] && has_namespace) add("namespace " + row.cells[kNamespace]);
    // The size of what runs is worth no line of its own.
    const auto& size = row.cells[kSize];
    const bool fits = at_ + kGap + display_width(size) <= width_;
    if (!layout_.shown[kSize] && size != palette_.none && (fits || !row.why.empty())) add(size);
    add(row.why);
    why(under);
  }

 private:
  /// A cell that is wider than its column pushes the next to the right, or to the next line if they
  /// do not fit there.
  void cells(const Row& row) {
    out_.append(kMargin, ' ');
    at_ = kMargin;
    auto column = kMargin;  // where the cell belongs
    // What is missing at the end of a row makes room for its WHY.
    std::size_t last = kColumns;
    while (!layout_.why_in_column && last > kProfile && row.cells[last - 1] == palette_.none)
      --last;
    gap_ = is_wider(row, last, kGap) && !is_wider(row, last, 1) ? 1 : kGap;
    for (std::size_t c = 0; c < last; ++c) {
      if (!layout_.shown[c]) continue;
      const auto& cell = row.cells[c];
      const auto size = display_width(cell);
      if (c != kVerdict) advance(column, size);
      out_ += c == kVerdict ? palette_.paint(palette_.style(row.outcome), cell) : cell;
      at_ += size;
      column += layout_.widths[c] + kGap;
    }
  }
  /// Whether the first cells of a row need more than a line if each is in its column, or pushed
  /// behind the one before it.
  bool is_wider(const Row& row, std::size_t last, std::size_t gap) const {
    auto at = kMargin;
    auto column = kMargin;
    for (std::size_t c = 0; c < last; ++c) {
      if (!layout_.shown[c]) continue;
      at = std::max(column, c == kVerdict ? at : at + gap) + display_width(row.cells[c]);
      column += layout_.widths[c] + kGap;
    }
    return at > width_;
  }
  /// Goes to `column`, or as near as a cell of that size can be.
  void advance(std::size_t column, std::size_t size) {
    auto to = std::max(column, at_ + gap_);
    if (to + size > width_) to = at_ + gap_;
    if (to + size > width_) {
      out_ += '\n';
      at_ = 0;
      to = column + size <= width_ ? column : kWhyIndent;
    }
    out_.append(to - at_, ' ');
    at_ = to;
  }
  void why(const std::string& text) {
    if (text.empty()) {
      out_ += '\n';
      return;
    }
    const auto column = layout_.why_in_column ? std::max(layout_.width(), at_ + kGap) : at_ + kGap;
    const bool fits = column + display_width(text) <= width_;
    if (fits || layout_.why_in_column) {
      out_.append(column - at_, ' ');
      const auto room = width_ > column + 12 ? width_ - column : 12;
      return lines(width_ == SIZE_MAX ? std::vector{text} : wrap(text, room), column);
    }
    out_ += '\n';
    out_.append(kWhyIndent, ' ');
    lines(wrap(text, width_ - std::min(width_ / 2, kWhyIndent)), kWhyIndent);
  }
  void lines(const std::vector<std::string>& all, std::size_t indent) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i != 0) out_.append(indent, ' ');
      out_ += palette_.paint(palette_.faint, all[i]) + "\n";
    }
  }

  const Layout& layout_;
  std::size_t width_;
  const Palette& palette_;
  std::string& out_;
  std::size_t at_ = 0;      ///< the column that is written next
  std::size_t gap_ = kGap;  ///< between the cells of a row that are pushed aside
};

/// Where the profiles come from: "cluster.yaml (2), fp.json".
std::string profile_sources(const lint::Report& report) {
  std::vector<std::pair<std::string, std::size_t>> files;
  for (const auto& profile : report.profiles()) {
    const auto& where = profile.where;
    const auto path = (is_of_cluster(where) ? where.origin->path : where.path).str();
    const auto known = std::ranges::find(files, path, &std::pair<std::string, std::size_t>::first);
    if (known == files.end())
      files.emplace_back(path, 1);
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
  const std::string title = "PLACEMENT  ";
  const auto counts = title + count_outcomes(report, options.unicode);
  const auto lines = wrap(counts.substr(title.size()), options.width - title.size());
  for (const auto& line : lines) {
    const bool first = &line == &lines.front();
    if (!first) out.append("\n").append(title.size(), ' ');
    out += palette.paint(palette.bold, (first ? title : "") + line);
  }
  if (!report.no_profiles()) {
    const auto sources = profile_sources(report);
    if (display_width(counts) + display_width(sources) + 3 <= options.width)
      out += "   " + sources;
    else
      for (const auto& line : wrap(sources, options.width - kMargin)) out += "\n  " + line;
  }
  out += "\n\n";
}

}  // namespace

std::string size_text(const fargate::Placement& placement) {
  if (!placement.size) return {};
  return placement.size->rung ? fargate::format(*placement.size->rung) : "too large";
}

std::string title_text(const lint::PlacedWorkload& placed) {
  const auto& [kind, ns, name] = placed.object;
  auto text = sanitise(name.empty() ? kind + " (no name)" : kind + "/" + name);
  if (!placed.part.empty()) text += " (" + sanitise(placed.part) + ")";
  return text;
}

void append_placement_table(const lint::Report& report, const Causes& causes,
                            const RenderOptions& options, const Palette& palette,
                            std::string& out) {
  append_heading(report, options, palette, out);
  if (report.placements.empty()) return;
  const PlacementRows all(report, causes, options.all);
  const auto rows = make_rows(report, all, options, palette);
  const auto layout = lay_out(rows, report, options);
  if (!rows.empty()) append_titles(layout, palette, out);
  RowWriter writer(layout, options.unwrapped ? SIZE_MAX : options.width, palette, out);
  for (const auto& row : rows) writer.write(row);
  append_folded_rows(all, options, palette, out);
  out += '\n';
}

}  // namespace fargate_lint::report
