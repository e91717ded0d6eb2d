#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/sysctls.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Those that the kubelet of Kubernetes 1.37 is the first to allow (kubernetes/kubernetes#138389).
constexpr std::array<std::string_view, 2> kSafeFrom37 = {"net.ipv4.tcp_slow_start_after_idle",
                                                         "net.ipv4.tcp_notsent_lowat"};

void check(const PodContext& pod, FindingSink& out) {
  for (const auto sysctl : pod.spec()["securityContext"]["sysctls"].items()) {
    const auto name = sysctl["name"];
    if (!name.is_string() || name.text().empty()) continue;
    const std::string normal = normalize_sysctl(name.text());
    if (is_safe_sysctl(normal)) continue;
    auto finding = out.add(
        name, say("sysctl {} is not allowed by the kubelet of a Fargate node", quote(name.text())));
    if (std::ranges::find(kSafeFrom37, normal) == kSafeFrom37.end()) continue;
    finding.severity(Severity::info)
        .note("undecided: whether the cluster runs Kubernetes 1.37 or later, which allows it");
  }
}

}  // namespace

constinit const Rule unsafe_sysctl = define(
    {
        .id = "FG119",
        .name = "unsafe-sysctl",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "pod sets a sysctl that Kubernetes considers unsafe",
        .why =
            "Pods can set a short list of sysctls that Kubernetes considers safe. The kubelet must "
            "allow any other sysctl with `--allowed-unsafe-sysctls`, and the kubelet of a Fargate "
            "node cannot be configured: it rejects the Pod with reason `SysctlForbidden`.",
        .fix = "remove the sysctl, or run the Pod on EC2 nodes whose kubelet allows it",
        .page = "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    sysctls:
      - name: net.core.somaxconn
        value: "1024"
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    sysctls:
      - name: net.ipv4.tcp_syncookies
        value: "1"
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
