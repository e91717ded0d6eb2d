#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

using State = kube::ClaimBinding::State;

Message describe(const PodClaim& use) {
  const auto& binding = use.binding();
  const auto claim = quote(use.name());
  switch (binding.state) {
    case State::class_unknown:
      if (binding.storage_class != nullptr)
        return say("claim {} uses StorageClass {}, which has no provisioner", claim,
                   quote(binding.class_name));
      return say("claim {} uses StorageClass {}, which is not in the input", claim,
                 quote(binding.class_name));
    case State::volume_unknown:
      return say("claim {} names PersistentVolume {}, which is not in the input", claim,
                 quote(binding.volume_name));
    case State::claim_unknown: return say("claim {} is not in the input", claim);
    case State::tie_unknown:
      return say("claim {} may not be the one that PersistentVolume {} is reserved for", claim,
                 quote(binding.volume->name));
    case State::bound: return say("claim {} may be bound to volumes of several drivers", claim);
    case State::dynamic:
    case State::unserved:
    case State::contested:
    case State::left_over:
    case State::misfit:
    case State::default_class: break;
  }
  return say("no PersistentVolume in the input fits claim {}", claim);
}

void report(const PodContext& pod, const PodClaim& use, FindingSink& out) {
  const auto& binding = use.binding();
  auto finding = add(out, pod, use, say("{}", describe(use)));
  if (binding.state == State::class_unknown && binding.volume != nullptr)
    finding.note("with `volumeBindingMode: WaitForFirstConsumer` the claim is not bound to it");
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::unknown)) report(pod, use, out);
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::missing))
    if (!is_expected(pod, use.binding())) report(pod, use, out);
}

}  // namespace

constinit const Rule unknown_class = define(
    {
        .id = "FG212",
        .name = "unknown-class",
        .severity = Severity::info,
        .since = "0.2.0",
        .summary = "claim, StorageClass or PersistentVolume is not defined in the input",
        .why = "Fargate mounts a claim only if it is bound to a PersistentVolume on EFS. Here the "
               "claim, its StorageClass or its PersistentVolume is not in the input, so it is "
               "undecided whether the Pod runs or stays Pending.",
        .fix = "add the PersistentVolumeClaim, StorageClass and PersistentVolume to the input, or "
               "use `--complete` if the cluster has no others",
        .page = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "PVC CLAIM not bound",
        .symptoms = "PVC CLAIM not bound\n"
                    "persistentvolumeclaim \"CLAIM\" not found",
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
  storageClassName: shared
  accessModes: [ReadWriteMany]
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
