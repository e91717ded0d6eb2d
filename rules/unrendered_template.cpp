#include <string>
#include <string_view>

#include "kube/field_types.hpp"
#include "kube/templates.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Keys are looked at with their values: `{{ .Release.Name }}-role: web` among labels.
void check_field(const kube::Field& field, FindingSink& out) {
  switch (field.type) {
    case kube::FieldType::text: return;  // arguments, annotations: may be templates of their own
    case kube::FieldType::name:
    case kube::FieldType::boolean:
    case kube::FieldType::int32:
    case kube::FieldType::int64:
    case kube::FieldType::quantity:
    case kube::FieldType::list:
    case kube::FieldType::mapping: break;
  }
  const auto key = field.value.key();
  const bool in_map = key && !field.container.empty();
  if (in_map && kube::holds_template(key.text())) {
    out.add(field.value, say("a key of {} is an unrendered template: {}", quote(field.container),
                             quote(key.text())));
  } else if (field.value.is_string() && kube::is_unrendered(field.value.text())) {
    const auto name = quote(key ? key.text() : field.container);
    const auto of = in_map ? say("{} in {}", name, quote(field.container)) : say("{}", name);
    out.add(field.value, say("{} is an unrendered template: {}", of, quote(field.value.text())));
  }
}

void check_object(const ObjectContext& context, FindingSink& out) {
  if (!context.object.may_hold_template) return;
  kube::visit_fields(context.object, [&](const kube::Field& field) { check_field(field, out); });
}

void check_run(const RunContext& run, FindingSink& out) {
  for (const auto& [source, error] : run.reading.unreadable) {
    if (!error.looks_templated) continue;
    out.add({source.path, error.span, error.line_text, {}},
            say("unrendered template makes the document unreadable"))
        .note(error.message);
  }
}

}  // namespace

constinit const Rule unrendered_template = define(
    {
        .id = "FG002",
        .name = "unrendered-template",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "unrendered template syntax in a value",
        .why = "Kubernetes does not evaluate templates: the document cannot be parsed, or a name, "
               "a label or a number is text with braces in it, which the API server rejects. "
               "Where the Pods land is unknown until the values are filled in. Braces in "
               "arguments, annotations and ConfigMaps are left alone: they are often meant for "
               "another program.",
        .fix = "check a Helm chart with `--helm CHART`; otherwise run the tool that fills in these "
               "values first, and check what it prints",
        .page = "https://helm.sh/docs/helm/helm_template/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: "{{ .Release.Namespace }}"
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    vault.hashicorp.com/agent-inject-template-db: |
      {{ with secret "database/creds/app" }}{{ .Data.username }}{{ end }}
spec:
  containers:
    - name: app
      image: nginx
      args: ["--format={{ .Level }} {{ .Message }}"]
)",
        .untrusted_input = true,
    },
    check_object, check_run);

}  // namespace fargate_lint::rules
