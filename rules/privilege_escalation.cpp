#include "list.hpp"
#include "support/fixes.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::privilege_escalation)) {
    auto finding =
        add(out, violation, say("`allowPrivilegeEscalation: true` is not supported on Fargate"));
    // Kubernetes defaults to true, and Fargate accepts that.
    attach(finding, true,
           remove_field(violation.container->security_context(), "allowPrivilegeEscalation"));
  }
}

}  // namespace

constinit const Rule privilege_escalation = define(
    {
        .id = "FG105",
        .name = "privilege-escalation",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "container sets `allowPrivilegeEscalation: true`",
        .why = "Fargate refuses a container that sets `allowPrivilegeEscalation: true`, and the "
               "Pod stays Pending. It accepts a container without the field, although Kubernetes "
               "then defaults to true.",
        .fix = "remove the field, which keeps Kubernetes' default, or set it to `false`",
        .page = "https://docs.aws.amazon.com/eks/latest/best-practices/pod-security.html",
        .event = "Pod not supported on Fargate: invalid SecurityContext fields: "
                 "AllowPrivilegeEscalation",
        .fix_kind = FixKind::safe,
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
