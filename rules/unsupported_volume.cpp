#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

/// Types that have a rule of their own: FG201, FG202, FG203.
constexpr std::array<std::string_view, 3> kElsewhere = {"awsElasticBlockStore", "hostPath", "csi"};

struct Advice {
  std::string_view type;
  std::string_view help;
};
constexpr std::array<Advice, 4> kAdvice = {{
    {"ephemeral",
     "use `emptyDir`; for more than 20 GiB set an `ephemeral-storage` request (up to 175 GiB)"},
    {"gitRepo", "clone into an `emptyDir` from an init container"},
    {"image", "copy the files into an `emptyDir` from an init container that runs the image"},
    {"iscsi", "store the data on EFS or NFS, or run the Pod on EC2 nodes"},
}};

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::volume_type)) {
    if (std::ranges::find(kElsewhere, violation.detail) != kElsewhere.end()) continue;
    auto finding = add(out, violation,
                       say("volume {} has type {}, which is not supported on Fargate",
                           quote(violation.volume->name), quote(violation.detail)));
    for (const auto& advice : kAdvice) {
      if (violation.detail == advice.type) finding.help(advice.help);
    }
  }
}

}  // namespace

constinit const Rule unsupported_volume = define(
    {
        .id = "FG204",
        .name = "unsupported-volume",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "pod uses a volume type that is not supported on Fargate",
        .why = "Fargate supports `emptyDir`, `secret`, `configMap`, `projected`, `downwardAPI`, "
               "`nfs` and `persistentVolumeClaim`. It rejects a Pod with a volume of any other "
               "type, generic `ephemeral` volumes included; the Pod stays Pending.",
        .fix = "use a supported type (`emptyDir` for scratch space, EFS or `nfs` for data), or run "
               "the Pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: volumes not supported: NAME is of an unsupported "
                 "volume Type",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  containers:
    - name: app
      image: example.com/report:1
  volumes:
    - name: scratch
      ephemeral:
        volumeClaimTemplate:
          spec:
            accessModes: [ReadWriteOnce]
            resources:
              requests:
                storage: 50Gi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  containers:
    - name: app
      image: example.com/report:1
      resources:
        requests:
          ephemeral-storage: 50Gi
  volumes:
    - name: scratch
      emptyDir: {}
)",
    },
    check);

}  // namespace fargate_lint::rules
