#include <string>

#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const IgnoreContext& run, FindingSink& out) {
  for (const auto& use : run.uses) {
    const auto& ignore = *use.ignore;
    if (!ignore.reason.empty() || ignore.scope == lint::Ignore::Scope::unclear) continue;
    out.add(ignore.where, say("the suppression gives no reason")).object(ignore.object);
  }
}

}  // namespace

constinit const Rule missing_reason = define(
    {
        .id = "FG903",
        .name = "missing-reason",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a suppression gives no reason",
        .why = "Whoever reads it later cannot tell whether it still holds, and leaves it for ever. "
               "It counts "
               "all the same.",
        .fix = "add `reason=\"…\"` (in an annotation: `FG101=the reason`)",
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
