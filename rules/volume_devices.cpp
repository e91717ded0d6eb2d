#include "list.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::volume_devices)) {
    add(out, violation,
        say("`volumeDevices` is refused on Fargate, which attaches no block devices"));
  }
}

}  // namespace

constinit const Rule volume_devices = define(
    {
        .id = "FG114",
        .name = "volume-devices",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "a container uses a volume as a raw block device",
        .why = "Raw block devices are EBS volumes attached to an EC2 instance. Fargate mounts file "
               "systems only (EFS) and refuses the pod: it stays Pending.",
        .fix = "mount a file system with `volumeMounts` (EFS, or `emptyDir` for scratch space), or "
               "run the pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: volumeDevices not supported",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: store
spec:
  containers:
    - name: db
      image: example.com/store:1
      volumeDevices:
        - name: scratch
          devicePath: /dev/xvda
  volumes:
    - name: scratch
      emptyDir: {}
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: store
spec:
  containers:
    - name: db
      image: example.com/store:1
      volumeMounts:
        - name: scratch
          mountPath: /scratch
  volumes:
    - name: scratch
      emptyDir: {}
)",
    },
    check);

}  // namespace fargate_lint::rules
