#include "kube/field_types.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "yaml/reader.hpp"

namespace fargate_lint::kube {
namespace {

bool fits_as(FieldType type, const std::string& value) {
  const auto document = yaml::read_document("field: " + value + "\n");
  REQUIRE(document != nullptr);
  return fits(document->root()["field"], type);
}

struct Row {
  FieldType type;
  std::vector<std::string> taken;
  std::vector<std::string> refused;
};

/// Each row was held against k8s.io/api v0.34.1: decoded as the API server does (YAMLToJSON, then
/// the universal deserializer) in a Deployment that is otherwise right.
const Row kRows[] = {
    {FieldType::name,
     {"a", "'1.0'", "\"\"", "null", "~", "", "2020-01-01", "1:30:00x"},
     {"404", "true", "yes", "1.5", "1e3", "[a]", "{}"}},
    {FieldType::text, {"a", "null"}, {"8080", "false", "{a: b}"}},
    {FieldType::boolean,
     {"true", "False", "yes", "no", "on", "y", "null"},
     {"\"yes\"", "'true'", "1", "0", "\"\"", "[]", "enabled"}},
    {FieldType::int32,
     {"2", "2.0", "1e3", "-1", "0x10", "1_000", "+1", "-.0", "017", "0o17", "2147483647", "null"},
     {"\"2\"", "2.5", ".5", "2147483648", "1e30", "true", "http"}},
    {FieldType::int64,
     {"5.0", "9223372036854775807", "1e3"},
     {"9223372036854775808", "5.5", "\"5\"", "root"}},
    {FieldType::quantity,
     {"1", "1e3", ".5", "0x10", "5.", "+5", "-5", "1E", "1Ei", "12e-1", "1k", "1Ki", "512m",
      "0.5Gi", "\" 1 \"", "null", ".", "1e400"},
     {"half",   "true", "1.5.2Gi", "\"\"",      "1e",       "1mi",      "1kI",
      "1K",     "1ki",  "1:30",    "[]",        "{}",       "10MB",     "1 Gi",
      "512MiB", "1Gb",  "1g",      "\"1,5Gi\"", "\"\\t1\"", "\"0x10\"", "\"1_000\""}},
    {FieldType::list, {"[]", "[a]", "[null]", "null"}, {"{}", "a", "\"\"", "1"}},
    {FieldType::mapping, {"{}", "{a: b}", "null"}, {"[]", "a", "\"\"", "true"}},
};

TEST_CASE("field types: takes what the API server decodes, and nothing else") {
  for (const auto& row : kRows) {
    CAPTURE(describe(row.type));
    for (const auto& value : row.taken) {
      CAPTURE(value);
      CHECK(fits_as(row.type, value));
    }
    for (const auto& value : row.refused) {
      CAPTURE(value);
      CHECK_FALSE(fits_as(row.type, value));
    }
  }
}

/// A Pod in which some field of that type has the value.
std::string pod_with(FieldType type, const std::string& value) {
  const auto field = [&](FieldType of, const char* otherwise) {
    return of == type ? value : std::string(otherwise);
  };
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: " + field(FieldType::name, "shop") +
         "\n  annotations:\n    note: " + field(FieldType::text, "none") +
         "\nspec:\n  hostNetwork: " + field(FieldType::boolean, "false") +
         "\n  nodeSelector: " + field(FieldType::mapping, "{}") +
         "\n  tolerations: " + field(FieldType::list, "[]") +
         "\n  activeDeadlineSeconds: " + field(FieldType::int64, "1") +
         "\n  containers:\n    - ports:\n        - hostPort: " + field(FieldType::int32, "1") +
         "\n      resources:\n        limits:\n          cpu: " + field(FieldType::quantity, "1") +
         "\n";
}

TEST_CASE("field types: a look at an object finds what does not fit, and nothing else") {
  const auto misfits = [](FieldType type, const std::string& value) {
    const auto document = yaml::read_document(pod_with(type, value));
    REQUIRE(document != nullptr);
    std::vector<Object> objects;
    append_objects(*document, "default", objects);
    REQUIRE(objects.size() == 1);
    int count = 0;
    visit_misfits(objects[0], [&](const Field&) { ++count; });
    return count;
  };
  for (auto row : kRows) {
    // What stands in a list or a mapping has a type of its own.
    if (row.type == FieldType::mapping || row.type == FieldType::list) continue;
    // A tag decides, whatever the text looks like.
    if (row.type == FieldType::int32) row.refused.emplace_back("!!str 8080");
    if (row.type == FieldType::name) row.taken.emplace_back("!!str 8080");
    CAPTURE(describe(row.type));
    for (const auto& value : row.taken) {
      CAPTURE(value);
      CHECK(misfits(row.type, value) == 0);
    }
    for (const auto& value : row.refused) {
      CAPTURE(value);
      CHECK(misfits(row.type, value) == 1);
    }
  }
}

/// "container/key: value" of each field visited, without collections.
std::string scalars(const std::string& text) {
  const auto document = yaml::read_document(text);
  REQUIRE(document != nullptr);
  std::vector<Object> objects;
  append_objects(*document, "default", objects);
  std::string seen;
  for (const auto& object : objects) {
    visit_fields(object, [&](const Field& field) {
      if (field.value.is_mapping() || field.value.is_sequence()) return;
      seen += std::string(field.container) + "/" + std::string(field.value.key().text()) + ": " +
              std::string(field.value.text()) + "\n";
    });
  }
  return seen;
}

TEST_CASE("field types: visits known fields in the order of the text, and no null") {
  CHECK(scalars(R"(apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
  labels: {app: report, unset: null}
  unknown: 1
spec:
  schedule: "@daily"
  jobTemplate:
    spec:
      template:
        spec:
          hostNetwork: true
          containers:
            - name: app
              args: [a, 1]
              resources: {limits: {cpu: 1}}
)") == "/name: nightly\n"
       "labels/app: report\n"
       "/schedule: @daily\n"
       "/hostNetwork: true\n"
       "/name: app\n"
       "args/: a\n"
       "args/: 1\n"
       "limits/cpu: 1\n");
}

TEST_CASE("field types: of a kind that is not known, only the metadata is looked at") {
  CHECK(scalars(
            "{apiVersion: example.com/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: "
            "many}}") == "/name: a\n");
}

TEST_CASE("field types: goes into shapes that fit, and says which do not") {
  const auto document = yaml::read_document(
      "{apiVersion: v1, kind: Pod, metadata: [name], spec: {containers: {name: app}, volumes: "
      "[x]}}");
  REQUIRE(document != nullptr);
  std::vector<Object> objects;
  append_objects(*document, "default", objects);
  REQUIRE(objects.size() == 1);
  std::string misfits;
  visit_fields(objects[0], [&](const Field& field) {
    if (fits(field.value, field.type)) return;
    misfits += std::string(field.container) + "/" + std::string(field.value.key().text()) + " " +
               std::string(describe(field.type)) + "\n";
  });
  CHECK(misfits ==
        "/metadata a mapping\n"
        "/containers a list\n"
        "volumes/ a mapping\n");
}

}  // namespace
}  // namespace fargate_lint::kube
