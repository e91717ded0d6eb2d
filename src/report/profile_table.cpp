#include "report/profile_table.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <tuple>

#include "report/finding_text.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

constexpr std::size_t kMostUnselected = 20;

enum Column : std::size_t { kName, kCluster, kSelectors, kWorkloads, kFaults, kSource, kColumns };
constexpr std::array<std::string_view, kColumns> kTitles = {"PROFILE",   "CLUSTER", "SELECTORS",
                                                            "WORKLOADS", "FAULTS",  "SOURCE"};
using Cells = std::array<std::string, kColumns>;

/// Names have a hundred characters at most; what is longer is a mistake, and no table's business.
std::string cut(std::string_view text) {
  constexpr std::size_t kMost = 100;
  return clip(sanitise(text), kMost);
}

std::string shown(const fargate::Value& value, const Palette& palette) {
  if (value.is_absent()) return palette.none;
  if (value.is_known()) return value.text.empty() ? "\"\"" : cut(value.text);
  return value.shape.empty() ? "(unknown)" : "(unknown: " + cut(value.shape) + ")";
}

auto place_of(const yaml::Location& where) {
  return std::tie(where.path, where.span.begin.line, where.span.begin.column);
}

/// Faults stand at a profile's name or behind it, before the next one's.
std::vector<std::uint32_t> count_faults(const lint::Report& report) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < report.profiles().size(); ++i) order.push_back(i);
  const auto place = [&](std::uint32_t i) { return place_of(report.profiles()[i].where); };
  std::ranges::stable_sort(order, {}, place);
  std::vector<std::uint32_t> faults(report.profiles().size());
  for (const auto& finding : report.findings) {
    if (finding.severity == lint::Severity::info) continue;
    const auto behind = std::ranges::upper_bound(order, place_of(finding.where), {}, place);
    if (behind == order.begin()) continue;
    const auto owner = *std::prev(behind);
    if (report.profiles()[owner].where.path == finding.where.path) ++faults[owner];
  }
  return faults;
}

std::vector<Cells> make_rows(const lint::Report& report, const fargate::Coverage& coverage,
                             const Palette& palette) {
  const auto faults = count_faults(report);
  std::vector<Cells> rows;
  for (std::size_t i = 0; i < report.profiles().size(); ++i) {
    const auto& profile = report.profiles()[i];
    Cells cells;
    cells[kName] = cut(profile.display_name());
    cells[kCluster] = shown(profile.cluster, palette);
    cells[kSource] =
        profile.format + " " + place_text(profile.where.path, profile.where.span.begin);
    const bool unknown = profile.selectors_unknown.is_unknown();
    cells[kSelectors] = unknown ? "?" : std::to_string(profile.selectors.size());
    cells[kWorkloads] = !profile.takes_new_pods() ? palette.none
                        : unknown                 ? "?"
                                                  : std::to_string(coverage.profiles[i].pods);
    cells[kFaults] = faults[i] == 0 ? palette.none : std::to_string(faults[i]);
    rows.push_back(std::move(cells));
  }
  return rows;
}

/// "namespace shop, labels tier=web app=*"
std::string selector_line(const fargate::Selector& selector, const Palette& palette) {
  std::string text = "namespace " + shown(selector.ns, palette);
  if (selector.labels_unknown.is_unknown()) return text + ", labels (unknown)";
  for (const auto& label : selector.labels) {
    text += &label == &selector.labels.front() ? ", labels " : " ";
    text += shown(label.key, palette) + "=" + shown(label.value, palette);
  }
  return text;
}

/// The first `columns` of a row.
void append_row(const Cells& cells, const std::array<std::size_t, kColumns>& widths,
                std::size_t columns, std::string& line) {
  line.append(2, ' ');
  for (std::size_t c = 0; c < columns; ++c) append_padded(cells[c], widths[c] + 2, line);
  while (line.ends_with(' ')) line.pop_back();
  line += '\n';
}

/// A line below a row, or several if it is long.
void append_below(std::string_view text, std::size_t width, const Palette& palette,
                  std::string& out) {
  bool first = true;
  for (const auto& line : wrap(text, width, 7)) {
    out.append(first ? 4 : 7, ' ');
    out += palette.paint(palette.faint, line) + "\n";
    first = false;
  }
}

