#include "kube/run_time.hpp"

#include <algorithm>
#include <cstdint>

#include "kube/cron.hpp"
#include "kube/kinds.hpp"

namespace fargate_lint::kube {
namespace {

using std::chrono::seconds;

std::optional<seconds> longest_in(const Object& cron_job, seconds period) {
  const auto spec = cron_job.spec();
  const auto deadline = spec["jobTemplate"]["spec"]["activeDeadlineSeconds"].integer();
  const auto interval = shortest_interval(spec["schedule"].text());
  if (!deadline || *deadline < 0 || !interval || *interval <= seconds(0)) return std::nullopt;
  // Beyond it the product says nothing, and might overflow.
  constexpr std::int64_t kLongest = 366 * 24 * 3600;
  const auto runs = period / *interval + 1;
  return seconds(std::min(*deadline, kLongest)) * runs;
}

}  // namespace

RunTime run_time_of(const Workload& workload, seconds period) {
  const auto& object = *workload.object;
  if (kinds::job.is_of(object.group())) {
    if (object.kind == kinds::job.name) return {.ends = true, .most = std::nullopt};
    return {.ends = true, .most = longest_in(object, period)};
  }
  if (object.kind == kinds::pod.name && kinds::pod.is_of(object.group())) {
    const auto policy = object.spec()["restartPolicy"].text();
    return {.ends = !policy.empty() && policy != "Always", .most = std::nullopt};
  }
  return {};
}

}  // namespace fargate_lint::kube
