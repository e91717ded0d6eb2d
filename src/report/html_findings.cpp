#include "report/html_findings.hpp"

#include <algorithm>
#include <utility>

#include "lint/rule_info.hpp"
#include "report/finding_text.hpp"
#include "report/frames.hpp"
#include "report/html_page.hpp"
#include "report/rule_page.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// Longer lines are cut around what is marked.
constexpr std::size_t kCodeWidth = 160;
/// Entries that are open from the start: what fails, as far as it can be read in one go.
constexpr std::size_t kMostOpen = 20;
/// Entries of a severity that a browser lays out at once: the others wait behind a line.
constexpr std::size_t kMostListed = 200;

void append_code(const lint::Location& where, HtmlWriter& html) {
  const auto code = parts_of(code_line(where.line_text, where.span, kCodeWidth));
  html.add("<pre><code><span class=\"ln\">").number(where.span.begin.line).add("</span>");
  html.text(code.before).add("<mark>").text(code.marked).add("</mark>").text(code.behind);
  html.add("</code></pre>");
}

void append_label(const std::string& label, HtmlWriter& html) {
  if (!label.empty()) html.add("<p class=\"dim\">").prose(label).add("</p>");
}

/// A line elsewhere that matters.
void append_frame(const lint::Location& where, const std::string& label, HtmlWriter& html) {
  html.add("<figure><figcaption>").text(place_text(where.path, where.span.begin));
  html.add("</figcaption>");
  if (!where.line_text.empty()) append_code(where, html);
  append_label(label, html);
  html.add("</figure>");
}

/// The value that a template printed at the place.
void append_value(const lint::Location& where, HtmlWriter& html) {
  const auto* origin = where.origin.get();
  if (origin == nullptr || !origin->value) return;
  const auto& value = *origin->value;
  auto label = "value of .Values." + sanitise(value.key);
  lint::Location at;
  at.path = value.path;
  at.span = value.span;
  at.line_text = value.line_text;
  if (value.path.empty())
    append_label(label + ", from " + std::string(value.flag), html);
  else
    append_frame(at, label, html);
}

void append_fact(Markup name, std::string_view text, HtmlWriter& html) {
  html.add("<dt>").add(name).add("</dt><dd>").prose(text).add("</dd>");
}

Markup title_of(lint::Severity severity) {
  switch (severity) {
    case lint::Severity::error: return "Errors";
    case lint::Severity::warning: return "Warnings";
    case lint::Severity::info: return "Info";
  }
  return "";
}

}  // namespace

std::string Anchors::make(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.';
    if (plain || (!id.empty() && id.back() != '-')) id += plain ? c : '-';
  }
  const auto count = ++used_[id];
  if (count == 1) return id;
  return make(id + "-" + std::to_string(count));
}

HtmlFindings::HtmlFindings(const lint::Report& report, std::vector<Group> groups, Anchors& anchors)
    : report_(report), groups_(std::move(groups)), group_of_(report.findings.size()) {
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {
    const auto& finding = report.findings[groups_[i].first];
    std::string name(finding.rule->id);
    for (const auto& part : {finding.object.ns, finding.object.name})
      if (!part.empty()) name.append("-").append(part.view());
    anchors_.push_back(anchors.make(name));
    group_of_[groups_[i].first] = i;
    for (const auto other : groups_[i].others) group_of_[other] = i;
  }
}

const std::string& HtmlFindings::anchor(const lint::Finding& finding) const {
  const auto index = static_cast<std::size_t>(&finding - report_.findings.data());
  return anchors_.at(group_of_.at(index));
}

void HtmlFindings::append(std::string_view id_prefix, Markup which, const Output& output) const {
  HtmlWriter html(output.text());
  for (std::size_t begin = 0; begin < groups_.size();) {
    const auto severity = report_.findings[groups_[begin].first].severity;
    auto end = begin;
    std::size_t count = 0;
    for (; end < groups_.size() && report_.findings[groups_[end].first].severity == severity; ++end)
      count += 1 + groups_[end].others.size();
    html.add("<section>\n<h2 id=\"").text(id_prefix).add(title_of(severity)).add("\">");
    html.add(title_of(severity)).add(which).add(" <span class=\"dim\">").number(count);
    html.add("</span></h2>\n");
    const auto listed = std::min(end, begin + kMostListed);
    for (auto i = begin; i < end; ++i) {
      if (i == listed)
        html.add("<details class=\"more\"><summary>").number(end - i).add(" more</summary>\n");
      append_entry(i, html);
      output.pass_on_part();
    }
    html.add_if(listed != end, "</details>\n");
    html.add("</section>\n");
    begin = end;
  }
}

