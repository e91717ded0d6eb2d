#include <algorithm>
#include <array>
#include <set>

#include "lint/rule.hpp"
#include "report/difference_formats.hpp"
#include "report/finding_text.hpp"
#include "report/outcome.hpp"
#include "report/palette.hpp"
#include "report/placement_table.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using lint::Cause;
using lint::Change;
using lint::WorkloadChange;

constexpr std::size_t kGap = 2;
constexpr std::size_t kIndent = 6;
constexpr std::size_t kMostCauses = 3;
constexpr std::size_t kMostFindings = 10;
constexpr std::size_t kMostRows = 20;  ///< of one change

enum Column : std::size_t { kLabel, kObject, kNamespace, kMove, kWhat, kMoney, kColumns };
/// A name that is longer pushes the rest of its row aside.
constexpr std::array<std::size_t, kColumns> kNarrowest = {0, 16, 7, 10, 16, 0};

struct Row {
  const WorkloadChange* change = nullptr;
  std::array<std::string, kColumns> cells;
};

std::string_view glyph_of(Change change) {
  switch (change) {
    case Change::refused: return "!";
    case Change::deleted: return "x";
    case Change::off:
    case Change::undecided: return "<";
    case Change::profile:
    case Change::on: return ">";
    case Change::size:
    case Change::replicas:
    case Change::renamed: return "~";
    case Change::gone: return "-";
    case Change::added: return "+";
    case Change::unknown: return "?";
  }
  return " ";
}

const std::string& style_of(Change change, const Palette& palette) {
  if (change <= Change::deleted) return palette.error;
  if (change <= Change::profile || change == Change::unknown) return palette.warning;
  return palette.faint;
}

class Screen {
 public:
  Screen(const Comparison& comparison, const RenderOptions& options, std::string& out)
      : comparison_(comparison), options_(options), palette_(Palette::make(options)), out_(out) {}

  void append() {
    append_heading();
    make_rows();
    measure();
    append_rows();
    append_folded();
    append_profiles();
    append_findings();
    append_notes();
    append_answer();
  }

 private:
  const lint::Difference& difference() const { return comparison_.difference; }
  std::size_t width() const { return options_.unwrapped ? SIZE_MAX : options_.width; }

