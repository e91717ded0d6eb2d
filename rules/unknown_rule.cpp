#include <optional>
#include <span>
#include <string>
#include <vector>

#include "list.hpp"
#include "support/suppressions.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// The names in `use` that are no rule's; nothing if all are. The first is what it is known by.
std::optional<Message> unknown_names(const lint::IgnoreUse& use) {
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const auto& entry : use.rules)
    if (entry.rule == nullptr && ++count <= kMostNamed) names.emplace_back(entry.text);
  if (names.empty()) return std::nullopt;
  const auto first = quote(names.front(), std::string::npos);
  if (count == 1) return say("unknown rule: {}", first);
  return say("unknown rules: {}, {}", first,
             seen(enumerate(std::span(names).subspan(1), count - 1)));
}

/// What is wrong with the names of rules; one finding, however much it is.
std::optional<Message> fault_of(const lint::IgnoreUse& use) {
  const auto& ignore = *use.ignore;
  if (ignore.scope == lint::Ignore::Scope::unclear)
    return say("not a suppression that fargate-lint understands");
  if (ignore.rules.empty()) return say("suppression names no rule");
  return unknown_names(use);
}

void check(const IgnoreContext& run, FindingSink& out) {
  for (const auto& use : run.uses) {
    const auto& ignore = *use.ignore;
    if (const auto fault = fault_of(use)) {
      auto finding = out.add(ignore.where, *fault);
      finding.object(ignore.object);
      // To look for the nearest names takes long.
      if (!out.is_full()) finding.help("write " + correct_form(ignore, run.known));
    }
    if (ignore.left_out != 0)
      out.add(ignore.where, say("suppression names too many rules; the last {} are ignored",
                                quote(std::to_string(ignore.left_out))))
          .help("name each rule once, and at most " + std::to_string(lint::Ignore::kMostRules))
          .object(ignore.object);
  }
}

}  // namespace

constinit const Rule unknown_rule = define(
    {
        .id = "FG904",
        .name = "unknown-rule",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a suppression is misspelt or names a rule that does not exist",
        .why = "The comment or annotation is misspelt, or the rule comes from a later version of "
               "fargate-lint. It suppresses nothing.",
        .fix = "use the ID or the name of a rule; `fargate-lint rules` lists them",
        .page = FARGATE_LINT_HOMEPAGE "/blob/main/docs/configuration.md",
        .fires = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  # fargate-lint: ignore[FG1O1] reason="moves to EC2 in May"
  hostNetwork: true
  containers: [{name: app, image: a}]
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  # fargate-lint: ignore[FG101] reason="moves to EC2 in May"
  hostNetwork: true
  containers: [{name: app, image: a}]
)",
    },
    check);

}  // namespace fargate_lint::rules
