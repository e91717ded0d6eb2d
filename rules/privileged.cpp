#include <algorithm>
#include <array>
#include <string_view>

#include "list.hpp"
#include "support/fixes.hpp"
#include "support/sysctls.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

/// What switches off a container that an operator makes privileged, by the field that asks for it.
struct Switch {
  std::string_view field;
  std::string_view help;
};
constexpr std::array kSwitches = {
    Switch{"setVMMaxMapCount",
           "remove `setVMMaxMapCount` and set `node.store.allow_mmap: \"false\"` in "
           "`general.additionalConfig`"},
    Switch{"kind", "set `dockerEnabled: false`, or run the runner on EC2 nodes"},
    Switch{"dockerEnabled", "set `dockerEnabled: false`, or run the runner on EC2 nodes"},
    Switch{
        "dockerdWithinRunnerContainer",
        "set `dockerdWithinRunnerContainer: false` and `dockerEnabled: false`, or run the runner "
        "on EC2 nodes"},
};

void add_for_operator(const PodContext& pod, const fargate::Violation& violation,
                      FindingSink& out) {
  auto finding = add(out, violation,
                     say("the operator of {} runs container {} as privileged",
                         quote(pod.object.kind), quote(violation.container->name)));
  const auto* entry = std::ranges::find(kSwitches, violation.field.key().text(), &Switch::field);
  if (entry != kSwitches.end()) finding.help(entry->help);
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::privileged)) {
    if (violation.field == violation.container->privileged_by) {
      add_for_operator(pod, violation, out);
      continue;
    }
    auto finding = add(out, violation, say("`privileged: true` is not supported on Fargate"));
    // Most containers that are privileged to set a sysctl do nothing else.
    if (const auto sysctls = sysctls_set_by(*violation.container); !sysctls.empty()) {
      finding.note("the container sets sysctl " + quote(sysctls.front().key));
      finding.help(help_for_sysctl(sysctls.front().key));
    }
    attach(finding, false, replace_scalar(violation.field, "false"));
  }
}

}  // namespace

constinit const Rule privileged = define(
    {
        .id = "FG103",
        .name = "privileged",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "container runs privileged",
        .why = "A privileged container has full access to its node. Fargate nodes are managed by "
               "AWS, so Fargate refuses the Pod: it stays Pending and is not retried until it is "
               "created again.",
        .fix = "remove `privileged`; build container images with AWS CodeBuild or on EC2 nodes, "
               "because rootless builders need user namespaces, which Fargate disables",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: invalid SecurityContext fields: Privileged",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: docker
      image: docker:dind
      securityContext:
        privileged: true
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: app
      image: example.com/builder:1
      securityContext:
        privileged: false
)",
    },
    check);

}  // namespace fargate_lint::rules
