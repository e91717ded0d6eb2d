#include "report/findings.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "lint/rule.hpp"
#include "report/finding_text.hpp"
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

  void write(const lint::Report& report, const lint::Finding& finding, bool first_of_rule);

 private:
  void headline(const lint::Finding& finding);
  void place(std::string_view arrow, const lint::Location& where, const std::string& beside);
  void frame(const lint::Location& where, char mark, const std::string& style,
             const std::string& label);
  void note(std::string_view kind, const std::string& text, bool wrapped = true);
  void help(const lint::Finding& finding);
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

void FindingWriter::place(std::string_view arrow, const lint::Location& where,
                          const std::string& beside) {
  auto text = path_text(where.path);
  if (where.span.begin.line != 0)
    text += ":" + line_number(where) + ":" + std::to_string(where.span.begin.column);
  if (!where.helm_template().empty())
    text += " (rendered from " + sanitise(where.helm_template()) + ")";
  const auto left = gutter_ + arrow.size();
  indent(gutter_);
  paint(palette_.frame, arrow);
  out_ += " " + text;
  if (!beside.empty()) {
    const auto used = left + 1 + display_width(text);
    const auto size = display_width(beside);
    const auto edge = std::min<std::size_t>(options_.width, kRightEdge);
    if (used + 3 + size <= edge) {
      indent(edge - used - size);
      paint(palette_.faint, beside);
    } else {
      for (const auto& line : wrap(beside, options_.width - left - 1)) {
        out_ += '\n';
        indent(left + 1);
        paint(palette_.faint, line);
      }
    }
  }
  out_ += '\n';
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

void FindingWriter::write(const lint::Report& report, const lint::Finding& finding,
                          bool first_of_rule) {
  gutter_ = line_number(finding.where).size();
  for (const auto& related : finding.related)
    gutter_ = std::max(gutter_, line_number(related.where).size());
  gutter_ += 1;
  headline(finding);
  if (!finding.where.path.empty()) {
    place("-->", finding.where, subject_text(finding));
    frame(finding.where, '^', palette_.style(finding.severity), {});
  }
  for (const auto& related : finding.related) {
    bar();
    place(":::", related.where, {});
    frame(related.where, '-', palette_.frame, sanitise(related.message));
  }
  bar();
  // Word for word on one line, so that a search for the cluster's message finds it.
  if (const auto event = event_of(report, finding); !event.empty())
    note("event", sanitise(event), false);
  for (const auto& text : finding.notes) note("note", sanitise(text));
  if (!finding.help.empty()) help(finding);
  if (first_of_rule)
    note("more", "`" + options_.program + " explain " + std::string(finding.rule->name) + "`");
  out_ += '\n';
}

}  // namespace

void append_findings(const lint::Report& report, const RenderOptions& options,
                     const Palette& palette, const Output& output) {
  const auto& findings = report.findings;
  std::unordered_set<const lint::RuleInfo*> met;
  std::vector<bool> first_of_rule;
  first_of_rule.reserve(findings.size());
  for (const auto& finding : findings) first_of_rule.push_back(met.insert(finding.rule).second);

  // A thousand findings are a megabyte of text.
  constexpr std::size_t kPart = 256;
  constexpr std::size_t kPartsAtOnce = 16;
  for (std::size_t begin = 0; begin < findings.size(); begin += kPart * kPartsAtOnce) {
    const auto end = std::min(findings.size(), begin + kPart * kPartsAtOnce);
    std::vector<std::string> parts((end - begin + kPart - 1) / kPart);
    const auto write = [&](std::size_t part) {
      FindingWriter writer(options, palette, parts[part]);
      const auto part_begin = begin + part * kPart;
      const auto part_end = std::min(end, part_begin + kPart);
      for (auto i = part_begin; i < part_end; ++i)
        writer.write(report, findings[i], first_of_rule[i]);
    };
    for_each_index(parts.size(), options.threads, write, 1);
    for (auto& part : parts) {
      output.text() += std::exchange(part, {});
      output.pass_on();
    }
  }
}

}  // namespace fargate_lint::report
