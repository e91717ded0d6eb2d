#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::default_class)) {
    add(out, use,
        say("claim {} names no class; the default class on EKS is usually EBS",
            quote(use.claim())));
  }
}

}  // namespace

constinit const Rule default_class = define(
    {
        .id = "FG207",
        .name = "default-class",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a claim of the pod leaves its class to the cluster",
        .why = "A claim without `storageClassName` gets the cluster's default class. On EKS that "
               "is usually EBS, which Fargate cannot mount: the pod would stay Pending. Which "
               "class is the default is not in the input, so nothing is decided.",
        .fix = "name the class, or the PersistentVolume on EFS, in the claim; or add the cluster's "
               "StorageClass objects to the input",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/storage.html",
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
