#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kResourceClaims = "resourceClaims";

struct Device {
  std::string_view prefix;
  std::string_view help;
};
constexpr std::array<Device, 7> kDevices = {{
    {"nvidia.com/", "run the Pod on EC2 nodes with GPUs, such as g5 or p4 instances"},
    {"amd.com/gpu", "run the Pod on EC2 nodes with GPUs, such as g4ad instances"},
    {"gpu.intel.com/", "run the Pod on nodes with Intel GPUs"},
    {"aws.amazon.com/neuron", "run the Pod on EC2 nodes with Inferentia or Trainium (inf2, trn1)"},
    {"vpc.amazonaws.com/efa", "run the Pod on EC2 instances with an Elastic Fabric Adapter"},
    {"hugepages-",
     "remove it and disable huge pages in the application, or run the Pod on EC2 nodes that "
     "reserve them"},
    {kResourceClaims, "remove it, or run the Pod on EC2 nodes that have the device"},
}};

Message describe(const fargate::Violation& violation) {
  if (violation.detail == kResourceClaims)
    return say("`resourceClaims` is not supported on Fargate, which has no devices to allocate");
  return say("{} is not available on Fargate", quote(violation.detail));
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::device)) {
    auto finding = add(out, violation, describe(violation));
    for (const auto& device : kDevices) {
      if (violation.detail.starts_with(device.prefix)) finding.help(device.help);
    }
  }
}

}  // namespace

constinit const Rule device = define(
    {
        .id = "FG110",
        .name = "device",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "container requests a device or huge pages",
        .why = "GPUs, AWS Inferentia and Trainium, Elastic Fabric Adapters and other devices "
               "belong to certain EC2 instance types, and a DaemonSet or a DRA driver offers them "
               "to Pods. Fargate has none of them and no huge pages: no node ever fits, and the "
               "Pod stays Pending.",
        .fix = "remove the resource, or run the Pod on EC2 nodes that have it",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: ranker
spec:
  containers:
    - name: app
      image: example.com/ranker:1
      resources:
        limits:
          nvidia.com/gpu: 1
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: ranker
spec:
  containers:
    - name: app
      image: example.com/ranker:1
      resources:
        requests:
          cpu: "1"
          ephemeral-storage: 30Gi
)",
    },
    check);

}  // namespace fargate_lint::rules
