#include <string>

#include "list.hpp"

namespace fargate_lint::rules {
namespace {

Message title(const lint::ObjectRef& object) {
  const auto name = quote(object.kind + "/" + object.name, std::string::npos);
  return object.ns.empty() ? say("{}", name)
                           : say("{} in {}", name, quote(object.ns, std::string::npos));
}

std::string name_of(const std::string& directory) {
  return directory.substr(directory.rfind('/') + 1);
}

void report_directories(const lint::DuplicateObject& pair, FindingSink& out) {
  const auto directories = say("{} and {}", quote(pair.first_directory, std::string::npos),
                               quote(pair.second_directory, std::string::npos));
  auto finding = out.add(
      pair.second, pair.objects == 1
                       ? say("{} define the same object with different content", directories)
                       : say("{} define {} of the same objects with different content", directories,
                             seen(pair.objects)));
  finding.related(title(pair.object).text() + " is also defined here", pair.first);
  if (pair.are_environments)
    finding.severity(Severity::info)
        .help("if they are environments, judge them apart: set `environments: [" +
              name_of(pair.first_directory) + ", " + name_of(pair.second_directory) +
              "]` in the config file");
}

void check(const RunContext& run, FindingSink& out) {
  for (const auto& duplicate : run.reading.duplicate_objects) {
    if (!duplicate.first_directory.empty()) {
      report_directories(duplicate, out);
      continue;
    }
    out.add(duplicate.second,
            say("{} is defined twice with different content", title(duplicate.object)))
        .related("also defined here", duplicate.first)
        .object(duplicate.object);
  }
}

}  // namespace

constinit const Rule duplicate_object = define(
    {
        .id = "FG005",
        .name = "duplicate-object",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "the same object is defined twice with different content",
        .why = "A namespace holds one object of a kind and name: whichever is applied last "
               "replaces the other. Both are checked here, and only one of the results will be "
               "true. Comments, quotes, the order of keys and a namespace that is set or assumed "
               "make no difference.",
        .fix = "remove or rename one of them; list directories that are environments in "
               "`environments` of the config file",
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
