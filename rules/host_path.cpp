#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

/// What people want from a folder of the node, and how they get it without one. The first row that
/// fits decides, so longer paths come first.
struct Advice {
  std::string_view path;
  std::string_view help;
};
constexpr std::string_view kNoRuntime =
    "there is no container runtime to talk to: build images with rootless BuildKit or AWS "
    "CodeBuild, or run the pod on EC2 nodes";
constexpr std::string_view kLogs =
    "to ship logs write them to standard output and switch on Fargate's own log router "
    "(ConfigMap `aws-logging` in namespace `aws-observability`)";
constexpr std::string_view kMetrics =
    "the node is AWS's and its metrics are not offered: scrape the kubelet through the API server, "
    "or measure inside the container";
constexpr std::string_view kNetwork =
    "network plug-ins cannot run on Fargate, which has the VPC CNI built in";
constexpr std::string_view kKubelet =
    "the kubelet's files are AWS's on Fargate: run the node part of a driver as a DaemonSet on EC2 "
    "nodes (EFS needs none on Fargate)";
constexpr std::string_view kNode =
    "the node's own files are AWS's on Fargate: what inspects or sets up nodes runs on EC2 nodes";
constexpr std::string_view kTimeZone =
    "set the environment variable `TZ`, with time zones in the image";
constexpr std::string_view kCertificates =
    "put the certificates into the image, or mount them from a ConfigMap";
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
    {"/lib/modules", "kernel modules are AWS's on Fargate: run the pod on EC2 nodes"},
    {"/dev/shm", "use an `emptyDir` with `medium: Memory` for shared memory"},
    {"/dev", "no devices of the node are offered on Fargate: run the pod on EC2 nodes"},
    {"/tmp", "use an `emptyDir` for scratch space"},
}};

/// Whether `path` is `folder` or lies in it. A trailing slash means nothing.
bool lies_in(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return false;
  return path.size() == folder.size() || path[folder.size()] == '/';
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
    const auto what = path.empty() ? say("a folder") : say("{}", quote(path));
    auto finding = add(out, violation,
                       say("volume {} mounts {} of the node, which Fargate refuses",
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
        .summary = "the pod mounts a folder of the node",
        .why = "A Fargate node belongs to AWS and lives as long as its one pod; its files are "
               "closed to pods. Whatever a `hostPath` volume is for, the container socket, the "
               "node's logs or a place to keep data, is not there, and the pod stays Pending.",
        .fix = "use `emptyDir` for scratch space, EFS for data that must last, or a ConfigMap or "
               "Secret for files; else run the pod on EC2 nodes",
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
