#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const RunContext& run, FindingSink& out) {
  for (const auto& duplicate : run.input.duplicate_keys) {
    out.add(duplicate.last,
            "key " + quote(duplicate.key) + " stands twice; Kubernetes keeps this one")
        .related("this one is lost", duplicate.first)
        .object(duplicate.object);
  }
}

}  // namespace

constinit const Rule duplicate_key = define(
    {
        .id = "FG003",
        .name = "duplicate-key",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "the same key stands twice in one mapping",
        .why = "Kubernetes keeps the last of the two without a word unless it is asked to validate "
               "strictly; then it refuses the object. A reader of the file takes the first for "
               "what counts.",
        .fix = "remove one of the two",
        .page = "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
        .fires = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
    - name: sidecar
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