void append_selectors(const fargate::Profile& profile, const fargate::Coverage::OfProfile& coverage,
                      std::size_t width, const Palette& palette, std::string& out) {
  for (std::size_t i = 0; i < profile.selectors.size(); ++i)
    append_below(std::to_string(i) + ": " + selector_line(profile.selectors[i], palette) + ": " +
                     counted(coverage.selectors[i], "workload"),
                 width, palette, out);
}

/// The profiles in the order of the input, those of one cluster together.
std::vector<std::size_t> by_cluster(const lint::Report& report) {
  std::map<std::string_view, std::size_t> rank;
  std::vector<std::size_t> order;
  for (const auto& profile : report.profiles()) {
    rank.try_emplace(profile.cluster.text, rank.size());
    order.push_back(order.size());
  }
  std::ranges::stable_sort(
      order, {}, [&](std::size_t i) { return rank.at(report.profiles()[i].cluster.text); });
  return order;
}

void append_unselected(const lint::Report& report, const fargate::Coverage& coverage,
                       const Palette& palette, std::string& out) {
  const auto& unselected = coverage.unselected;
  if (unselected.empty()) return;
  out += "\n" +
         palette.paint(palette.bold, counted(unselected.size(), "workload") +
                                         (unselected.size() == 1 ? " is" : " are") +
                                         " not selected by any profile") +
         "\n";
  for (std::size_t i = 0; i < std::min(unselected.size(), kMostUnselected); ++i) {
    const auto& placed = report.placements[unselected[i]];
    out += "  " + sanitise(placed.object.kind + "/" + placed.object.name);
    if (!placed.object.ns.empty()) out += " in " + sanitise(placed.object.ns);
    out += "  " +
           palette.paint(palette.faint, place_text(placed.where.path, placed.where.span.begin)) +
           "\n";
  }
  if (unselected.size() > kMostUnselected)
    out += "  and " + std::to_string(unselected.size() - kMostUnselected) +
           " more: `placement --all` lists them\n";
}

}  // namespace

void append_profile_table(const lint::Report& report, const fargate::Coverage& coverage,
                          const RenderOptions& options, std::string& out) {
  const auto palette = Palette::make(options);
  const auto selected = coverage.pods - coverage.unselected.size();
  out += palette.paint(palette.bold, report.profiles().empty()
                                         ? "no Fargate profile in the input"
                                         : counted(report.profiles().size(), "profile") +
                                               ", selecting " + std::to_string(selected) + " of " +
                                               counted(coverage.pods, "workload"));
  out += '\n';
  if (report.profiles().empty()) return;
  const auto rows = make_rows(report, coverage, palette);
  std::array<std::size_t, kColumns> widths{};
  Cells titles;
  for (std::size_t c = 0; c < kColumns; ++c) {
    titles[c] = kTitles[c];
    widths[c] = kTitles[c].size();
    for (const auto& row : rows) widths[c] = std::max(widths[c], display_width(row[c]));
  }
  const auto width = std::max(options.width, 40U);
  const auto whole = std::accumulate(widths.begin(), widths.end(), 2 * widths.size());
  // Where all does not fit side by side, the source goes below.
  const std::size_t columns = whole <= width ? kColumns : kSource;
  std::string line;
  append_row(titles, widths, columns, line);
  out += palette.paint(palette.bold, line);
  for (const auto i : by_cluster(report)) {
    append_row(rows[i], widths, columns, out);
    if (columns != kColumns) append_below(rows[i][kSource], width, palette, out);
    if (!report.profiles()[i].takes_new_pods())
      append_below("status " + sanitise(report.profiles()[i].status) + ": it accepts no new pods",
                   width, palette, out);
    for (const auto& issue : report.profiles()[i].issues)
      append_below("health issue " + sanitise(issue), width, palette, out);
    append_selectors(report.profiles()[i], coverage.profiles[i], width, palette, out);
  }
  append_unselected(report, coverage, palette, out);
  out += '\n';
}

}  // namespace fargate_lint::report
