#include <string>

#include "list.hpp"
#include "support/fixes.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

/// The entry of `ports` that holds the field.
yaml::Node port_of(const fargate::Violation& violation) {
  for (const auto port : violation.container->node["ports"].items()) {
    if (port[violation.detail] == violation.field) return port;
  }
  return {};
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::host_port)) {
    const std::string written = violation.detail + ": " + std::string(violation.field.text());
    auto finding = add(out, violation, say("{} is not supported on Fargate", quote(written)));
    attach(finding, false, remove_field(port_of(violation), violation.detail));
  }
}

}  // namespace

constinit const Rule host_port = define(
    {
        .id = "FG102",
        .name = "host-port",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "container opens a host port",
        .why = "`hostPort` and `hostIP` open a port on the Pod's node. A Fargate node is managed "
               "by AWS and runs only this Pod, so Fargate refuses both, in init containers too: "
               "the Pod stays Pending and is not retried until it is created again.",
        .fix = "remove it: `containerPort` is reachable at the Pod's own VPC address, and a "
               "Service gives it a stable name",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: port contains HostIP or HostPort",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      ports:
        - containerPort: 8080
          hostPort: 8080
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      ports:
        - containerPort: 8080
          hostPort: 0
)",
    },
    check);

}  // namespace fargate_lint::rules
