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
              say("no {} is found where it is suppressed", quote(entry.text, std::string::npos)))
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
        .why = "What it was for is mended, or it never was where it stands. Left behind, it hides "
               "the next "
               "fault of its kind without anybody having looked at it.",
        .fix = "remove it, or move it to the field that it is for",
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
