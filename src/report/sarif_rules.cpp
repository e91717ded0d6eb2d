#include "report/sarif_rules.hpp"

#include <string>

#include "base/result.hpp"
#include "report/rule_page.hpp"
#include "report/utf8.hpp"

namespace fargate_lint::report {
namespace {

using lint::Severity;

/// "host-network" as GitHub and the validator want names: "HostNetwork".
std::string pascal_case(std::string_view name) {
  std::string text;
  bool begins = true;
  for (const char c : name) {
    if (c == '-') {
      begins = true;
      continue;
    }
    text += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = false;
  }
  return text;
}

/// A sentence of at most 1,024 characters, which is what GitHub takes.
std::string short_sentence(std::string_view text) {
  constexpr std::size_t kMost = 1024;
  std::string result;
  std::size_t count = 0;
  while (!text.empty() && count < kMost - 4) {
    const auto before = text;
    take_character(text);
    result += before.substr(0, before.size() - text.size());
    ++count;
  }
  return text.empty() ? sentence(result) : result + "...";
}

std::string_view problem_severity(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: return "recommendation";
  }
  throw InternalError("a severity is one of three");
}

/// An error is a promise; advice rests on what is usual.
std::string_view precision(Severity severity) {
  switch (severity) {
    case Severity::error: return "very-high";
    case Severity::warning: return "high";
    case Severity::info: return "medium";
  }
  throw InternalError("a severity is one of three");
}

std::string help_text(const lint::RuleInfo& rule) {
  return short_sentence(rule.why) + " " + short_sentence(rule.fix);
}

std::string code_block(std::string_view title, std::string_view manifest) {
  auto text = "\n\n**" + std::string(title) + "**\n\n```yaml\n" + std::string(manifest);
  if (!manifest.ends_with('\n')) text += '\n';
  return text + "```";
}

std::string help_markdown(const lint::RuleInfo& rule) {
  auto text = short_sentence(rule.why) + "\n\n**Fix.** " + short_sentence(rule.fix);
  if (!rule.event.empty()) text += "\n\n**Event.** `" + std::string(rule.event) + "`";
  text += code_block("Reported", rule.fires) + code_block("Not reported", rule.silent);
  return text + "\n\n[Source](" + std::string(rule.page) + ")\n";
}

}  // namespace

std::string_view sarif_level(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: return "note";
  }
  throw InternalError("a severity is one of three");
}

void write_sarif_rule(JsonWriter& json, const lint::RuleInfo& rule, std::string_view homepage) {
  const auto text = [&json](std::string_view key, const std::string& value) {
    json.key(key).begin_object().member("text", value).end_object();
  };
  json.begin_object().member("id", rule.id).member("name", pascal_case(rule.name));
  text("shortDescription", short_sentence(rule.summary));
  text("fullDescription", short_sentence(rule.why));
  json.key("help").begin_object().member("text", help_text(rule));
  json.member("markdown", help_markdown(rule)).end_object();
  json.member("helpUri", page_url(rule, homepage));
  json.key("defaultConfiguration").begin_object();
  json.member("level", sarif_level(rule.severity)).end_object();
  json.key("properties").begin_object().key("tags").begin_array();
  json.value("fargate").value("kubernetes").value(words(rule.topic()).tag);
  if (!rule.security_severity.empty()) json.value("security");
  json.end_array().member("precision", precision(rule.severity));
  json.member("problem.severity", problem_severity(rule.severity));
  if (!rule.security_severity.empty()) json.member("security-severity", rule.security_severity);
  json.end_object().end_object();
}

}  // namespace fargate_lint::report
