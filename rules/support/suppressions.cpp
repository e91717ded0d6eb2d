#include "support/suppressions.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "lint/selection.hpp"

namespace fargate_lint::rules {
namespace {

using lint::Ignore;

constexpr std::string_view kReason = "…";

/// As many as a line bears; a comment may name very many.
constexpr std::size_t kMostShown = 5;

void add(std::vector<std::string>& names, std::string name) {
  if (!name.empty() && names.size() < kMostShown && std::ranges::find(names, name) == names.end())
    names.push_back(std::move(name));
}

/// The rules in a comment that nobody could read: the words in it that name some.
std::vector<std::string> named_in(std::string_view text, lint::RuleList known) {
  std::vector<std::string> names;
  const auto is_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  while (!text.empty()) {
    const auto begin = std::ranges::find_if(text, is_of_name);
    text.remove_prefix(static_cast<std::size_t>(begin - text.begin()));
    const auto end = std::ranges::find_if_not(text, is_of_name);
    const auto word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    const auto* rule = lint::find_rule(known, word);
    if (rule != nullptr && rule->info.suppressible()) add(names, std::string(rule->info.id));
    text.remove_prefix(word.size());
  }
  return names;
}

std::vector<std::string> rules_of(const Ignore& ignore, lint::RuleList known) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(ignore.rules.size(), kMostShown); ++i) {
    const auto& text = ignore.rules[i];
    add(names, lint::find_rule(known, text) != nullptr ? text : lint::nearest_rule(known, text));
  }
  if (names.empty()) {
    const auto line = ignore.where.line_text.view();
    names = named_in(line.substr(std::min(line.find("fargate-lint"), line.size())), known);
  }
  if (names.empty()) names.emplace_back("FG101");
  return names;
}

bool is_annotation(const Ignore& ignore) {
  return ignore.scope == Ignore::Scope::object ||
         (ignore.scope == Ignore::Scope::unclear && !ignore.object.kind.empty());
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result += '"';
}

}  // namespace

std::string correct_form(const Ignore& ignore, lint::RuleList known) {
  const auto names = rules_of(ignore, known);
  const auto reason = std::string_view(ignore.reason).empty() ? kReason : ignore.reason;
  const auto until = ignore.until.empty() ? std::string() : " until=" + ignore.until;
  std::string text;
  if (is_annotation(ignore)) {
    for (const auto& name : names) {
      if (!text.empty()) text += ';';
      text.append(name).append("=").append(reason).append(until);
    }
    text = "fargate-lint.dev/ignore" + (ignore.container.empty() ? "" : "." + ignore.container) +
           ": " + quoted(text);
  } else if (ignore.scope == Ignore::Scope::entry) {
    text = "{rules: [" + listed(names) + "], reason: " + quoted(reason) + "}";
  } else {
    const std::string_view word = ignore.scope == Ignore::Scope::file ? "ignore-file" : "ignore";
    text.append("# fargate-lint: ").append(word).append("[").append(listed(names));
    text.append("] reason=").append(quoted(reason)).append(until);
  }
  return quote(text, 300);
}

}  // namespace fargate_lint::rules
