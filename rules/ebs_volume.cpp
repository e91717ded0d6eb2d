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

Message describe(const PodClaim& use) {
  const auto claim = quote(use.name());
  const auto& binding = use.binding();
  if (binding.state == State::bound && binding.volume != nullptr)
    return say("claim {} is bound to EBS volume {}", claim, quote(binding.volume->name));
  if (binding.state == State::dynamic)
    return say("claim {} gets an EBS volume from StorageClass {}", claim,
               quote(binding.class_name));
  return say("claim {} gets an EBS volume from StorageClass {} of EKS", claim,
             quote(binding.class_name));
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::volume_type)) {
    if (violation.detail != "awsElasticBlockStore") continue;
    add(out, violation, say("volume {} is an EBS volume{}", quote(violation.volume->name), kEnd));
  }
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::ebs)) {
    auto finding = add(out, pod, use, say("{}{}", describe(use), kEnd));
    if (use.binding().state == State::class_unknown)
      finding.note("StorageClass " + quote(use.binding().class_name) +
                   " is not in the input; on EKS this name stands for EBS");
  }
}

}  // namespace

constinit const Rule ebs_volume = define(
    {
        .id = "FG201",
        .name = "ebs-volume",
        .severity = Severity::error,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "pod uses an EBS volume",
        .why = "Fargate does not support EBS: a volume is attached to an EC2 instance, and a "
               "Fargate node is none. A claim that leads to EBS is never mounted; with the usual "
               "`WaitForFirstConsumer` it is not even bound. The Fargate scheduler looks at the "
               "Pod once and leaves it Pending.",
        .fix = "store the data on EFS (a PersistentVolume with `driver: efs.csi.aws.com`) or in a "
               "managed service, or run the Pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "PVC CLAIM not bound",
        .symptoms = "PVC CLAIM not bound\n"
                    "NAME is of an unsupported volume Type\n"
                    "PVC CLAIM bound to invalid PV PV with CSI Driver: ebs.csi.aws.com\n"
                    "PVC CLAIM bound to invalid PV PV with nil CSI spec",
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
