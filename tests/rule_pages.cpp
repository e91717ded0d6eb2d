#include "rule_pages.hpp"

#include <string_view>

#include "report/rule_page.hpp"

namespace {

using fargate_lint::lint::FixKind;
using fargate_lint::lint::RuleInfo;

void append_section(std::string_view title, std::string_view text, std::string& page) {
  page.append("\n## ").append(title).append("\n\n").append(text).append("\n");
}

void append_code(std::string_view title, std::string_view language, std::string_view text,
                 std::string& page) {
  if (text.empty()) return;
  auto block = "```" + std::string(language) + "\n" + std::string(text);
  if (!block.ends_with('\n')) block += '\n';
  append_section(title, block + "```", page);
}

std::string_view fix_of(FixKind kind) {
  switch (kind) {
    case FixKind::none: return "none";
    case FixKind::safe: return "safe";
    case FixKind::unsafe: return "unsafe, it changes what the workload does";
  }
  return "";
}

/// A summary is a clause; a page begins with a sentence.
std::string sentence(std::string_view clause) {
  std::string text(clause);
  if (text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  if (!text.ends_with('.')) text += '.';
  return text;
}

std::string silencing(const RuleInfo& rule) {
  const std::string id(rule.id);
  if (!rule.suppressible())
    return "Nothing in a manifest silences this rule. To turn it off, use `--ignore " + id +
           "`, or `severities: {" + id + ": off}` in `.fargate-lint.yaml`.";
  return "Put a comment above the line that is reported, or at its end:\n\n"
         "```yaml\n# fargate-lint: ignore[" +
         id +
         "] reason=\"why this is fine\" until=2027-12-31\n```\n\n"
         "For a whole directory, namespace or object, list it under `suppressions:` in "
         "`.fargate-lint.yaml`. To turn the rule off, use `--ignore " +
         id + "`. See [configuration](../configuration.md).";
}

}  // namespace

std::string rule_page(const RuleInfo& rule) {
  auto page = "# " + std::string(rule.id) + " " + std::string(rule.name) + "\n\n" +
              sentence(rule.summary) + "\n\n| severity | since | fix |\n|---|---|---|\n| " +
              fargate_lint::report::severities(rule) + " | " + std::string(rule.since) + " | " +
              std::string(fix_of(rule.fix_kind)) + " |\n";
  append_section("What happens", rule.why, page);
  append_code("The event", "text", rule.event, page);
  append_code("What people see", "text", rule.symptoms, page);
  append_section("What to do", sentence(rule.fix), page);
  append_code("Found", "yaml", rule.fires, page);
  append_code("Not found", "yaml", rule.silent, page);
  append_section("How to silence it", silencing(rule), page);
  append_section("Source", "<" + std::string(rule.page) + ">", page);
  return page;
}
