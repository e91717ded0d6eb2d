#include <cstdint>
#include <string>

#include "list.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

void check_requests(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::ephemeral_storage)) {
    add(out, violation,
        say("requests for `ephemeral-storage` exceed the 175 GiB that Fargate gives"));
  }
}

/// In whole GiB, down: "27 GiB".
std::string in_gibibytes(kube::Quantity amount) {
  constexpr std::int64_t kGibibyte = std::int64_t{1024} * 1024 * 1024;
  return std::to_string(amount.units() / kGibibyte) + " GiB";
}

void check_volumes(const PodContext& pod, FindingSink& out) {
  const auto size = pod.placement.size ? *pod.placement.size : fargate::size_of(pod.pod);
  const auto disk = fargate::provisioned_storage(size);
  for (const auto& volume : pod.pod.volumes) {
    if (volume.type != "emptyDir" || !volume.source["medium"].text().empty()) continue;
    const auto field = volume.source["sizeLimit"];
    const auto limit = kube::read_quantity(field);
    if (!limit || *limit <= disk) continue;
    out.add(field, say("volume {} may grow to {}, but the pod's disk has {}", quote(volume.name),
                       quote(field.text()), seen(in_gibibytes(disk))))
        .severity(Severity::warning);
  }
}

void check(const PodContext& pod, FindingSink& out) {
  check_requests(pod, out);
  check_volumes(pod, out);
}

}  // namespace

constinit const Rule ephemeral_storage = define(
    {
        .id = "FG210",
        .name = "ephemeral-storage",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "the pod's disk is larger than Fargate gives, or than the pod asked for",
        .why = "A Fargate pod has 20 GiB of disk for its images, logs and `emptyDir` volumes. "
               "Requests for `ephemeral-storage` make it larger, up to 175 GiB; a pod that asks "
               "for more is not started. The `sizeLimit` of an `emptyDir` asks for nothing: "
               "where it is larger than the disk, the pod runs out of space before it gets "
               "there.",
        .fix = "request as much `ephemeral-storage` as the pod needs, 175Gi at most; what does "
               "not fit belongs on EFS or S3",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: render
spec:
  containers:
    - name: app
      image: render
      resources:
        requests:
          ephemeral-storage: 200Gi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: render
spec:
  containers:
    - name: app
      image: render
      resources:
        requests:
          ephemeral-storage: 175Gi
)",
    },
    check);

}  // namespace fargate_lint::rules
