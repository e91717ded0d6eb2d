#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

/// What people want from a directory of the node, and how they get it without one. The first row
/// that fits decides, so longer paths come first.
struct Advice {
  std::string_view path;
  std::string_view help;
};
constexpr std::string_view kNoRuntime =
    "Pods on Fargate cannot reach the container runtime: build images with AWS CodeBuild, or run "
    "the "
    "Pod on EC2 nodes";
constexpr std::string_view kLogs =
    "write logs to stdout and enable Fargate's built-in log router (ConfigMap `aws-logging` in "
    "namespace `aws-observability`)";
constexpr std::string_view kMetrics =
    "Fargate does not expose node metrics: scrape the kubelet through the API server, or measure "
    "inside the container";
constexpr std::string_view kNetwork =
    "remove it: Fargate has the VPC CNI built in and runs no other network plug-in";
constexpr std::string_view kKubelet =
    "run the node part of a CSI driver as a DaemonSet on EC2 nodes; Fargate needs none for EFS";
constexpr std::string_view kNode =
    "run what inspects or configures nodes on EC2 nodes: AWS manages Fargate nodes";
constexpr std::string_view kTimeZone =
    "set the environment variable `TZ`, and install time zone data in the image";
constexpr std::string_view kCertificates =
    "add the certificates to the image, or mount them from a ConfigMap";
constexpr std::array<Advice, 30> kAdvice = {{
    {"/var/run/docker.sock", kNoRuntime},
    {"/run/docker.sock", kNoRuntime},
    {"/var/run/containerd", kNoRuntime},
    {"/run/containerd", kNoRuntime},
    {"/var/run/crio", kNoRuntime},
    {"/run/crio", kNoRuntime},
    {"/var/log", kLogs},
    {"/var/lib/docker/containers", kLogs},
    {"/run/log/journal", kLogs},
    {"/dev/log", kLogs},
    {"/proc", kMetrics},
    {"/sys", kMetrics},
    {"/var/lib/kubelet", kKubelet},
    {"/etc/cni", kNetwork},
    {"/opt/cni", kNetwork},
    {"/var/lib/cni", kNetwork},
    {"/etc/localtime", kTimeZone},
    {"/usr/share/zoneinfo", kTimeZone},
    {"/etc/ssl", kCertificates},
    {"/etc/pki", kCertificates},
    {"/etc/kubernetes", kNode},
    {"/etc/systemd", kNode},
    {"/lib/systemd", kNode},
    {"/usr/lib/systemd", kNode},
    {"/usr/bin", kNode},
    {"/var/lib/etcd", kNode},
    {"/lib/modules", "run the Pod on EC2 nodes: Fargate does not expose kernel modules"},
    {"/dev/shm", "use an `emptyDir` with `medium: Memory` for shared memory"},
    {"/dev", "run the Pod on EC2 nodes: Fargate does not expose devices"},
    {"/tmp", "use an `emptyDir` for scratch space"},
}};

/// Whether `path` is `directory` or lies in it. A trailing slash means nothing.
bool lies_in(std::string_view path, std::string_view directory) {
  if (!path.starts_with(directory)) return false;
  return path.size() == directory.size() || path[directory.size()] == '/';
}

std::string_view help_for(std::string_view path) {
  if (path == "/") return kMetrics;
  for (const auto& advice : kAdvice) {
    if (lies_in(path, advice.path)) return advice.help;
  }
  return {};
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::volume_type)) {
    if (violation.detail != "hostPath") continue;
    const std::string_view path = violation.field["path"].text();
    const auto what = path.empty() ? say("a directory") : say("{}", quote(path));
    auto finding = add(out, violation,
                       say("volume {} mounts {} from the node, which Fargate does not allow",
                           quote(violation.volume->name), what));
    if (const std::string_view help = help_for(path); !help.empty()) {
      finding.help(help);
    }
  }
}

}  // namespace

constinit const Rule host_path = define(
    {
        .id = "FG202",
        .name = "host-path",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "pod uses a `hostPath` volume",
        .why = "Fargate does not support `hostPath` volumes. AWS manages the node, and it runs no "
               "other Pod: there is no container socket to use, no log of other Pods to read and "
               "no place to keep data. The Pod stays Pending.",
        .fix = "use `emptyDir` for scratch space, EFS for data that must last, or a ConfigMap or "
               "Secret for files; otherwise run the Pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME is of an unsupported "
                 "volume Type",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: runner
spec:
  containers:
    - name: app
      image: example.com/runner:1
  volumes:
    - name: docker
      hostPath:
        path: /var/run/docker.sock
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: runner
spec:
  containers:
    - name: app
      image: example.com/runner:1
  volumes:
    - name: work
      emptyDir:
        sizeLimit: 5Gi
)",
    },
    check);

}  // namespace fargate_lint::rules
