#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::efs_dynamic)) {
    add(out, use,
        say("claim {} waits for an EFS access point that Fargate does not make",
            quote(use.claim())))
        .note(
            "the pod is refused unless the EFS CSI controller runs on EC2 nodes and has bound "
            "the claim before the pod is created");
  }
}

}  // namespace

constinit const Rule efs_dynamic = define(
    {
        .id = "FG206",
        .name = "efs-dynamic",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a claim of the pod is to be provisioned dynamically on EFS",
        .why = "A StorageClass of the EFS driver makes an access point for each claim. AWS does "
               "not support that with Fargate: the driver's controller has to run on EC2 nodes, "
               "and the Fargate scheduler looks at a pod once, usually before the claim is bound. "
               "The pod then stays Pending until it is created anew.",
        .fix = "make a PersistentVolume by hand (`driver: efs.csi.aws.com`, `volumeHandle: fs-…` "
               "or `fs-…::fsap-…`) and name it in the claim; no driver is needed for that",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "PVC CLAIM not bound",
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
