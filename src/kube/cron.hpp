#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fargate_lint::kube {

/// The shortest time between two runs of a CronJob's `schedule` on a day on which it runs: what
/// github.com/robfig/cron/v3 ParseStandard, which Kubernetes uses, makes of the fields for minute
/// and hour. At most a day. Nothing for a schedule that Kubernetes would refuse.
std::optional<std::chrono::seconds> shortest_interval(std::string_view schedule);

}  // namespace fargate_lint::kube
