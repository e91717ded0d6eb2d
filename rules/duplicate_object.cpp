#include <string>

#include "list.hpp"

namespace fargate_lint::rules {
namespace {

std::string title(const lint::ObjectRef& object) {
  const std::string name = "`" + object.kind + "/" + object.name + "`";
  return object.ns.empty() ? name : name + " in `" + object.ns + "`";
}

void check(const RunContext& run, FindingSink& out) {
  for (const auto& duplicate : run.reading.duplicate_objects) {
    if (duplicate.identical) continue;
    out.add(duplicate.second, title(duplicate.object) + " is given twice, with different content")
        .related("given first here", duplicate.first)
        .object(duplicate.object);
  }
}

}  // namespace

constinit const Rule duplicate_object = define(
    {
        .id = "FG005",
        .name = "duplicate-object",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "two objects of one kind, namespace and name differ",
        .why = "There is one object of a kind and name in a namespace: whichever is applied last "
               "replaces the other. Both are judged here, and only one of the verdicts will hold.",
        .fix = "remove or rename one; lint variants of one object (overlays, environments) in "
               "separate runs",
        .page = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
        .fires = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: api
  namespace: shop
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: api
  namespace: shop
  labels: {tier: web}
)",
        .silent = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: api
  namespace: shop
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: api
  namespace: shop-test
  labels: {tier: web}
)",
    },
    check);

}  // namespace fargate_lint::rules
