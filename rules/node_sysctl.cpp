#include <string>
#include <string_view>
#include <vector>

#include "list.hpp"
#include "support/sysctls.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void report(const SysctlSetting& setting, const kube::Container& container, FindingSink& out) {
  const auto key = quote(setting.key);
  const bool privileged = container.security_context()["privileged"].is_true();
  auto finding = out.add(
      setting.item,
      privileged
          ? say("sets sysctl {} on the node, and Fargate refuses privileged containers", key)
          : say("sets sysctl {} on the node, which fails in an unprivileged container", key));
  finding.container(container.name);
  finding.help(help_for_sysctl(setting.key));
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& container : pod.pod.containers)
    for (const auto& setting : sysctls_set_by(container))
      if (!is_namespaced_sysctl(setting.key)) report(setting, container, out);
}

}  // namespace

constinit const Rule node_sysctl = define(
    {
        .id = "FG123",
        .name = "node-sysctl",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "container sets a sysctl of the node",
        .why = "A sysctl such as `vm.max_map_count` applies to the whole node. A container needs "
               "privileged mode to set it, which Fargate refuses; in an unprivileged container the "
               "command fails. The application has to work with the value of the Fargate node.",
        .fix = "remove the command and configure the application to work without it, or run the "
               "Pod on EC2 nodes",
        .page = "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: search
spec:
  initContainers:
    - name: sysctl
      image: busybox
      command: [sysctl, -w, vm.max_map_count=262144]
  containers:
    - name: app
      image: elasticsearch:8.17.0
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: search
spec:
  initContainers:
    - name: sysctl
      image: busybox
      command: [sysctl, vm.max_map_count]
  containers:
    - name: app
      image: elasticsearch:8.17.0
)",
    },
    check);

}  // namespace fargate_lint::rules
