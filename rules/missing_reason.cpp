#include <algorithm>
#include <string>

#include "list.hpp"
#include "support/suppressions.hpp"

namespace fargate_lint::rules {
namespace {

/// What is wrong with it otherwise, FG904 says, with the whole of it to paste.
bool is_unclear(const lint::IgnoreUse& use) {
  return use.rules.empty() ||
         std::ranges::any_of(use.rules, [](const auto& entry) { return entry.rule == nullptr; });
}

void check(const IgnoreContext& run, FindingSink& out) {
  for (const auto& use : run.uses) {
    const auto& ignore = *use.ignore;
    if (!ignore.reason.empty() || is_unclear(use)) continue;
    out.add(ignore.where, say("suppression has no reason"))
        .object(ignore.object)
        .help("write " + correct_form(ignore, run.known));
  }
}

}  // namespace

constinit const Rule missing_reason = define(
    {
        .id = "FG903",
        .name = "missing-reason",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a suppression has no reason",
        .why = "Without a reason, nobody can tell later whether the suppression is still needed, "
               "so it stays forever. It suppresses the finding all the same.",
        .fix = "add `reason=\"…\"`; in an annotation, write `FG101=the reason`",
        .page = FARGATE_LINT_HOMEPAGE "/blob/main/docs/configuration.md",
        .fires = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  # fargate-lint: ignore[FG101]
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
