#include "kube/unknown_workload.hpp"

#include <string>

#include "kube/inventory.hpp"
#include "list.hpp"
#include "support/embedded_pods.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// As it goes into the configuration.
std::string declaration(const kube::Object& object, const std::string& path) {
  const std::string group(object.group());
  return "workloads: [{kind: " + std::string(object.kind) + ", apiGroup: " + group +
         ", template: " + path + "}]";
}

/// A Rollout whose pods are those of an object that was not given.
void check_reference(const ObjectContext& context, FindingSink& out) {
  const auto& object = context.object;
  const auto reference = kube::workload_reference(object);
  if (!reference) return;
  if (context.reading.inventory.find_referred(reference->kind, object.ns, reference->name) !=
      nullptr)
    return;
  const auto target = std::string(reference->kind) + "/" + std::string(reference->name);
  out.add(object.spec()["workloadRef"],
          say("pod template comes from {}, which is not in the input", quote(target)))
      .help("add the file that defines " + quote(target) + " to the input");
}

void check(const ObjectContext& context, FindingSink& out) {
  const auto& object = context.object;
  report_embedded_pods(context, out);
  if (object.workload_kind != nullptr) return check_reference(context, out);
  if (kube::is_inventory_kind(object.group(), object.kind)) return;
  const auto pod = kube::find_suspected_pod(object.group(), object.kind, object.node);
  if (!pod) return;
  const auto kind = quote(object.kind);
  auto finding = out.add(
      place_of(object, {}),
      pod.containers ? say("unknown kind {} appears to contain a pod template, which is not "
                           "checked",
                           kind)
                     : say("unknown kind {} has fields of a pod, which is not checked", kind));
  finding.related(
      pod.containers ? "looks like the containers of a pod" : "looks like part of a pod",
      pod.containers ? pod.containers : pod.field);
  if (pod.path.empty()) return;
  finding.help("if it creates pods, declare it in `.fargate-lint.yaml`: " +
               quote(declaration(object, pod.path), 300));
}

}  // namespace

constinit const Rule unknown_workload = define(
    {
        .id = "FG006",
        .name = "unknown-workload",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "unknown kind appears to contain a pod template",
        .why = "Operators define their own kinds, and many of them create pods. fargate-lint knows "
               "where the common kinds keep their pod template. An object of another kind that has "
               "containers, or an image beside a node selector, is most likely a workload. Its "
               "pods land on Fargate like any others, but they are not checked.",
        .fix = "if the kind creates pods, declare it in `.fargate-lint.yaml` with the field that "
               "holds its pod template: `workloads: [{kind: Worker, apiGroup: example.com, "
               "template: spec.template}]`; otherwise ignore this rule",
        .page = "https://kubernetes.io/docs/concepts/extend-kubernetes/operator/",
        .fires = R"(apiVersion: example.com/v1
kind: Worker
metadata:
  name: mail
spec:
  template:
    spec:
      containers:
        - name: app
          image: example.com/mail:1
)",
        .silent = R"(apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: no-latest
spec:
  rules:
    - name: no-latest
      match:
        any:
          - resources: {kinds: [Pod]}
      validate:
        message: name a version
        pattern:
          spec:
            containers:
              - image: "!*:latest"
)",
    },
    check);

}  // namespace fargate_lint::rules
