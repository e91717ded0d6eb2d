#include <string>
#include <string_view>

#include "base/result.hpp"
#include "kube/field_types.hpp"
#include "kube/templates.hpp"
#include "kube/volume_types.hpp"
#include "list.hpp"
#include "support/kind_slips.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// The value as the API server saw it: "the string `yes`".
Message describe(yaml::Node value) {
  switch (value.kind()) {
    case yaml::Kind::missing:
    case yaml::Kind::null: return say("null");
    case yaml::Kind::boolean: return say("boolean {}", quote(value.text()));
    case yaml::Kind::integer:
    case yaml::Kind::floating: return say("number {}", quote(value.text()));
    case yaml::Kind::string: return say("string {}", quote(value.text()));
    case yaml::Kind::sequence: return say("a list");
    case yaml::Kind::mapping: return say("a mapping");
  }
  throw InternalError("a node is of one of these kinds");
}

/// The remedy where the slip is a known one.
std::string_view help(const kube::Field& field) {
  switch (field.type) {
    case kube::FieldType::name:
    case kube::FieldType::text: return "put the value in quotes";
    case kube::FieldType::boolean: return "write `true` or `false` without quotes";
    case kube::FieldType::int32:
    case kube::FieldType::int64: return "write an integer without quotes";
    case kube::FieldType::quantity: return "write a quantity such as 500m, 0.5, 512Mi or 2Gi";
    case kube::FieldType::list: return "start each list item with `-`";
    case kube::FieldType::mapping: return "write `key: value` pairs without `-`";
  }
  return {};
}

/// "`image` in `containers`"
Message name_of(const kube::Field& field, yaml::Node key) {
  if (field.container.empty()) return key ? say("{}", quote(key.text())) : say("the object");
  const auto container = quote(field.container);
  return key ? say("{} in {}", quote(key.text()), container) : say("an element of {}", container);
}

void check_types(const kube::Object& object, FindingSink& out) {
  kube::visit_misfits(object, [&](const kube::Field& field) {
    if (field.value.is_string() && kube::holds_template(field.value.text())) return;  // FG002

    const auto name = name_of(field, field.value.key());
    out.add(field.value, say("{} must be {}, not {}", name, seen(kube::describe(field.type)),
                             describe(field.value)))
        .help(help(field));
  });
}

/// A volume whose type is misspelt is taken for one without a type, and is empty.
void check_volumes(const kube::Object& object, FindingSink& out) {
  for (const auto volume : object.pod()["spec"]["volumes"].items()) {
    yaml::Node slip;
    bool has_type = false;
    for (const auto [key, value] : volume.entries()) {
      if (key.text() == "name") continue;
      if (!kube::meant_volume_type(key.text()).empty())
        slip = value;
      else if (!value.is_null())
        has_type = true;
    }
    if (!slip || has_type) continue;
    const auto meant = kube::meant_volume_type(slip.key().text());
    out.add(slip, say("{} of volume {} is not a volume type: the volume is an empty directory",
                      quote(slip.key().text()), quote(volume["name"].text())))
        .severity(Severity::warning)
        .help("did you mean `" + std::string(meant) + "`?");
  }
}

void check(const ObjectContext& context, FindingSink& out) {
  check_kind(context, out);
  if (context.has_misfits) check_types(context.object, out);
  check_volumes(context.object, out);
}

}  // namespace

constinit const Rule malformed_object = define(
    {
        .id = "FG004",
        .name = "malformed-object",
        .severity = Severity::error,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "field has the wrong type, or Kubernetes has no such kind",
        .why = "The API server cannot decode the object and rejects all of it, so its Pods are "
               "never created: they are shown as invalid. Only fields that decide where a Pod "
               "lands and whether it runs are checked; unknown fields and fragments of objects are "
               "ignored. A warning is for a misspelt volume type: the API server drops it, and the "
               "volume becomes an empty directory (`emptyDir`).",
        .fix = "write the value in the type that the field accepts",
        .page = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: "yes"
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: no
  containers:
    - name: app
      image: nginx
      resources:
        requests:
          cpu: 1
          memory: 1e9
)",
    },
    check);

}  // namespace fargate_lint::rules
