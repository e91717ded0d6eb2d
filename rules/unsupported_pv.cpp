#include <string>
#include <string_view>

#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

Message describe(const PodClaim& use) {
  const auto claim = quote(use.name());
  const auto& binding = use.binding();
  if (binding.volume != nullptr)
    return say("claim {} is bound to a PersistentVolume that uses {}", claim,
               quote(origin_of(*binding.volume).name));
  return say("claim {} is provisioned by {}", claim, quote(binding.provisioner));
}

/// A file server is fine in the pod itself, only not through a claim.
std::string_view help_for(const PodClaim& use) {
  if (use.binding().volume == nullptr) return {};
  if (origin_of(*use.binding().volume).name != "nfs") return {};
  return "mount the share with an `nfs` volume in the Pod itself, which Fargate supports, or use "
         "EFS";
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::other_driver)) {
    auto finding = add(out, pod, use, say("{}, which Fargate cannot mount", describe(use)));
    if (const std::string_view help = help_for(use); !help.empty()) finding.help(help);
  }
}

}  // namespace

constinit const Rule unsupported_pv = define(
    {
        .id = "FG205",
        .name = "unsupported-pv",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "claim uses a PersistentVolume that is not EFS",
        .why = "Fargate mounts claims only if their PersistentVolume uses the EFS driver, "
               "`efs.csi.aws.com`. It rejects FSx, S3, local and `hostPath` volumes, and NFS too, "
               "although a Pod can mount NFS directly. The Pod stays Pending.",
        .fix = "move the data to EFS, access it over the network from the application (S3 through "
               "an AWS SDK), or run the Pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/storage.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "PVC CLAIM bound to invalid PV PV with CSI Driver: s3.csi.aws.com",
        .symptoms = "PVC CLAIM bound to invalid PV PV with CSI Driver: s3.csi.aws.com\n"
                    "PVC CLAIM bound to invalid PV PV with nil CSI spec\n"
                    "PVC CLAIM not bound",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: ranker
spec:
  containers:
    - name: app
      image: example.com/ranker:1
  volumes:
    - name: models
      persistentVolumeClaim:
        claimName: models
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: models
spec:
  storageClassName: ""
  volumeName: models
  accessModes: [ReadOnlyMany]
  resources:
    requests:
      storage: 100Gi
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: models
spec:
  storageClassName: ""
  capacity:
    storage: 100Gi
  accessModes: [ReadOnlyMany]
  csi:
    driver: s3.csi.aws.com
    volumeHandle: shop-models
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: ranker
spec:
  containers:
    - name: app
      image: example.com/ranker:1
  volumes:
    - name: models
      nfs:
        server: files.example.com
        path: /models
)",
    },
    check);

}  // namespace fargate_lint::rules
