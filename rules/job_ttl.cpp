#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/fixes.hpp"
#include "support/fragments.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kTtl = "ttlSecondsAfterFinished";

/// A kind whose pods run to their end and then stay.
struct Row {
  std::string_view group;
  std::string_view kind;
  /// From the object to the mapping that says when they are deleted.
  std::array<std::string_view, 3> path;
  /// Its fields that delete finished pods; none where nothing in the object does.
  std::array<std::string_view, 2> fields;
  std::string_view help;  ///< empty: the rule's own
};

// Types: k8s.io/api/batch/v1; argo-workflows pkg/apis/workflow/v1alpha1/workflow_types.go
// (`podGC`, `ttlStrategy`); spark-operator api/v1beta2 (`timeToLiveSeconds`); keda
// apis/keda/v1alpha1/scaledjob_types.go (a JobSpec). A TaskRun of Tekton has no such field
// (https://tekton.dev/docs/operator/tektonconfig/#pruner).
constexpr std::string_view kArgoHelp =
    "set `podGC.strategy: OnPodSuccess` or `ttlStrategy` in the workflow's spec";
constexpr std::string_view kSparkHelp = "set `timeToLiveSeconds` in the application's spec";
constexpr std::string_view kTektonHelp =
    "delete finished runs, for example with the pruner of the Tekton operator";
constexpr std::array<Row, 9> kRows = {{
    {"batch", "Job", {"spec"}, {kTtl}, {}},
    {"batch", "CronJob", {"spec", "jobTemplate", "spec"}, {kTtl}, {}},
    {"keda.sh",
     "ScaledJob",
     {"spec", "jobTargetRef"},
     {kTtl},
     "set `ttlSecondsAfterFinished` in `spec.jobTargetRef`"},
    {"argoproj.io", "Workflow", {"spec"}, {"podGC", "ttlStrategy"}, kArgoHelp},
    {"argoproj.io", "CronWorkflow", {"spec", "workflowSpec"}, {"podGC", "ttlStrategy"}, kArgoHelp},
    {"sparkoperator.k8s.io", "SparkApplication", {"spec"}, {"timeToLiveSeconds"}, kSparkHelp},
    {"sparkoperator.k8s.io",
     "ScheduledSparkApplication",
     {"spec", "template"},
     {"timeToLiveSeconds"},
     kSparkHelp},
    {"tekton.dev", "TaskRun", {"spec"}, {}, kTektonHelp},
    {"tekton.dev", "PipelineRun", {"spec"}, {}, kTektonHelp},
}};

const Row* find_row(const kube::Object& object) {
  const auto row = std::ranges::find_if(kRows, [&](const Row& candidate) {
    return candidate.kind == object.kind && candidate.group == object.group();
  });
  return row == kRows.end() ? nullptr : &*row;
}

yaml::Node spec_of(const Row& row, const kube::Object& object) {
  auto node = object.node;
  for (const auto name : row.path)
    if (!name.empty()) node = node[name];
  return node;
}

bool deletes_pods(const Row& row, yaml::Node spec) {
  return std::ranges::any_of(row.fields, [&](std::string_view field) {
    return !field.empty() && !kube::is_absent(spec[field]);
  });
}

/// Helm and Argo CD delete Jobs that are hooks when they are told to.
bool is_deleted_as_hook(const kube::Object& object) {
  const auto annotations = object.annotations();
  return annotations["helm.sh/hook-delete-policy"].text().find("hook-succeeded") !=
             std::string_view::npos ||
         annotations["argocd.argoproj.io/hook-delete-policy"].text().find("HookSucceeded") !=
             std::string_view::npos;
}

/// A CronJob or ScaledJob that keeps no finished Job, or a Job that a CronJob or an operator made
/// and deletes.
bool is_deleted_by_owner(const kube::Object& object) {
  if (object.metadata()["ownerReferences"].size() > 0) return true;
  const auto spec = object.spec();
  return spec["successfulJobsHistoryLimit"].integer() == 0 &&
         spec["failedJobsHistoryLimit"].integer() == 0;
}

/// A workflow that takes its spec from a template may find there what deletes its pods.
bool takes_from_elsewhere(yaml::Node spec) {
  return !kube::is_absent(spec["workflowTemplateRef"]);
}

/// Up to how many finished Jobs stay is said beside the Job's spec.
bool has_history(const kube::Object& object) {
  return object.kind == "CronJob" || object.kind == "ScaledJob" || object.kind == "CronWorkflow";
}

void check(const PodContext& pod, FindingSink& out) {
  const auto* row = find_row(pod.object);
  if (row == nullptr) return;
  const auto spec = spec_of(*row, pod.object);
  if (!spec || deletes_pods(*row, spec) || takes_from_elsewhere(spec)) return;
  if (is_deleted_as_hook(pod.object) || is_deleted_by_owner(pod.object)) return;
  if (is_fragment(pod.pod)) return;
  auto finding = out.add(
      spec, has_history(pod.object)
                ? say("keeps finished Pods up to the history limits, and Fargate bills them")
                : say("keeps finished Pods, which Fargate bills until they are deleted"));
  if (!row->help.empty()) finding.help(row->help);
  if (row->fields.front() == kTtl)
    attach(finding, true, insert_field(spec, kTtl, std::string(kTtl) + ": 300\n"));
}

}  // namespace

constinit const Rule job_ttl = define(
    {
        .id = "FG701",
        .name = "job-ttl",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "finished Pods are kept, and Fargate bills them until they are deleted",
        .why = "Kubernetes keeps the Pods of a finished Job so that you can read their logs. On "
               "EC2 that costs nothing. On Fargate each Pod keeps its node, and AWS bills it until "
               "the Pod is deleted. `ttlSecondsAfterFinished` deletes the Job and its Pods. A "
               "CronJob keeps three successful Jobs and a failed one by default: four nodes that "
               "you pay for and that do nothing. Argo Workflows, Tekton runs and SparkApplications "
               "keep their Pods as well.",
        .fix = "set `ttlSecondsAfterFinished` in the Job's spec (in a CronJob: in "
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
