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
     "copy the secret into a Kubernetes Secret with the External Secrets Operator, or read it from "
     "the application with an IAM role for its ServiceAccount"},
    {"csi.cert-manager.io",
     "create a cert-manager `Certificate` and mount the Secret that it writes"},
    {"spiffe.csi.cert-manager.io",
     "create a cert-manager `Certificate` and mount the Secret that it writes"},
    {"csi.spiffe.io", "run the Pod on EC2 nodes: the SPIFFE agent is a DaemonSet"},
    {"s3.csi.aws.com",
     "read the bucket with an AWS SDK and an IAM role for the Pod's ServiceAccount"},
    {"efs.csi.aws.com", "create a PersistentVolume with this driver and mount it through a claim"},
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
        .summary = "pod uses an inline CSI volume",
        .why = "The node part of a CSI driver such as Secrets Store or cert-manager mounts inline "
               "`csi` volumes. It is a DaemonSet, and Fargate nodes run none. Fargate rejects the "
               "Pod, which stays Pending.",
        .fix = "mount a Secret, ConfigMap or projected volume instead, or run the Pod on EC2 nodes",
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
