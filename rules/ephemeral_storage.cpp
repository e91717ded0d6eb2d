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
        say("requests for `ephemeral-storage` exceed 175 GiB, the most that Fargate provisions"));
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
    out.add(field, say("volume {} can grow to {}, but the Pod's disk has {}", quote(volume.name),
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
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "storage exceeds what Fargate provisions",
        .why = "Fargate provisions 20 GiB of disk for a Pod's images, logs and `emptyDir` volumes. "
               "Requests for `ephemeral-storage` increase it up to 175 GiB; a Pod that requests "
               "more does not start. The `sizeLimit` of an `emptyDir` requests nothing: if it is "
               "larger than the disk, the Pod runs out of space first.",
        .fix = "request as much `ephemeral-storage` as the Pod needs, at most 175Gi; store larger "
               "data on EFS or S3",
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
