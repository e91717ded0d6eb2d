#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "list.hpp"
#include "support/policies.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

using kube::Answer;

/// Groups of the controllers of which Kyverno changes the pod template too, before there is a pod
/// (autogen: https://kyverno.io/docs/policy-types/cluster-policy/autogen/).
constexpr std::array<std::string_view, 3> kGenerated = {"", "apps", "batch"};

/// A label of a policy, the profile that selects by it, and the pods that it is too late for.
struct Late {
  const kube::PolicyPatch* patch = nullptr;
  std::uint32_t profile = 0;
  std::vector<std::uint32_t> placements;
  bool is_certain = false;
};

class Check {
 public:
  Check(const RunContext& run, FindingSink& out)
      : run_(run), out_(out), policies_(kube::read_policies(run.inventory())), meetings_(run) {
    std::erase_if(policies_.patches, [](const auto& patch) {
      return !patch.touches_labels || patch.stage != kube::Stage::webhook;
    });
  }

  void check_all() {
    if (policies_.patches.empty() || run_.fleet.empty()) return;
    for (std::uint32_t i = 0; i < run_.placements.size(); ++i) {
      const auto& placement = *run_.placements[i].placement;
      if (placement.reason == fargate::Reason::no_match && !placement.invalid) check_pod(i);
    }
    for (const auto& [place, late] : late_) report(late);
  }

 private:
  void check_pod(std::uint32_t placement) {
    for (const auto number : meetings_.near(placement, policies_.patches)) {
      const auto& patch = policies_.patches[number];
      const auto& workload = run_.pod(placement);
      if (patch.changes_templates && is_generated(*workload.object)) continue;
      const auto meeting = meetings_.meet(patch.match, workload);
      // What changes the template is in time.
      if (meeting.pod == Answer::no || meeting.object != Answer::no) continue;
      if (!meetings_.may_judge()) return;
      const auto pod = PatchedPod::make(run_, workload);
      if (pod == nullptr || pod->apply_to_pod(patch.change) != kube::Applied::yes) continue;
      if (!pod->judge() || !pod->judgement().placement.profile) continue;
      auto& late = late_[{number, *pod->judgement().placement.profile}];
      late.patch = &patch;
      late.profile = *pod->judgement().placement.profile;
      late.placements.push_back(placement);
      late.is_certain = late.is_certain || (meeting.pod == Answer::yes && patch.open.empty());
    }
  }

  static bool is_generated(const kube::Object& object) {
    return object.kind != kube::kinds::pod.name &&
           std::ranges::find(kGenerated, object.group()) != kGenerated.end();
  }

  void report(const Late& late) {
    auto of_policy = out_.about(*late.patch->policy);
    auto finding = of_policy.add(
        late.patch->where,
        say("policy adds the label that profile {} selects {} by after AWS has looked for it",
            quote(run_.fleet.profiles()[late.profile].display_name()),
            seen(enumerate(run_, late.placements))));
    if (!late.is_certain)
      finding.note("undecided: " + std::string(late.patch->open.empty()
                                                   ? "whether the policy matches the Pod"
                                                   : late.patch->open));
    const auto& placed = run_.placements[late.placements.front()];
    finding
        .related("not selected: " + quote(placed.object.kind + "/" + placed.object.name),
                 placed.where)
        .placement(late.placements.front());
  }

  const RunContext& run_;
  FindingSink& out_;
  kube::Policies policies_;
  PolicyMeetings meetings_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Late> late_;
};

void check(const RunContext& run, FindingSink& out) {
  Check(run, out).check_all();
}

}  // namespace

constinit const Rule policy_label_too_late = define(
    {
        .id = "FG412",
        .name = "policy-label-too-late",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "a policy adds the label that a profile selects by too late",
        .why = "AWS's webhook decides whether a Pod runs on Fargate when the Pod is created. "
               "Webhooks are called in the order of their configurations' names, and AWS's begins "
               "with `0500-amazon-eks-fargate`: those of Kyverno and Gatekeeper come after it. A "
               "label that they add to the Pod is on the Pod, and the profile that selects by it "
               "never sees it. A MutatingAdmissionPolicy runs before all webhooks; Kyverno's "
               "rules for Pods also change the templates of Deployments and other built-in "
               "controllers, which is in time.",
        .fix = "set the label in the Pod template, or add it with a MutatingAdmissionPolicy",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: shop, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {compute: fargate}
---
apiVersion: mutations.gatekeeper.sh/v1
kind: AssignMetadata
metadata:
  name: compute-fargate
spec:
  match:
    scope: Namespaced
    kinds:
      - apiGroups: [""]
        kinds: [Pod]
  location: metadata.labels.compute
  parameters:
    assign:
      value: fargate
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: shop, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
        labels: {compute: fargate}
---
apiVersion: mutations.gatekeeper.sh/v1
kind: AssignMetadata
metadata:
  name: team-a
spec:
  match:
    scope: Namespaced
    kinds:
      - apiGroups: [""]
        kinds: [Pod]
  location: metadata.labels.team
  parameters:
    assign:
      value: a
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
