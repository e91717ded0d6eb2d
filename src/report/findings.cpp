#include "report/findings.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "lint/rule.hpp"
#include "report/finding_text.hpp"
#include "report/frames.hpp"
#include "report/groups.hpp"
#include "report/live.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// On very wide terminals what stands at the right edge would be lost to the eye.
constexpr std::size_t kRightEdge = 100;

/// Writes one finding as rustc writes a diagnostic: a gutter with line numbers on the left, frames
/// and notes on its right.
class FindingWriter {
 public:
  FindingWriter(const RenderOptions& options, const Palette& palette, std::string& out)
      : options_(options), palette_(palette), out_(out) {}

  void write(const lint::Report& report, const Group& group);

 private:
  void headline(const lint::Finding& finding);
  void place(std::string_view arrow, const lint::Location& where, const std::string& beside,
             std::string_view shown = {});
  void frame(const lint::Location& where, char mark, const std::string& style,
             const std::string& label);
  std::size_t behind(std::size_t used, std::size_t left, std::size_t gap, const std::string& text,
                     const std::string& style);
  std::string subject(const lint::Report& report, const lint::Finding& finding) const;
  void note(std::string_view kind, const std::string& text, bool wrapped = true);
  void help(const lint::Finding& finding);
  void value(const lint::Location& where);
  void indent(std::size_t columns) { out_.append(columns, ' '); }
  void paint(const std::string& style, std::string_view text) {
    palette_.append(style, text, out_);
  }
  void bar() {
    indent(gutter_ + 1);
    paint(palette_.frame, "|");
    out_ += '\n';
  }

  const RenderOptions& options_;
  const Palette& palette_;
  std::string& out_;
  std::size_t gutter_ = 1;  ///< columns left of the space before the bar
  /// The last help of each rule, as it is written: most are the rule's own words, every time.
  struct Help {
    SharedText text;
    std::size_t gutter = 0;
    std::string written;
  };
  std::unordered_map<const lint::RuleInfo*, Help> helps_;
};

std::string line_number(const lint::Location& where) {
  return std::to_string(where.span.begin.line);
}

void FindingWriter::headline(const lint::Finding& finding) {
  const auto& style = palette_.style(finding.severity);
  const auto title = std::string(lint::to_string(finding.severity))
                         .append("[")
                         .append(finding.rule->id)
                         .append("]");
  constexpr std::size_t kIndent = 4;
  const auto lines = wrap(title + ": " + sanitise(finding.message), options_.width, kIndent);
  paint(style, title);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != 0) {
      out_ += '\n';
      indent(kIndent);
    }
    paint(palette_.bold, i == 0 ? lines[i].substr(title.size()) : lines[i]);
  }
  out_ += '\n';
}

/// `shown`: what stands for the place where it is none of a file.
void FindingWriter::place(std::string_view arrow, const lint::Location& where,
                          const std::string& beside, std::string_view shown) {
  auto text = shown.empty() ? path_text(where.path) : std::string(shown);
  if (where.span.begin.line != 0)
    text += ":" + line_number(where) + ":" + std::to_string(where.span.begin.column);
  const auto left = gutter_ + arrow.size() + 1;
  indent(gutter_);
  paint(palette_.frame, arrow);
  out_ += " " + text;
  auto used = left + display_width(text);
  if (is_in_rendering(where))
    used = behind(used, left, 1, "(rendered from " + template_text(where) + ")", {});
  if (!beside.empty()) {
    const auto edge = std::min<std::size_t>(options_.width, kRightEdge);
    const auto size = display_width(beside);
    behind(used, left, used + 3 + size <= edge ? edge - used - size : edge, beside, palette_.faint);
  }
  out_ += '\n';
}

/// Writes `text` behind `used` columns and a gap, or below, from `left` on; returns the columns
/// that are used then.
std::size_t FindingWriter::behind(std::size_t used, std::size_t left, std::size_t gap,
                                  const std::string& text, const std::string& style) {
  if (used + gap + display_width(text) <= options_.width) {
    indent(gap);
    paint(style, text);
    return used + gap + display_width(text);
  }
  const auto room = options_.width > left + 20 ? options_.width - left : 20;
  for (const auto& line : wrap(text, room)) {
    out_ += '\n';
    indent(left);
    paint(style, line);
    used = left + display_width(line);
  }
  return used;
}

