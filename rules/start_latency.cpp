#include <chrono>
#include <string>
#include <string_view>

#include "kube/cron.hpp"
#include "kube/fields.hpp"
#include "kube/kinds.hpp"
#include "list.hpp"
#include "support/scaling.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr auto kFrequent = std::chrono::minutes(2);
constexpr std::int64_t kShortDeadline = 60;

/// Most schedules name one minute: they come once an hour at most.
bool names_one_minute(std::string_view schedule) {
  const auto end = schedule.find_first_not_of("0123456789");
  return end != 0 && end != std::string_view::npos && schedule[end] == ' ';
}

void check_schedule(const kube::Object& object, FindingSink& out) {
  if (object.kind != "CronJob" || object.group() != "batch") return;
  const auto schedule = object.spec()["schedule"];
  if (names_one_minute(schedule.text()) || object.spec()["suspend"].is_true()) return;
  const auto interval = kube::shortest_interval(schedule.text());
  if (!interval || *interval >= kFrequent) return;
  out.add(schedule, say("runs up to every {} seconds, but a Fargate Pod can take as long to start",
                        seen(interval->count())));
}

void check_deadline(yaml::Node spec, FindingSink& out) {
  const auto deadline = spec["activeDeadlineSeconds"];
  const auto seconds = deadline.integer();
  if (!seconds || *seconds <= 0 || *seconds >= kShortDeadline) return;
  out.add(deadline, say("times out after {} seconds, but a Fargate Pod can take as long to start",
                        quote(deadline.text())));
}

void check_pod(const PodContext& context, FindingSink& out) {
  const auto& object = context.object;
  check_schedule(object, out);
  if (object.kind == "CronJob") check_deadline(object.spec()["jobTemplate"]["spec"], out);
  if (object.kind == "Job") check_deadline(object.spec(), out);
  check_deadline(context.spec(), out);
}

/// `least`: the field that says how few pods it keeps.
void check_autoscaler(const RunContext& run, const kube::Object& autoscaler, yaml::Node least,
                      std::string_view default_kind, FindingSink& out) {
  const auto range = kube::range_of(autoscaler);
  if (range.least > 1 || range.most <= 1) return;
  const auto spec = autoscaler.spec();
  const auto target = find_target(run, autoscaler, spec["scaleTargetRef"], default_kind);
  if (!target || !run.pods.is_on_fargate(*target)) return;
  auto of_this = out.about(autoscaler);
  auto finding = of_this.add(
      kube::is_absent(least) ? spec : least,
      say(range.least == 1
              ? Words("keeps one replica, and more take up to a minute to start on Fargate")
              : Words("keeps no replica, and the first takes up to a minute to start on Fargate")));
  show(finding, run, {*target, fargate::Tri::yes});
}

void check_autoscalers(const RunContext& run, FindingSink& out) {
  for (const auto* autoscaler : run.inventory().of_kind(kube::kinds::horizontal_pod_autoscaler))
    check_autoscaler(run, *autoscaler, autoscaler->spec()["minReplicas"], {}, out);
  for (const auto* autoscaler : run.inventory().of_kind(kube::kinds::scaled_object)) {
    const auto spec = autoscaler->spec();
    const auto idle = spec["idleReplicaCount"];
    check_autoscaler(run, *autoscaler, kube::is_absent(idle) ? spec["minReplicaCount"] : idle,
                     "Deployment", out);
  }
}

}  // namespace

constinit const Rule start_latency = define(
    {
        .id = "FG708",
        .name = "start-latency",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "expects Pods to start faster than Fargate starts them",
        .why = "A Fargate Pod takes tens of seconds to a minute to start: AWS provisions a new "
               "node for it, which pulls each image from scratch. A CronJob that runs every minute "
               "spends its time starting, a deadline below a minute may pass before the program "
               "runs, and an autoscaler that keeps one replica or none cannot handle a sudden "
               "spike.",
        .fix = "run short, frequent work in one long-running Pod, add a minute to deadlines, and "
               "keep as many replicas as the first minute of a spike needs",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: batch/v1
kind: CronJob
metadata:
  name: poll
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: app
              image: poll
)",
        .silent = R"(apiVersion: batch/v1
kind: CronJob
metadata:
  name: poll
spec:
  schedule: "*/5 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: app
              image: poll
)",
    },
    check_pod, check_autoscalers);

}  // namespace fargate_lint::rules
