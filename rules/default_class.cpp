#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::default_class))
    add(out, pod, use, say("claim {} does not set a StorageClass", quote(use.name())));
}

}  // namespace

constinit const Rule default_class = define(
    {
        .id = "FG207",
        .name = "default-class",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "claim does not set a StorageClass",
        .why = "A claim without `storageClassName` gets the cluster's default StorageClass. On EKS "
               "that is EBS, which Fargate cannot mount; clusters created with Kubernetes 1.30 or "
               "later have no default at all, and then nothing provisions a volume. Either way "
               "the Pod stays Pending, unless a PersistentVolume outside the input fits the "
               "claim. The cluster's default is not in the input, so the Pod is undecided.",
        .fix = "set `storageClassName` in the claim, or `volumeName` to a PersistentVolume on EFS "
               "with `storageClassName: \"\"`; or add the cluster's StorageClasses to the input",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/storage.html",
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
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 5Gi
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
  storageClassName: shared
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 5Gi
)",
    },
    check);

}  // namespace fargate_lint::rules