void FindingWriter::frame(const lint::Location& where, char mark, const std::string& style,
                          const std::string& label) {
  const auto left = gutter_ + 3;  // "NN | "
  if (where.line_text.empty()) {
    if (!label.empty()) note("note", label);
    return;
  }
  const auto room = options_.width > left + 20 ? options_.width - left : 20;
  const auto line = code_line(where.line_text, where.span, room);
  bar();
  const auto number = line_number(where);
  indent(gutter_ - number.size());
  paint(palette_.frame, number + " |");
  out_ += " " + line.text + "\n";
  indent(gutter_ + 1);
  paint(palette_.frame, "|");
  indent(1 + line.mark_begin);
  paint(style, std::string(line.mark_width, mark));
  if (!label.empty()) {
    const auto used = line.mark_begin + line.mark_width + 1;
    if (used + display_width(label) <= room) {
      out_ += ' ';
      paint(style, label);
    } else {
      for (const auto& part : wrap(label, room)) {
        out_ += '\n';
        indent(gutter_ + 1);
        paint(palette_.frame, "|");
        out_ += ' ';
        paint(style, part);
      }
    }
  }
  out_ += '\n';
}

/// The value that a template printed at the place.
void FindingWriter::value(const lint::Location& where) {
  const auto* origin = where.origin.get();
  if (origin == nullptr || !origin->value) return;
  const auto& value = *origin->value;
  const auto label = "value of .Values." + sanitise(value.key);
  if (value.path.empty()) {
    note("note", label + ", from " + std::string(value.flag));
    return;
  }
  lint::Location at;
  at.path = value.path;
  at.span = value.span;
  at.line_text = value.line_text;
  bar();
  place(":::", at, {});
  frame(at, '-', palette_.frame, label);
}

void FindingWriter::note(std::string_view kind, const std::string& text, bool wrapped) {
  const auto left = gutter_ + 1 + std::string_view("= : ").size() + kind.size();
  const auto room = options_.width > left + 20 ? options_.width - left : 20;
  indent(gutter_ + 1);
  paint(palette_.frame, "=");
  out_ += ' ';
  paint(palette_.bold, kind);
  out_ += ": ";
  if (!wrapped) {
    (out_ += text) += '\n';
    return;
  }
  const auto lines = wrap(text, room);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != 0) indent(left);
    (out_ += lines[i]) += '\n';
  }
}

void FindingWriter::help(const lint::Finding& finding) {
  auto& last = helps_[finding.rule];
  if (last.gutter != gutter_ || last.text != finding.help) {
    const auto begin = out_.size();
    note("help", sanitise(finding.help));
    last = {finding.help, gutter_, out_.substr(begin)};
  } else {
    out_ += last.written;
  }
}

void FindingWriter::write(const lint::Report& report, const Group& group) {
  const auto& finding = report.findings[group.first];
  gutter_ = line_number(finding.where).size();
  for (const auto& related : finding.related)
    if (is_worth_a_frame(report, finding, related))
      gutter_ = std::max(gutter_, line_number(related.where).size());
  if (const auto* origin = finding.where.origin.get(); origin != nullptr && origin->value)
    gutter_ = std::max(gutter_, std::to_string(origin->value->span.begin.line).size());
  gutter_ += 1;
  headline(finding);
  bool framed = false;
  if (!finding.where.path.empty()) {
    place("-->", finding.where, subject(report, finding), object_place(finding));
    framed = frame_says_more(finding);
    if (framed)
      frame(finding.where, '^', palette_.style(finding.severity), rendered_text(finding.where));
    if (framed) value(finding.where);
  }
  for (const auto& related : finding.related) {
    if (!is_worth_a_frame(report, finding, related)) continue;
    if (framed) bar();
    framed = true;
    place(":::", related.where, {});
    frame(related.where, '-', palette_.frame, sanitise(related.message));
  }
  if (const auto event = event_of(report, finding); !event.empty())
    note("event", sanitise(event), !options_.unwrapped);
  for (const auto& text : finding.notes) note("note", sanitise(text));
  if (!finding.help.empty()) help(finding);
  constexpr std::size_t kMostPlaces = 3;
  const auto also = other_places(report, group, options_.all ? group.others.size() : kMostPlaces);
  if (!also.empty()) note("also", also);
  out_ += '\n';
}

