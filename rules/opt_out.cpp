#include <string>
#include <string_view>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kEc2 = "ec2";

bool opts_out(yaml::Node annotation) {
  return annotation.is_string() && annotation.text() == kEc2;
}

/// An annotation that is meant to opt out and has another key or value; missing if there is none.
yaml::Node find_misspelt(yaml::Node annotations) {
  constexpr std::size_t kMostSlips = 2;
  for (const auto [key, value] : annotations.entries()) {
    if (!value.is_string() || value.text() == "fargate") continue;
    if (key.text() == fargate::kComputeTypeKey) return value;
    const auto slips =
        edit_distance(key.text(), fargate::kComputeTypeKey, Letters::any_case, kMostSlips);
    if (slips <= kMostSlips && lowered(value.text()) == kEc2) return value;
  }
  return {};
}

/// Of a pod that opts out.
void report(const PodContext& pod, FindingSink& out) {
  auto finding =
      out.add(pod.pod.annotations()[fargate::kComputeTypeKey],
              say("annotation `eks.amazonaws.com/compute-type: ec2` keeps the pod off Fargate"));
  if (pod.placement.candidates.empty()) return;
  const auto& profile = pod.fleet.profiles()[pod.placement.candidates.front()];
  finding.related("profile `" + profile.display_name() + "` selects it otherwise", profile.where);
}

void check(const PodContext& pod, FindingSink& out) {
  if (pod.placement.reason == fargate::Reason::opted_out) return report(pod, out);
  if (!pod.placement.selected) return;
  if (const auto misspelt = find_misspelt(pod.pod.annotations())) {
    out.add(misspelt,
            say("annotation {} does not keep the pod off Fargate",
                quote(std::string(misspelt.key().text()) + ": " + std::string(misspelt.text()))))
        .severity(Severity::warning)
        .help("write `eks.amazonaws.com/compute-type: ec2`, if the pod should not run on Fargate");
    return;
  }
  // A Pod's own metadata is the template's.
  if (pod.pod.node == pod.object.node) return;
  const auto misplaced = pod.object.annotations()[fargate::kComputeTypeKey];
  if (!opts_out(misplaced)) return;
  out.add(misplaced,
          say("`compute-type: ec2` on the {} has no effect on its pods", seen(pod.object.kind)))
      .severity(Severity::warning)
      .help("move the annotation to the metadata of the pod template");
}

}  // namespace

constinit const Rule opt_out = define(
    {
        .id = "FG810",
        .name = "opt-out",
        .severity = Severity::info,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "annotation keeps a pod off Fargate, or is meant to and does not",
        .why = "EKS leaves a pod with the annotation `eks.amazonaws.com/compute-type: ec2` to "
               "the default scheduler even if a profile selects it. Only this exact annotation "
               "on the pod itself counts, so in a workload it belongs in the pod template. On "
               "the Deployment, misspelt, or with another value it has no effect, and the pods "
               "run on Fargate.",
        .fix = "remove the annotation if the pod should run on Fargate",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html",
        .fires = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    eks.amazonaws.com/compute-type: ec2
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    eks.amazonaws.com/compute-type: fargate
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check, Sees::all_pods);

}  // namespace fargate_lint::rules
