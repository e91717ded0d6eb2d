#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::privilege_escalation)) {
    auto finding =
        add(out, violation, say("`allowPrivilegeEscalation: true` is refused on Fargate"));
    attach(finding, false, replace_scalar(violation.field, "false"));
  }
}

}  // namespace

constinit const Rule privilege_escalation = define(
    {
        .id = "FG105",
        .name = "privilege-escalation",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "a container explicitly allows privilege escalation",
        .why =
            "Fargate refuses a container that says `allowPrivilegeEscalation: true`: the pod stays "
            "Pending. A container that leaves the field out is accepted, although Kubernetes then "
            "takes it as true.",
        .fix = "set it to `false`; a program that needs setuid (sudo, ping) keeps working when the "
               "field is left out altogether",
        .page = "https://docs.aws.amazon.com/eks/latest/best-practices/pod-security.html",
        .event = "Pod not supported on Fargate: invalid SecurityContext fields: "
                 "AllowPrivilegeEscalation",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      securityContext:
        allowPrivilegeEscalation: true
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      securityContext:
        runAsNonRoot: true
)",
    },
    check);

}  // namespace fargate_lint::rules
