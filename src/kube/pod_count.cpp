#include "kube/pod_count.hpp"

#include <algorithm>
#include <limits>

#include "kube/fields.hpp"
#include "kube/kinds.hpp"
#include "kube/replicas.hpp"

namespace fargate_lint::kube {
namespace {

/// Numbers of pods are of type int32, and not negative.
std::uint32_t number_of_pods(std::int64_t written) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(written, 0, kMost));
}

/// The spec of the Job that the object is or makes; missing if it is about no Job.
yaml::Node job_of(const Object& object) {
  if (!kinds::job.is_of(object.group())) return {};
  if (object.kind == kinds::job.name) return object.spec();
  return object.spec()["jobTemplate"]["spec"];
}

/// https://kubernetes.io/docs/concepts/workloads/controllers/job/#controlling-parallelism: one pod
/// at a time by default, and never more than completions are left.
std::optional<PodCount> pods_of_job(yaml::Node job) {
  const auto parallelism = job["parallelism"];
  if (is_absent(parallelism)) return PodCount{1, 1, "default"};
  const auto written = parallelism.integer();
  if (!written) return std::nullopt;
  const auto completions = job["completions"].integer().value_or(*written);
  const auto pods = number_of_pods(std::min(*written, completions));
  return PodCount{pods, pods, "spec.parallelism"};
}

}  // namespace

std::optional<PodCount> pod_count_of(const Inventory& inventory, const Workload& workload) {
  const auto& object = *workload.object;
  if (object.kind == kinds::pod.name && kinds::pod.is_of(object.group()))
    return PodCount{1, 1, object.kind};
  if (const auto job = job_of(object)) return pods_of_job(job);
  const auto range = replicas_of(inventory, workload);
  if (!range) return std::nullopt;
  PodCount count{number_of_pods(range->least), number_of_pods(range->most), "spec.replicas"};
  if (const auto* autoscaler = inventory.autoscaler_of(object))
    count.from = autoscaler->title();
  else if (range->assumed)
    count.from = "default";
  return count;
}

}  // namespace fargate_lint::kube
