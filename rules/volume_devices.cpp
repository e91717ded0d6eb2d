#include "list.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::volume_devices)) {
    add(out, violation,
        say("`volumeDevices` is not supported on Fargate, which attaches no block devices"));
  }
}

}  // namespace

constinit const Rule volume_devices = define(
    {
        .id = "FG114",
        .name = "volume-devices",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "container uses a raw block device",
        .why = "Raw block devices are EBS volumes attached to an EC2 instance. Fargate mounts file "
               "systems only and refuses the Pod: it stays Pending and is not retried until it is "
               "created again.",
        .fix = "use `volumeMounts` with a file system (EFS, or `emptyDir` for scratch space), or "
               "run the Pod on EC2 nodes",
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
