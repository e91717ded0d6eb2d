#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::efs_dynamic)) {
    const auto& binding = use.binding();
    auto finding = add(out, pod, use,
                       say("claim {} is provisioned dynamically on EFS, and Fargate does not wait "
                           "for that",
                           quote(use.name())));
    finding.note("the Pod stays Pending unless the claim is bound before the Pod is created");
    if (binding.waits_for_consumer)
      finding.note("StorageClass " + quote(binding.class_name) +
                   " uses `WaitForFirstConsumer`: Pods on Fargate never cause the claim to be "
                   "bound");
  }
}

}  // namespace

constinit const Rule efs_dynamic = define(
    {
        .id = "FG206",
        .name = "efs-dynamic",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "claim is provisioned dynamically on EFS",
        .why = "A StorageClass of the EFS driver creates an access point for each claim. AWS does "
               "not support this on Fargate: the Fargate scheduler looks at a Pod once, usually "
               "before the claim is bound, and the Pod then stays Pending until it is recreated. "
               "A claim that is bound before the Pod is created can be mounted. The driver's "
               "controller provisions it; run the controller on EC2 nodes, or on Fargate with "
               "`controller.containerSecurityContext.privileged: false` (driver 1.7.5 or later).",
        .fix = "create a PersistentVolume (`driver: efs.csi.aws.com`, `volumeHandle: fs-…` or "
               "`fs-…::fsap-…`) and set its name as the claim's `volumeName`: this needs no "
               "driver. Or create the claim first and the Pod once the claim is bound",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "PVC CLAIM not bound",
        .symptoms = "PVC CLAIM not bound",
        .fires = R"(apiVersion: v1
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
  storageClassName: efs
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 5Gi
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: efs
provisioner: efs.csi.aws.com
parameters:
  provisioningMode: efs-ap
  fileSystemId: fs-0a1b2c3d4e5f60718
  directoryPerms: "700"
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
  storageClassName: efs
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
  storageClassName: efs
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
