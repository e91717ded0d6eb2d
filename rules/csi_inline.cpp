#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

struct Advice {
  std::string_view driver;
  std::string_view help;
};
constexpr std::array<Advice, 6> kAdvice = {{
    {"secrets-store.csi.k8s.io",
     "let the External Secrets Operator copy the secret into a Kubernetes Secret, or read it in "
     "the program with a role for its ServiceAccount"},
    {"csi.cert-manager.io",
     "create a cert-manager `Certificate` and mount the Secret that it writes"},
    {"spiffe.csi.cert-manager.io",
     "create a cert-manager `Certificate` and mount the Secret that it writes"},
    {"csi.spiffe.io", "the SPIFFE agent runs as a DaemonSet: run the pod on EC2 nodes"},
    {"s3.csi.aws.com", "read the bucket with an AWS SDK and a role for the pod's ServiceAccount"},
    {"efs.csi.aws.com",
     "make a PersistentVolume with this driver and mount it through a claim: Fargate accepts that"},
}};

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::volume_type)) {
    if (violation.detail != "csi") continue;
    const std::string_view driver = violation.field["driver"].text();
    auto finding = add(out, violation,
                       say("volume {} needs CSI driver {}, which Fargate does not run",
                           quote(violation.volume->name), quote(driver)));
    for (const auto& advice : kAdvice) {
      if (driver == advice.driver) finding.help(advice.help);
    }
  }
}

}  // namespace

constinit const Rule csi_inline = define(
    {
        .id = "FG203",
        .name = "csi-inline",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "the pod mounts a CSI volume written into the pod itself",
        .why = "A `csi` volume in a pod, as the Secrets Store driver or cert-manager's driver use "
               "it, is mounted by a DaemonSet on the pod's node. No DaemonSet runs on a Fargate "
               "node; the pod is refused and stays Pending.",
        .fix = "mount a Secret, ConfigMap or projected volume instead, or run the pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME is of an unsupported "
                 "volume Type",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: cart
spec:
  containers:
    - name: app
      image: example.com/cart:1
  volumes:
    - name: secrets
      csi:
        driver: secrets-store.csi.k8s.io
        readOnly: true
        volumeAttributes:
          secretProviderClass: cart
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: cart
spec:
  containers:
    - name: app
      image: example.com/cart:1
  volumes:
    - name: secrets
      secret:
        secretName: cart
)",
    },
    check);

}  // namespace fargate_lint::rules
