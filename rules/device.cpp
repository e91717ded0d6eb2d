#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

struct Device {
  std::string_view prefix;
  std::string_view help;
};
constexpr std::array<Device, 6> kDevices = {{
    {"nvidia.com/", "run the pod on EC2 nodes with GPUs, such as g5 or p4 instances"},
    {"amd.com/gpu", "run the pod on EC2 nodes with GPUs, such as g4ad instances"},
    {"gpu.intel.com/", "run the pod on nodes with Intel GPUs"},
    {"aws.amazon.com/neuron", "run the pod on EC2 nodes with Inferentia or Trainium (inf2, trn1)"},
    {"vpc.amazonaws.com/efa", "run the pod on EC2 instances that have an Elastic Fabric Adapter"},
    {"hugepages-",
     "switch huge pages off in the program and remove it, or run the pod on EC2 "
     "nodes that set them aside"},
}};

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::device)) {
    const auto quoted = quote(violation.detail);
    auto finding = violation.certain == fargate::Tri::yes
                       ? add(out, violation, say("no Fargate node offers {}", quoted))
                       : add(out, violation,
                             say("{} comes from a device plug-in, and Fargate runs none", quoted));
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
        .summary = "a container asks for a device or for huge pages",
        .why = "GPUs, AWS Inferentia and Trainium, network adapters such as EFA and other devices "
               "come with certain EC2 instances and are offered to pods by a DaemonSet. Fargate "
               "has neither, nor huge pages: no node ever fits and the pod stays Pending.",
        .fix = "remove the resource, or run the pod on EC2 nodes that have it",
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
