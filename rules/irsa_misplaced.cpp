#include <string>

#include "list.hpp"
#include "support/aws.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void report(const PodContext& pod, yaml::Node field, const Message& holder, FindingSink& out) {
  const auto account = quote(service_account_of(pod.pod).name);
  const auto* object = find_service_account(pod);
  const auto role = object != nullptr ? role_arn_of(*object) : yaml::Node();
  auto finding = out.add(field, say("`role-arn` has no effect on {}", holder));
  if (role) {
    finding.severity(Severity::info)
        .help("remove it: the ServiceAccount already has a role")
        .related("ServiceAccount " + account + " sets its role here", role);
    return;
  }
  finding.help("move it to ServiceAccount " + account);
}

void check(const PodContext& pod, FindingSink& out) {
  const auto on_pod = pod.pod.annotations()[kRoleArnKey];
  const auto on_object = pod.object.annotations()[kRoleArnKey];
  if (on_object && on_object != on_pod) {
    report(pod, on_object, say("a {}", seen(pod.object.kind)), out);
  }
  if (on_pod)
    report(pod, on_pod, say(on_pod == on_object ? Words("a Pod") : Words("a pod template")), out);
}

/// Of roles, the inventory keeps those with the annotation.
void check_roles(const RunContext& run, FindingSink& out) {
  for (const auto* kind : {&kube::kinds::role, &kube::kinds::cluster_role}) {
    for (const auto* role : run.inventory().of_kind(*kind)) {
      const auto field = role->annotations()[kRoleArnKey];
      if (!field) continue;
      out.about(*role)
          .add(field, say("`role-arn` has no effect on a {}", seen(kind->name)))
          .help("move it to the ServiceAccount whose Pods need the IAM role");
    }
  }
}

}  // namespace

constinit const Rule irsa_misplaced = define(
    {
        .id = "FG303",
        .name = "irsa-misplaced",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "IAM role annotation is not on the ServiceAccount",
        .why =
            "EKS reads `eks.amazonaws.com/role-arn` from ServiceAccounts only. On a Deployment, a "
            "Pod template, a Pod or a Role it has no effect: Pods start without credentials and "
            "every call to AWS fails. On Fargate there is no instance metadata to fall back on.",
        .fix =
            "move the annotation to the ServiceAccount that the Pod uses in `serviceAccountName`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/"
                "associate-service-account-role.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop-report
spec:
  serviceAccountName: report
  containers:
    - name: app
      image: example.com/report:1
)",
        .silent = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: report
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop-report
---
apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  serviceAccountName: report
  containers:
    - name: app
      image: example.com/report:1
)",
    },
    check, check_roles);

}  // namespace fargate_lint::rules