void HtmlFindings::append_entry(std::size_t number, HtmlWriter& html) const {
  const auto& group = groups_[number];
  const auto& finding = report_.findings[group.first];
  const bool is_open = finding.severity == lint::Severity::error && number < kMostOpen;
  html.add("<details class=\"finding ").add(tone(finding.severity)).add("\" id=\"");
  html.text(anchors_[number]).add("\"").add_if(is_open, " open").add(">");
  html.add("<summary><span class=\"tag ").add(tone(finding.severity)).add("\">");
  html.text(finding.rule->id).add("</span> <span class=\"m\">").prose(finding.message);
  html.add("</span><span class=\"at\">");
  html.text(place_text(finding.where.path, finding.where.span.begin));
  if (const auto subject = subject_text(finding); !subject.empty()) html.add(" · ").text(subject);
  if (const auto selector = selector_text(report_, finding); !selector.empty())
    html.add(" · ").text(selector);
  if (!group.others.empty()) html.add(" · and ").number(group.others.size()).add(" more");
  if (is_in_rendering(finding.where))
    html.add(" · rendered from ").text(template_text(finding.where));
  html.add("</span></summary><div>");
  const bool framed =
      !finding.where.path.empty() && frame_says_more(finding) && !finding.where.line_text.empty();
  if (framed) {
    append_code(finding.where, html);
    append_label(rendered_text(finding.where), html);
    append_value(finding.where, html);
  }
  for (const auto& related : finding.related)
    if (is_worth_a_frame(report_, finding, related))
      append_frame(related.where, sanitise(related.message), html);
  append_facts(group, html);
  html.add("</div></details>\n");
}

void HtmlFindings::append_places(const Group& group, HtmlWriter& html) const {
  constexpr std::size_t kMostOpenPlaces = 5;
  const bool is_folded = group.others.size() > kMostOpenPlaces;
  html.add("<dt>Also at</dt><dd>");
  if (is_folded)
    html.add("<details><summary>").text(counted(group.others.size(), "place")).add("</summary>");
  html.add("<ul class=\"places\">");
  for (const auto i : group.others) {
    const auto& other = report_.findings[i];
    html.add("<li>").text(place_text(other.where.path, other.where.span.begin));
    if (const auto subject = subject_text(other); !subject.empty()) html.add(" · ").text(subject);
    html.add("</li>\n");
  }
  html.add("</ul>").add_if(is_folded, "</details>").add("</dd>");
}

void HtmlFindings::append_facts(const Group& group, HtmlWriter& html) const {
  const auto& finding = report_.findings[group.first];
  html.add("<dl class=\"facts\">");
  if (!finding.help.empty()) append_fact("What to do", finding.help, html);
  if (const auto event = event_of(report_, finding); !event.empty())
    append_fact("Event", event, html);
  for (const auto& note : finding.notes) append_fact("Note", note, html);
  html.add("<dt>Rule</dt><dd><a href=\"#rule-").text(finding.rule->id).add("\">");
  html.text(finding.rule->id).add(" ").text(finding.rule->name).add("</a></dd>");
  if (!group.others.empty()) append_places(group, html);
  html.add("</dl>");
}

FoundRules found_rules(Reports reports) {
  FoundRules rules;
  for (const auto& report : reports)
    for (const auto& finding : report.findings) rules[finding.rule->id] = finding.rule;
  return rules;
}

void append_found_rules(const FoundRules& rules, HtmlWriter& html) {
  if (rules.empty()) return;
  html.add("<section>\n<h2 id=\"rules\">Rules</h2>\n");
  for (const auto& [id, rule] : rules) {
    html.add("<div class=\"rule\" id=\"rule-").text(id).add("\"><h3>").text(id).add(" ");
    html.text(rule->name)
        .add("</h3>\n<p>")
        .prose(sentence(rule->summary))
        .add("</p>\n<p class=\"dim\">");
    html.prose(sentence(rule->why)).add("</p>\n<p class=\"dim\">").prose(sentence(rule->fix));
    // Of the rules' own pages, which are constants of the program.
    html.add("</p>\n<p><a rel=\"noreferrer\" href=\"").text(rule->page).add("\">");
    html.text(rule->page).add("</a></p></div>\n");
  }
  html.add("</section>\n");
}

}  // namespace fargate_lint::report