/// "Deployment/api in shop, container app · web/0"; of an object of a cluster its place says which.
std::string FindingWriter::subject(const lint::Report& report, const lint::Finding& finding) const {
  auto text = subject_text(finding);
  if (const auto place = object_place(finding); !place.empty())
    text.erase(0, place.find(' ') == std::string::npos ? place.size() : place.find(' '));
  if (text.starts_with(' ')) text.erase(0, 1);
  if (const auto selector = selector_text(report, finding); !selector.empty())
    text.append(text.empty() ? "" : palette_.between).append(selector);
  return text;
}

void paint_padded(const Palette& palette, const std::string& style, std::string_view text,
                  std::size_t width, std::string& out) {
  palette.append(style, text, out);
  out.append(width - text.size(), ' ');
}

/// As many places as fit behind `used` columns, three at most.
void append_first_places(const lint::Report& report, const Folded& folded,
                         const RenderOptions& options, const Palette& palette, std::size_t used,
                         std::string& out) {
  constexpr std::size_t kMostPlaces = 3;
  for (auto most = kMostPlaces; most > 0; --most) {
    const auto places = first_places(report, folded, most);
    if (!options.unwrapped && used + 2 + display_width(places) > options.width) continue;
    out += "  ";
    palette.append(palette.faint, places, out);
    return;
  }
}

}  // namespace

void append_findings(const lint::Report& report, const RenderOptions& options,
                     const Palette& palette, const Output& output) {
  auto groups = group_findings(report);
  std::erase_if(
      groups, [&](const Group& group) { return !is_shown(report.findings[group.first], options); });
  // A thousand findings are a megabyte of text.
  constexpr std::size_t kPart = 256;
  constexpr std::size_t kPartsAtOnce = 16;
  for (std::size_t begin = 0; begin < groups.size(); begin += kPart * kPartsAtOnce) {
    const auto end = std::min(groups.size(), begin + kPart * kPartsAtOnce);
    std::vector<std::string> parts((end - begin + kPart - 1) / kPart);
    const auto write = [&](std::size_t part) {
      FindingWriter writer(options, palette, parts[part]);
      const auto part_begin = begin + part * kPart;
      const auto part_end = std::min(end, part_begin + kPart);
      for (auto i = part_begin; i < part_end; ++i) writer.write(report, groups[i]);
    };
    for_each_index(parts.size(), options.threads, write, 1);
    for (auto& part : parts) {
      output.text() += std::exchange(part, {});
      output.pass_on();
    }
  }
}

void append_folded(const lint::Report& report, const RenderOptions& options, const Palette& palette,
                   std::string& out) {
  const auto all = fold_findings(report, options);
  if (all.empty()) return;
  std::size_t names = 0;
  std::size_t counts = 0;
  for (const auto& folded : all) {
    names = std::max(names, folded.rule->name.size());
    counts = std::max(counts, count_of(report, folded).size());
  }
  for (const auto& folded : all) {
    out += "  ";
    const auto severity = lint::to_string(folded.severity);
    paint_padded(palette, palette.style(folded.severity), severity, 9, out);
    out.append(folded.rule->id).append(" ");
    append_padded(folded.rule->name, names + 2, out);
    const auto count = count_of(report, folded);
    out.append(counts - count.size(), ' ').append(count);
    append_first_places(report, folded, options, palette, 19 + names + counts, out);
    out += '\n';
  }
  const auto mildest = all.back().severity;
  out += palette.paint(palette.faint, "  `--severity " + std::string(lint::to_string(mildest)) +
                                          "` shows them in full") +
         "\n\n";
}

}  // namespace fargate_lint::report
