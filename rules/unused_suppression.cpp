#include <string>

#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const IgnoreContext& run, FindingSink& out) {
  for (const auto& use : run.uses) {
    const auto& ignore = *use.ignore;
    if (use.expired || use.bad_date) continue;
    if (!ignore.saw_everything) continue;
    for (const auto& entry : use.rules) {
      if (entry.rule == nullptr || !entry.ran || entry.used) continue;
      out.add(ignore.where,
              say("suppression of {} has no effect", quote(entry.text, std::string::npos)))
          .object(ignore.object);
    }
  }
}

}  // namespace

constinit const Rule unused_suppression = define(
    {
        .id = "FG901",
        .name = "unused-suppression",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a suppression suppresses nothing",
        .why = "The finding has been fixed, or the suppression is in the wrong place. If you keep "
               "it, it hides the next finding of that rule before anybody has seen it.",
        .fix = "remove it, or move it to the field that it is about",
        .page = FARGATE_LINT_HOMEPAGE "/blob/main/docs/configuration.md",
        .fires = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  # fargate-lint: ignore[FG101] reason="moves to EC2 in May"
  hostNetwork: false
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
