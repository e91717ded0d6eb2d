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
  const auto& inventory = context.reading.inventory;
  const auto [kind, name] = *reference;
  if (inventory.find_referred(kind, object.ns, name, &object) != nullptr) return;
  // FG005 speaks of one that is given several times.
  if (inventory.is_ambiguous_referred(kind, object.ns, name, &object)) return;
  const auto target = std::string(reference->kind) + "/" + std::string(reference->name);
  out.add(object.spec()["workloadRef"],
          say("this makes pods by the template of {}, which is not in the input", quote(target)))
      .help("give the file that holds " + quote(target) + " as well");
}

void check(const ObjectContext& context, FindingSink& out) {
  const auto& object = context.object;
  report_embedded_pods(context, out);
  if (object.workload_kind != nullptr) return check_reference(context, out);
  if (kube::is_inventory_kind(object.group(), object.kind)) return;
  const auto pod = kube::find_suspected_pod(object.group(), object.kind, object.node);
  if (!pod.containers) return;
  auto finding = out.add(
      place_of(object, {}),
      say("{} is not known to make pods; what looks like one is not judged", quote(object.kind)));
  finding.related("looks like the containers of a pod", pod.containers);
  if (pod.path.empty()) return;
  finding.help("if it makes pods, declare it in `.fargate-lint.yaml`: " +
               quote(declaration(object, pod.path), 300));
}

}  // namespace

constinit const Rule unknown_workload = define(
    {
        .id = "FG006",
        .name = "unknown-workload",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "an object of a kind that is not known holds what looks like a pod",
        .why = "Operators bring kinds of objects of their own, and many of them make pods. Where "
               "those stand in the object is known for the common ones only. An object that "
               "holds a list of containers and is of another kind is most likely a workload "
               "whose pods land on Fargate like any others, and nobody has looked at them.",
        .fix = "if it makes pods, declare the kind in `.fargate-lint.yaml`, with the field that "
               "holds its pod template: `workloads: [{kind: Worker, apiGroup: example.com, "
               "template: spec.template}]`; else ignore this rule",
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
