#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::missing)) {
    if (!is_expected(pod, use.binding())) continue;
    auto finding = add(out, pod, use, say("claim {} is not in the input", quote(use.name())));
    if (use.binding().certain) finding.severity(Severity::error);
  }
}

}  // namespace

constinit const Rule claim_missing = define(
    {
        .id = "FG208",
        .name = "claim-missing",
        .severity = Severity::warning,
        .also = Severity::error,
        .since = "0.1.0",
        .summary = "claim is not defined in the input",
        .why = "The Fargate scheduler looks at a Pod once. If a claim of the Pod does not exist at "
               "that moment, the Pod stays Pending, even if the claim is created a second later. "
               "This is reported if the input is declared complete, or holds other claims of the "
               "Pod's namespace. A claim that a StatefulSet or an operator of the input creates "
               "counts as present.",
        .fix = "correct the claim's name, or add the PersistentVolumeClaim and apply it before the "
               "Pod",
        .page = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "persistentvolumeclaim \"CLAIM\" not found",
        .symptoms = "persistentvolumeclaim \"CLAIM\" not found",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: catalogue
  namespace: shop
spec:
  containers:
    - name: app
      image: example.com/catalogue:1
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: picture
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pictures
  namespace: shop
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
  namespace: shop
spec:
  containers:
    - name: app
      image: example.com/catalogue:1
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: pictures
)",
    },
    check);

}  // namespace fargate_lint::rules
