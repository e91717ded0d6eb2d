#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const RunContext& run, FindingSink& out) {
  for (const auto& [source, error] : run.reading.unreadable) {
    if (error.looks_templated) continue;  // FG002
    auto finding =
        out.add({source.path, error.span, error.line_text, {}}, say("{}", seen(error.message)));
    if (!error.help.empty()) finding.help(error.help);
  }
}

}  // namespace

constinit const Rule unreadable_document = define(
    {
        .id = "FG001",
        .name = "unreadable-document",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "document is not valid YAML or JSON",
        .why = "The API server's own parser rejects the text, so nothing in it reaches the "
               "cluster, and kubectl applies nothing after it in the same file. The Pods that the "
               "document declares are not checked.",
        .fix = "correct the text at the place shown; all other documents are still linted",
        .page = "https://kubernetes.io/docs/concepts/overview/working-with-objects/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
	containers: []
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      args: ["a	tab in a quoted string"]
)",
        .untrusted_input = true,
        .knowable = false,
    },
    check);

}  // namespace fargate_lint::rules