  void append_wrapped(const std::string& text, std::size_t indent, std::size_t hanging,
                      std::string& out) const {
    const bool fits = options_.unwrapped || display_width(text) + indent <= options_.width;
    const auto lines = fits ? std::vector{text} : wrap(text, options_.width - indent, hanging);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out.append(indent + (i == 0 ? 0 : hanging), ' ');
      out += lines[i] + "\n";
    }
  }

  void append_heading() {
    auto text = sanitise(comparison_.from) + (options_.unicode ? " → " : " -> ") +
                sanitise(comparison_.to) + ": " + difference_words(comparison_);
    if (const auto increase = increase_words(comparison_, options_.unicode); !increase.empty())
      text += "; " + increase;
    std::string title;
    append_wrapped(text, kIndent, 0, title);
    title.replace(0, kIndent, "DIFF  ");
    out_ += palette_.paint(palette_.bold, title) + "\n";
  }

  /// Whether a change is of no use to who asks about Fargate: both sides of it are elsewhere.
  bool is_elsewhere(const WorkloadChange& change) const {
    if (change.change != Change::added && change.change != Change::gone &&
        change.change != Change::renamed)
      return false;
    const auto elsewhere = [](const lint::Report& report, std::optional<std::uint32_t> number,
                              bool lacks_profiles) {
      return !number || lacks_profiles ||
             outcome_of(*report.placements[*number].placement) == Outcome::elsewhere;
    };
    return elsewhere(comparison_.before, change.before, difference().no_profiles_before) &&
           elsewhere(comparison_.after, change.after, difference().no_profiles_after);
  }

  void make_rows() {
    for (const auto& change : difference().workloads) {
      if (!options_.all && is_elsewhere(change)) {
        ++folded_[static_cast<std::size_t>(change.change)];
        continue;
      }
      rows_.push_back({&change, cells_of(change)});
    }
  }

  std::array<std::string, kColumns> cells_of(const WorkloadChange& change) const {
    const auto& placed = comparison_.placed(change);
    std::array<std::string, kColumns> cells;
    cells[kLabel] =
        std::string(glyph_of(change.change)) + " " + std::string(change_words(change.change));
    cells[kObject] = title_text(placed);
    cells[kNamespace] = sanitise(placed.object.ns);
    cells[kMove] = move_words(comparison_, change, options_.unicode);
    cells[kWhat] = change.change == Change::refused ? refusal_text(change) : std::string();
    if (cells[kWhat].empty()) cells[kWhat] = size_words(comparison_, change, options_.unicode);
    cells[kMoney] = monthly_words(comparison_, change);
    return cells;
  }

  /// "hostNetwork (FG101)"
  std::string refusal_text(const WorkloadChange& change) const {
    std::string text;
    std::set<std::string_view> seen;
    for (const auto number : change.refusals) {
      const auto& finding = comparison_.after.findings[number];
      if (!seen.insert(finding.rule->id).second) continue;
      text += (text.empty() ? "" : ", ") + std::string(finding.rule->name) + " (" +
              std::string(finding.rule->id) + ")";
    }
    return text;
  }

  void measure() {
    for (const auto& row : rows_)
      for (std::size_t c = 0; c < kColumns; ++c)
        widths_[c] = std::max(widths_[c], display_width(row.cells[c]));
    for (const auto c : {kObject, kNamespace, kMove, kWhat}) {
      const auto sum = sum_of_widths();
      if (sum <= width() || widths_[c] <= kNarrowest[c]) continue;
      widths_[c] -= std::min(widths_[c] - kNarrowest[c], sum - width());
    }
  }

  /// What never runs is shown in full; of the rest, the first of each change.
  void append_rows() {
    std::size_t of_change = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const auto change = rows_[i].change->change;
      const bool is_first = i == 0 || rows_[i - 1].change->change != change;
      of_change = is_first ? 1 : of_change + 1;
      const bool is_shown =
          options_.all || options_.unwrapped || change == Change::refused || of_change <= kMostRows;
      if (is_shown) {
        append_row(rows_[i]);
        continue;
      }
      if (i + 1 < rows_.size() && rows_[i + 1].change->change == change) continue;
      append_wrapped(std::string(glyph_of(change)) + " " + std::string(change_words(change)) +
                         "  " + std::to_string(of_change - kMostRows) + " more (--all lists them)",
                     kGap, kIndent, out_);
    }
  }

  std::size_t sum_of_widths() const {
    std::size_t sum = 0;
    for (const auto column : widths_) sum += column == 0 ? 0 : column + kGap;
    return sum;
  }

  void append_row(const Row& row) {
    std::string line(kGap, ' ');
    const auto& style = style_of(row.change->change, palette_);
    std::string label;
    append_padded(row.cells[kLabel], widths_[kLabel], label);
    line += palette_.paint(style, label);
    std::size_t at = kGap + widths_[kLabel];
    std::size_t wanted = at;
    std::string below;
    for (std::size_t c = kObject; c < kMoney; ++c) {
      if (widths_[c] == 0) continue;
      const auto cell_width = display_width(row.cells[c]);
      wanted += kGap + widths_[c];
      if (row.cells[c].empty()) continue;
      // What has no room in its column has its own line.
      const auto end = std::max(at + kGap, wanted - widths_[c]) + cell_width;
      const auto money = row.cells[kMoney].empty() ? 0 : widths_[kMoney] + kGap;
      if (c == kWhat && end + money > width()) {
        below = row.cells[c];
        continue;
      }
      const auto begin = std::max(at + kGap, wanted - widths_[c]);
      line.append(begin - at, ' ').append(row.cells[c]);
      at = begin + cell_width;
    }
    if (!row.cells[kMoney].empty()) {
      const auto end = wanted + kGap + widths_[kMoney];
      const auto begin = std::max(at + kGap, end - display_width(row.cells[kMoney]));
      line.append(begin - at, ' ').append(row.cells[kMoney]);
    }
    out_ += line + "\n";
    if (!below.empty()) append_wrapped(below, kIndent, 2, out_);
    append_causes(*row.change);
  }

  std::string place_of(const Cause& cause) const {
    auto text = path_text(cause.where.path);
    if (cause.where.span.begin.line != 0) text += ":" + std::to_string(cause.where.span.begin.line);
    const bool is_told = text.starts_with(sanitise(comparison_.from));
    return cause.is_before && !is_told ? text + " (" + sanitise(comparison_.from) + ")" : text;
  }

  /// A line of words with a place at its right end.
  void append_placed(const std::string& words, const std::string& place, std::size_t indent) {
    const auto needed = indent + display_width(words) + kGap + display_width(place);
    if (words.empty()) return append_wrapped(place, indent, 2, out_);
    if (needed > width()) {
      append_wrapped(words, indent, 2, out_);
      return append_wrapped(place, indent + 2, 0, out_);
    }
    const auto right = options_.unwrapped ? 0 : std::min<std::size_t>(options_.width, 100);
    const auto gap = right > needed ? kGap + right - needed : kGap;
    out_.append(indent, ' ').append(words).append(gap, ' ');
    out_ += palette_.paint(palette_.faint, place) + "\n";
  }

  void append_causes(const WorkloadChange& change) {
    // Of a side that is a report no lines are known: where the workload is helps, too.
    if (change.because.empty()) {
      Cause place;
      place.where = comparison_.placed(change).where;
      place.is_before = !change.after;
      append_placed("", place_of(place), kIndent);
    }
    std::size_t shown = 0;
    std::size_t left = 0;
    for (const auto& cause : change.because) {
      // What is true of all Pods of a profile is said once.
      if (cause.profile && !told_profiles_.insert(*cause.profile).second) continue;
      if (!options_.all && shown == kMostCauses) {
        ++left;
        continue;
      }
      ++shown;
      append_placed(cause_words(comparison_, cause, options_.unicode), place_of(cause), kIndent);
    }
    if (left != 0)
      append_wrapped("and " + std::to_string(left) + " more (--all lists them)", kIndent, 2, out_);
  }

  void append_folded() {
    for (std::size_t i = 0; i < lint::kChanges; ++i) {
      if (folded_[i] == 0) continue;
      const auto change = static_cast<Change>(i);
      std::string label;
      append_padded(std::string(glyph_of(change)) + " " + std::string(change_words(change)),
                    std::max<std::size_t>(widths_[kLabel], 14), label);
      append_wrapped(
          label + "  " + counted(folded_[i], "workload") + " elsewhere (--all lists them)", kGap,
          kIndent, out_);
    }
  }

  /// Of changes that no workload's row has told.
  void append_profiles() {
    for (std::uint32_t i = 0; i < difference().profiles.size(); ++i) {
      if (told_profiles_.contains(i)) continue;
      const auto& change = difference().profiles[i];
      Cause cause;
      cause.where = change.where;
      cause.is_before = change.is_before;
      append_placed(profile_words(comparison_, change), place_of(cause), kGap);
    }
  }

  void append_findings() {
    const auto added = difference().new_findings.size();
    const auto fixed = difference().fixed_findings.size();
    if (added + fixed + difference().accepted == 0) return;
    std::string label;
    append_padded("findings", std::max<std::size_t>(widths_[kLabel], 14), label);
    auto text = label + "  " + std::to_string(added) + " new, " + std::to_string(fixed) + " fixed";
    if (difference().accepted != 0)
      text += ", " + std::to_string(difference().accepted) + " now suppressed";
    append_wrapped(text, kGap, kIndent, out_);
    append_list(comparison_.after, difference().new_findings, "new");
    if (options_.all) append_list(comparison_.before, difference().fixed_findings, "fixed");
  }

  void append_list(const lint::Report& report, const std::vector<std::uint32_t>& numbers,
                   const char* word) {
    std::size_t shown = 0;
    std::size_t left = 0;
    for (const auto number : numbers) {
      const auto& finding = report.findings[number];
      const bool is_fatal = comparison_.fails && finding.severity <= *comparison_.fails;
      const bool is_shown = finding.severity <= options_.shown || is_fatal;
      if (!options_.all && (!is_shown || shown == kMostFindings)) {
        left += is_shown ? 1 : 0;
        continue;
      }
      ++shown;
      auto text = std::string(word) + " " + std::string(to_string(finding.severity)) + " " +
                  std::string(finding.rule->id) + " ";
      const auto subject = subject_text(finding);
      if (!subject.empty()) text += subject + ": ";
      append_placed(text + sanitise(finding.message),
                    place_text(finding.where.path, finding.where.span.begin), 4);
    }
    if (left != 0)
      append_wrapped("and " + std::to_string(left) + " more (--all lists them)", 4, 2, out_);
  }

  void append_notes() {
    if (!out_.ends_with("\n\n")) out_ += '\n';
    for (const auto& note : difference_notes(comparison_)) append_wrapped(note, 0, 2, out_);
  }

  void append_answer() {
    std::vector<std::string> parts;
    if (const auto refused = difference().count(Change::refused); refused != 0)
      parts.push_back(counted(refused, "workload") + " newly refused");
    if (const auto failing = count_failing(comparison_); failing != 0)
      parts.push_back(comparison_.fails == lint::Severity::error ? counted(failing, "new error")
                                                                 : counted(failing, "new finding"));
    if (comparison_.exceeds_increase)
      parts.push_back("the increase is above --max-increase " + sanitise(comparison_.max_increase));
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
    if (text.empty()) {
      out_ += palette_.paint(palette_.good, "no new error, and nothing newly refused") + "\n";
      return;
    }
    const auto& style = comparison_.fails_run() ? palette_.error : palette_.warning;
    std::string line;
    append_wrapped(text + (count_failing(comparison_) != 0
                               ? " (`" + options_.program + " check` explains them)"
                               : ""),
                   0, 2, line);
    out_ += palette_.paint(style, line);
  }

  const Comparison& comparison_;
  const RenderOptions& options_;
  Palette palette_;
  std::string& out_;
  std::vector<Row> rows_;
  std::array<std::size_t, kColumns> widths_{};
  std::array<std::size_t, lint::kChanges> folded_{};
  std::set<std::uint32_t> told_profiles_;
};

}  // namespace

void append_difference(const Comparison& comparison, const RenderOptions& options,
                       std::string& out) {
  Screen(comparison, options, out).append();
}

}  // namespace fargate_lint::report
