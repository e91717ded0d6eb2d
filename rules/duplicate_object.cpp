#include <string>

#include "list.hpp"

namespace fargate_lint::rules {
namespace {

Message title(const lint::ObjectRef& object) {
  const auto name = quote(object.kind + "/" + object.name, std::string::npos);
  return object.ns.empty() ? say("{}", name)
                           : say("{} in {}", name, quote(object.ns, std::string::npos));
}

void check(const RunContext& run, FindingSink& out) {
  for (const auto& duplicate : run.reading.duplicate_objects) {
    out.add(duplicate.second,
            say("{} is given twice, with different content", title(duplicate.object)))
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
