#include <string_view>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/fixes.hpp"
#include "support/fragments.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kTtl = "ttlSecondsAfterFinished";

/// The spec of the Job that makes the pods; missing for other kinds.
yaml::Node job_spec(const kube::Object& object) {
  if (object.group() != "batch") return {};
  if (object.kind == "Job") return object.spec();
  if (object.kind == "CronJob") return object.spec()["jobTemplate"]["spec"];
  return {};
}

/// Helm and Argo CD delete Jobs that are hooks when they are told to.
bool is_deleted_as_hook(const kube::Object& object) {
  const auto annotations = object.annotations();
  return annotations["helm.sh/hook-delete-policy"].text().find("hook-succeeded") !=
             std::string_view::npos ||
         annotations["argocd.argoproj.io/hook-delete-policy"].text().find("HookSucceeded") !=
             std::string_view::npos;
}

/// A CronJob that keeps no finished Job, or a Job that a CronJob or an operator made and deletes.
bool is_deleted_by_owner(const kube::Object& object) {
  if (object.metadata()["ownerReferences"].size() > 0) return true;
  const auto spec = object.spec();
  return object.kind == "CronJob" && spec["successfulJobsHistoryLimit"].integer() == 0 &&
         spec["failedJobsHistoryLimit"].integer() == 0;
}

void check(const PodContext& pod, FindingSink& out) {
  const auto spec = job_spec(pod.object);
  if (!spec || !kube::is_absent(spec[kTtl])) return;
  if (is_deleted_as_hook(pod.object) || is_deleted_by_owner(pod.object)) return;
  if (is_fragment(pod.pod)) return;
  auto finding =
      out.add(spec, say(pod.object.kind == "CronJob"
                            ? Words("finished Jobs are kept, and billed, up to the history limits")
                            : Words("the finished Job is kept, and billed, until it is deleted")));
  attach(finding, true, insert_field(spec, kTtl, std::string(kTtl) + ": 300\n"));
}

}  // namespace

constinit const Rule job_ttl = define(
    {
        .id = "FG701",
        .name = "job-ttl",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a finished Job stays, and Fargate bills its pod until somebody deletes it",
        .why = "Kubernetes keeps the pods of a finished Job so that their logs can be read. On "
               "EC2 that costs nothing; on Fargate the pod's node stays with it, and is billed, "
               "until the pod is deleted. `ttlSecondsAfterFinished` deletes the Job and its "
               "pods by itself. A CronJob deletes what exceeds its history limits, by default "
               "all but three successful Jobs and a failed one, which means four nodes that are "
               "paid for and do nothing.",
        .fix = "set `ttlSecondsAfterFinished` in the Job's spec (of a CronJob: in "
               "`jobTemplate.spec`)",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fix_kind = FixKind::safe,
        .fires = R"(apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: app
          image: migrate
)",
        .silent = R"(apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
spec:
  ttlSecondsAfterFinished: 300
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: app
          image: migrate
)",
    },
    check);

}  // namespace fargate_lint::rules
