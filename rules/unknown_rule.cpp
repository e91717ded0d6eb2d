#include <string>

#include "lint/selection.hpp"
#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const IgnoreContext& run, FindingSink& out) {
  for (const auto& use : run.uses) {
    const auto& ignore = *use.ignore;
    if (ignore.scope == lint::Ignore::Scope::unclear)
      out.add(ignore.where, say("this is for fargate-lint, but no suppression that it knows"))
          .help(
              "write `# fargate-lint: ignore[FG101] reason=\"…\"`, or the annotation "
              "`fargate-lint.dev/ignore: FG101=…`")
          .object(ignore.object);
    else if (ignore.rules.empty())
      out.add(ignore.where, say("the suppression names no rule")).object(ignore.object);
    if (ignore.left_out != 0)
      out.add(ignore.where,
              say("the suppression names very many rules, of which the last {} are left out",
                  quote(std::to_string(ignore.left_out))))
          .help("name each rule once, in " + std::to_string(lint::Ignore::kMostRules) +
                " names at most")
          .object(ignore.object);
    for (const auto& entry : use.rules) {
      if (entry.rule != nullptr) continue;
      auto finding =
          out.add(ignore.where, say("no rule is called {}", quote(entry.text, std::string::npos)));
      finding.object(ignore.object);
      if (out.is_full()) continue;  // to look for the nearest takes long
      const std::string nearest = lint::nearest_rule(run.known, entry.text);
      if (!nearest.empty()) finding.help("did you mean `" + nearest + "`?");
    }
  }
}

}  // namespace

constinit const Rule unknown_rule = define(
    {
        .id = "FG904",
        .name = "unknown-rule",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a suppression is misspelt, or names no rule that exists",
        .why = "A slip in the comment or the name, or a rule of a later version: nothing is "
               "suppressed by it.",
        .fix = "name a rule by its id or its name; `fargate-lint rules` lists them",
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
