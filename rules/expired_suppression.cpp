#include <string>

#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const IgnoreContext& run, FindingSink& out) {
  for (const auto& use : run.uses) {
    const auto& ignore = *use.ignore;
    if (use.expired)
      out.add(ignore.where,
              say("suppression has expired: {}", quote("until=" + ignore.until, std::string::npos)))
          .object(ignore.object);
    if (use.bad_date)
      out.add(ignore.where, say("{} is not a date, so the suppression has no effect",
                                quote("until=" + ignore.until, std::string::npos)))
          .help("write the date like this: `until=2026-12-31`")
          .object(ignore.object);
  }
}

}  // namespace

constinit const Rule expired_suppression = define(
    {
        .id = "FG902",
        .name = "expired-suppression",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a suppression has expired",
        .why = "`until` is the last day on which the suppression applies. After that day, the "
               "finding is reported again, as its author intended.",
        .fix = "fix the finding, or set a later date",
        .page = FARGATE_LINT_HOMEPAGE "/blob/main/docs/configuration.md",
        .fires = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  # fargate-lint: ignore[FG101] reason="moves to EC2 in May" until=2020-12-31
  hostNetwork: true
  containers: [{name: app, image: a}]
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  # fargate-lint: ignore[FG101] reason="moves to EC2 in May" until=2999-12-31
  hostNetwork: true
  containers: [{name: app, image: a}]
)",
    },
    check);

}  // namespace fargate_lint::rules
