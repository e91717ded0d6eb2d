#pragma once

#include <chrono>
#include <optional>

#include "kube/workload.hpp"

namespace fargate_lint::kube {

/// Whether the Pods of a workload end by themselves, and what bounds how long they run.
struct RunTime {
  bool ends = false;  ///< a Job, a CronJob, or a Pod that is not restarted
  /// Of a CronJob: how long each of the Pods that it runs at once runs in a period, at most: the
  /// runs that its schedule may have in it, each as long as activeDeadlineSeconds allows
  /// (https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup).
  std::optional<std::chrono::seconds> most;
};
/// The workload must be at hand.
RunTime run_time_of(const Workload& workload, std::chrono::seconds period);

}  // namespace fargate_lint::kube
