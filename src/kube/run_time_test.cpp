#include "kube/run_time.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kube/testing.hpp"

namespace fargate_lint::kube {
namespace {

std::string run_time(std::string_view api, std::string_view kind, std::string_view spec) {
  const auto inventory = testing::inventory_of(
      "apiVersion: " + std::string(api) + "\nkind: " + std::string(kind) +
      "\nmetadata: {name: api, namespace: shop}\nspec: {" + std::string(spec) + "}\n");
  const auto time = run_time_of(inventory.workloads().front(), std::chrono::hours(730));
  if (!time.ends) return "runs";
  return time.most ? std::to_string(time.most->count()) : "ends";
}

constexpr std::string_view kPod = "{spec: {containers: [{name: app}]}}";

TEST_CASE("run time: what ends by itself, and when at the latest") {
  const std::string pod(kPod);
  CHECK(run_time("apps/v1", "Deployment", "template: " + pod) == "runs");
  CHECK(run_time("v1", "Pod", "containers: [{name: app}]") == "runs");
  CHECK(run_time("v1", "Pod", "restartPolicy: Always, containers: [{name: app}]") == "runs");
  CHECK(run_time("v1", "Pod", "restartPolicy: Never, containers: [{name: app}]") == "ends");
  CHECK(run_time("batch/v1", "Job", "activeDeadlineSeconds: 60, template: " + pod) == "ends");
  const auto cron_job = [&](const std::string& schedule, const std::string& deadline) {
    return run_time("batch/v1", "CronJob",
                    "schedule: \"" + schedule + "\", jobTemplate: {spec: {" + deadline +
                        "template: " + pod + "}}");
  };
  CHECK(cron_job("0 * * * *", "") == "ends");
  CHECK(cron_job("0 * * * *", "activeDeadlineSeconds: 600, ") == std::to_string(731 * 600));
  CHECK(cron_job("@daily", "activeDeadlineSeconds: 60, ") == std::to_string(31 * 60));
  CHECK(cron_job("never", "activeDeadlineSeconds: 600, ") == "ends");
  CHECK(cron_job("0 * * * *", "activeDeadlineSeconds: -1, ") == "ends");
  CHECK(cron_job("0 * * * *", "activeDeadlineSeconds: 9223372036854775807, ") ==
        std::to_string(731LL * 366 * 24 * 3600));
}

}  // namespace
}  // namespace fargate_lint::kube
