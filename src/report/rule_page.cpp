#include "report/rule_page.hpp"

#include <algorithm>

#include "report/json_writer.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

std::string_view name_of(lint::FixKind kind) {
  switch (kind) {
    case lint::FixKind::none: return "none";
    case lint::FixKind::safe: return "safe";
    case lint::FixKind::unsafe: return "unsafe";
  }
  return "";
}

/// For readers who come from a finding and have never seen Fargate. Rules about suppressions do not
/// need it.
constexpr std::string_view kFargate =
    "With Amazon EKS on Fargate, each pod runs on its own compute capacity, which AWS provisions, "
    "sizes by the pod's requests and patches. Fargate profiles select pods by namespace and "
    "labels when the pods are created; other pods run on the cluster's EC2 nodes. A pod that a "
    "profile selects and Fargate rejects stays Pending.";
bool is_about_fargate(const lint::RuleInfo& rule) {
  return rule.topic() != lint::Topic::suppressions;
}

class Page {
 public:
  Page(const RenderOptions& options, std::string& out)
      : palette_(Palette::make(options)), width_(std::clamp(options.width, 40U, 90U)), out_(out) {}

  void title(const lint::RuleInfo& rule) {
    out_ += palette_.paint(palette_.style(rule.severity),
                           std::string(rule.id).append(" ").append(rule.name));
    out_ += "\n";
    for (const auto& line : wrap(rule.summary, width_))
      out_ += palette_.paint(palette_.bold, line) + "\n";
    out_ += '\n';
  }
  void row(std::string_view name, std::string_view text) {
    append_padded(name, 10, out_);
    out_.append(text) += '\n';
  }
  void section(std::string_view name, std::string_view text) {
    heading(name);
    for (const auto& line : wrap(text, width_ - 2)) out_.append("  ").append(line) += '\n';
  }
  void code(std::string_view name, std::string_view text) {
    heading(name);
    while (!text.empty()) {
      const auto newline = text.find('\n');
      const auto line = text.substr(0, newline);
      if (!line.empty()) out_ += "    ";
      out_.append(line) += '\n';
      text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    }
  }

 private:
  void heading(std::string_view name) { out_ += "\n" + palette_.paint(palette_.bold, name) + "\n"; }

  Palette palette_;
  std::size_t width_;
  std::string& out_;
};

/// The ways to accept a finding, each whole, to be pasted.
void append_silencers(const lint::RuleInfo& rule, Page& page) {
  const std::string id(rule.id);
  page.code("How to silence it: a comment above the field",
            "# fargate-lint: ignore[" + id + "] reason=\"…\"\n");
  page.code("Or an annotation of the object, or an entry in .fargate-lint.yaml",
            "fargate-lint.dev/ignore: \"" + id + "=…\"\nsuppressions: [{rules: [" + id +
                "], reason: \"…\"}]\n");
}

}  // namespace

std::string page_path(const lint::RuleInfo& rule) {
  return "docs/rules/" + std::string(rule.id) + "-" + std::string(rule.name) + ".md";
}

std::string page_url(const lint::RuleInfo& rule, std::string_view homepage) {
  return std::string(homepage) + "/blob/main/" + page_path(rule);
}

std::string severities(const lint::RuleInfo& info) {
  std::string text(lint::to_string(info.severity));
  for (const auto severity : {lint::Severity::error, lint::Severity::warning, lint::Severity::info})
    if (severity != info.severity && info.also.contains(severity))
      text.append("/").append(lint::to_string(severity));
  return text;
}

void append_rule_page(const lint::Rule& rule, const RenderOptions& options, std::string& out) {
  const auto& info = rule.info;
  Page page(options, out);
  page.title(info);
  page.row("severity", severities(info));
  page.row("since", info.since);
  page.row("docs", page_url(info, options.homepage));
  page.row("source", info.page);
  page.section("Why", info.why);
  page.section("What to do", info.fix);
  if (is_about_fargate(info)) page.section("What Fargate is", kFargate);
  if (!info.event.empty()) page.code("Event", info.event);
  if (!info.symptoms.empty()) page.code("Symptoms", info.symptoms);
  page.code("Fires on", info.fires);
  page.code("Silent on", info.silent);
  if (info.suppressible()) append_silencers(info, page);
  page.code("Run only this rule, or every other rule",
            options.program + " check --select " + std::string(info.name) + " PATH\n" +
                options.program + " check --ignore " + std::string(info.name) + " PATH\n");
}

void append_rule_pages(lint::RuleList rules, const RenderOptions& options, std::string& out) {
  for (const auto* rule : rules) {
    if (rule != rules.front()) out += "\n";
    append_rule_page(*rule, options, out);
  }
}

void append_rule_table(lint::RuleList rules, const RenderOptions& options, std::string& out) {
  const auto palette = Palette::make(options);
  constexpr std::size_t kId = 7;
  std::size_t name = 6;
  std::size_t widest = 9;
  for (const auto* rule : rules) {
    name = std::max(name, rule->info.name.size() + 2);
    widest = std::max(widest, severities(rule->info).size() + 2);
  }
  const auto left = kId + name + widest;
  const auto room = options.width > left + 20 ? options.width - left : 20;
  std::string head;
  append_padded("ID", kId, head);
  append_padded("NAME", name, head);
  append_padded("SEVERITY", widest, head);
  out += palette.paint(palette.bold, head + "SUMMARY") + "\n";
  for (const auto* rule : rules) {
    const auto& info = rule->info;
    append_padded(info.id, kId, out);
    append_padded(info.name, name, out);
    const auto severity = severities(info);
    out += palette.paint(palette.style(info.severity), severity);
    out.append(widest - severity.size(), ' ');
    const auto lines = wrap(info.summary, room);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i != 0) out.append(left, ' ');
      out += lines[i] + "\n";
    }
  }
}

namespace {

/// A line each.
void write_symptoms(JsonWriter& json, std::string_view symptoms) {
  json.key("symptoms").begin_array();
  while (!symptoms.empty()) {
    const auto line = symptoms.substr(0, symptoms.find('\n'));
    if (!line.empty()) json.value(line);
    symptoms.remove_prefix(std::min(symptoms.size(), line.size() + 1));
  }
  json.end_array();
}

}  // namespace

void append_rules_json(lint::RuleList rules, std::string& out) {
  JsonWriter json(out);
  json.begin_object().member("version", 1).key("rules").begin_array();
  for (const auto* rule : rules) {
    const auto& info = rule->info;
    json.begin_object().member("id", info.id).member("name", info.name);
    json.member("severity", lint::to_string(info.severity)).key("severities").begin_array();
    for (const auto severity :
         {lint::Severity::error, lint::Severity::warning, lint::Severity::info})
      if (severity == info.severity || info.also.contains(severity))
        json.value(lint::to_string(severity));
    json.end_array().member("since", info.since);
    json.member("summary", info.summary).member("why", info.why).member("help", info.fix);
    json.member("page", info.page).text_or_null("event", info.event);
    write_symptoms(json, info.symptoms);
    json.member("fix", name_of(info.fix_kind)).member("fires", info.fires);
    json.member("silent", info.silent).end_object();
  }
  json.end_array().end_object();
  out += '\n';
}

std::string sentence(std::string_view clause) {
  std::string text(clause);
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  if (!text.ends_with('.')) text += '.';
  return text;
}

}  // namespace fargate_lint::report
