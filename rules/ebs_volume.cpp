#include <string>
#include <string_view>

#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

using State = kube::ClaimBinding::State;
constexpr Words kEnd = ", which Fargate cannot mount";

Message describe(const ClaimUse& use) {
  const auto claim = quote(use.claim());
  const auto& binding = use.binding;
  if (binding.volume != nullptr) {
    return say("claim {} is bound to EBS volume {}", claim, quote(binding.volume->name));
  }
  if (binding.state == State::dynamic) {
    return say("claim {} gets an EBS volume by class {}", claim, quote(binding.class_name));
  }
  return say("claim {} names class {}, on EKS a class of EBS volumes", claim,
             quote(binding.class_name));
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::volume_type)) {
    if (violation.detail != "awsElasticBlockStore") continue;
    add(out, violation, say("volume {} is an EBS volume{}", quote(violation.volume->name), kEnd));
  }
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::ebs)) {
    auto finding = add(out, use, say("{}{}", describe(use), kEnd));
    if (use.binding.state == State::class_unknown) {
      finding.note("class " + quote(use.binding.class_name) +
                   " is not in the input: EKS clusters have it for EBS, under that name");
    }
  }
}

}  // namespace

constinit const Rule ebs_volume = define(
    {
        .id = "FG201",
        .name = "ebs-volume",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "the pod mounts an EBS volume",
        .why = "An EBS volume is a disk that is attached to an EC2 instance. Nothing can be "
               "attached to a Fargate node, so a claim that leads to EBS is never mounted: with "
               "the usual `WaitForFirstConsumer` it is not even bound. The Fargate scheduler looks "
               "at the pod once and leaves it Pending. The default class of an EKS cluster is "
               "usually EBS.",
        .fix = "keep the data on EFS (a PersistentVolume with `driver: efs.csi.aws.com`) or in a "
               "managed service, or run the pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "PVC CLAIM not bound",
        .fires = R"(apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: orders
spec:
  serviceName: orders
  selector:
    matchLabels:
      app: orders
  template:
    metadata:
      labels:
        app: orders
    spec:
      containers:
        - name: db
          image: postgres:16
          volumeMounts:
            - name: data
              mountPath: /var/lib/postgresql/data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        storageClassName: gp3
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 10Gi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: catalogue
spec:
  containers:
    - name: app
      image: example.com/catalogue:1
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: pictures
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pictures
spec:
  storageClassName: ""
  volumeName: pictures
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 5Gi
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pictures
spec:
  storageClassName: ""
  capacity:
    storage: 5Gi
  accessModes: [ReadWriteMany]
  csi:
    driver: efs.csi.aws.com
    volumeHandle: fs-0a1b2c3d4e5f60718
)",
    },
    check);

}  // namespace fargate_lint::rules
