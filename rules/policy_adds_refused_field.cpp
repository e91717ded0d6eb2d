#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "list.hpp"
#include "support/policies.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::Violation;
using kube::Answer;

/// What tells one violation of a pod from another.
using Key = std::tuple<fargate::Cause, std::string, std::string, std::string>;
Key key_of(const Violation& violation) {
  return {violation.cause,
          std::string(violation.container == nullptr ? "" : violation.container->name),
          violation.volume == nullptr ? "" : violation.volume->name, violation.detail};
}

/// One field of a policy, and the pods that it reaches.
struct Addition {
  const kube::Object* policy = nullptr;
  yaml::Node where;
  std::string field;
  std::string event_part;
  std::string event;
  std::vector<std::uint32_t> certain;  ///< placements
  std::vector<std::uint32_t> likely;
  std::string_view open = {};  ///< what decides it for those
};

/// Patches that meet one pod.
struct Met {
  const kube::PolicyPatch* patch = nullptr;
  Meeting meeting;
  bool is_certain() const {
    const auto& [object, pod] = meeting;
    return patch->open.empty() && (object == Answer::yes || pod == Answer::yes);
  }
};

class Check {
 public:
  Check(const RunContext& run, FindingSink& out)
      : run_(run), out_(out), policies_(kube::read_policies(run.inventory())), meetings_(run) {
    std::erase_if(policies_.patches, [](const auto& patch) { return !patch.touches_spec; });
  }

  void check_all() {
    if (policies_.patches.empty()) return;
    for (std::uint32_t i = 0; i < run_.placements.size(); ++i)
      if (run_.pods.is_on_fargate(i) && !meetings_.near(i, policies_.patches).empty()) check_pod(i);
    for (const auto& [place, addition] : additions_) report(addition);
  }

 private:
  static constexpr std::size_t kMostPatches = 256;  // of one pod

  void check_pod(std::uint32_t placement) {
    const auto& workload = run_.pod(placement);
    std::vector<Met> met;
    for (const auto number : meetings_.near(placement, policies_.patches)) {
      const auto& patch = policies_.patches[number];
      const auto meeting = meetings_.meet(patch.match, workload);
      if (meeting.any() != Answer::no && met.size() < kMostPatches)
        met.push_back({&patch, meeting});
    }
    if (met.empty()) return;
    const auto before = judged(workload, {});
    if (before == nullptr) return;
    std::vector<Met> certain;
    std::ranges::copy_if(met, std::back_inserter(certain), &Met::is_certain);
    const auto surely = certain.empty() ? nullptr : judged(workload, certain);
    const auto maybe = certain.size() == met.size() ? nullptr : judged(workload, met);
    const auto own = keys_of(before.get());
    const auto likely = keys_of(maybe.get());
    if (surely != nullptr) {
      for (const auto& violation : surely->judgement().violations) {
        // Another policy may take it back.
        const bool stays = maybe == nullptr || std::ranges::count(likely, key_of(violation)) != 0;
        if (std::ranges::count(own, key_of(violation)) == 0)
          add(*surely, violation, certain, placement, stays);
      }
    }
    if (maybe == nullptr) return;
    auto known = keys_of(surely.get());
    known.insert(known.end(), own.begin(), own.end());
    for (const auto& violation : maybe->judgement().violations)
      if (std::ranges::count(known, key_of(violation)) == 0)
        add(*maybe, violation, met, placement, false);
  }

  std::unique_ptr<PatchedPod> judged(const kube::Workload& workload, const std::vector<Met>& met) {
    if (!meetings_.may_judge()) return nullptr;
    auto pod = PatchedPod::make(run_, workload);
    if (pod == nullptr) return nullptr;
    for (const auto& [patch, meeting] : met)
      if (meeting.object != Answer::no) pod->apply_to_object(patch->change);
    for (const auto& [patch, meeting] : met)
      if (meeting.pod != Answer::no) pod->apply_to_pod(patch->change);
    return pod->judge() ? std::move(pod) : nullptr;
  }

  static std::vector<Key> keys_of(const PatchedPod* pod) {
    std::vector<Key> keys;
    if (pod == nullptr) return keys;
    for (const auto& violation : pod->judgement().violations) keys.push_back(key_of(violation));
    return keys;
  }

  void add(const PatchedPod& pod, const Violation& violation, const std::vector<Met>& met,
           std::uint32_t placement, bool is_certain) {
    if (violation.implied || !violation.field) return;
    const auto where = pod.origin_of(violation.field);
    if (!where) return;
    const auto source =
        std::ranges::find_if(met, [where](const Met& each) { return each.patch->states(where); });
    if (source == met.end()) return;
    const auto* policy = source->patch->policy;
    auto& addition = additions_[{policy->order, where.index(), violation.cause, violation.detail}];
    if (addition.policy == nullptr) {
      addition.policy = policy;
      addition.where = where;
      addition.field = pod.field_of(violation);
      addition.event_part = fargate::event_part(violation);
    }
    const bool decided = is_certain && violation.certain == fargate::Tri::yes;
    // Several containers of a pod may get the field.
    auto& pods = decided ? addition.certain : addition.likely;
    if (pods.empty() || pods.back() != placement) pods.push_back(placement);
    if (!decided && addition.open.empty()) addition.open = open_fact(*source, violation);
    if (decided && addition.event.empty() && !pod.judgement().placement.events.empty())
      addition.event = pod.judgement().placement.events.front();
  }

  static std::string_view open_fact(const Met& met, const Violation& violation) {
    if (!met.patch->open.empty()) return met.patch->open;
    if (violation.certain != fargate::Tri::yes) return "whether Fargate refuses the field";
    if (!met.is_certain()) return "whether the policy matches the pod";
    return "whether another policy removes the field again";
  }

  void report(const Addition& addition) {
    const bool is_certain = !addition.certain.empty();
    const auto& pods = is_certain ? addition.certain : addition.likely;
    auto of_policy = out_.about(*addition.policy);
    constexpr std::size_t kLongest = 100;  // a path is longer than most values
    const auto what = quote(addition.field, kLongest);
    const auto whom = seen(enumerate(run_, pods));
    auto finding = of_policy.add(
        addition.where,
        is_certain ? say("policy adds {} to {}, which Fargate refuses", what, whom)
                   : say("policy may add {} to {}, which Fargate would refuse", what, whom));
    finding.severity(is_certain && is_surely_on_fargate(pods) ? Severity::error
                                                              : Severity::warning);
    if (is_certain) finding.event_part(addition.event_part);
    if (!addition.event.empty()) finding.note("event: " + addition.event);
    if (!is_certain) finding.note("undecided: " + std::string(addition.open));
    show(finding, run_, {pods.front(), fargate::Tri::yes});
  }

  bool is_surely_on_fargate(const std::vector<std::uint32_t>& pods) const {
    return std::ranges::any_of(pods, [this](std::uint32_t pod) {
      const auto verdict = run_.placements[pod].placement->verdict;
      return verdict == fargate::Verdict::fargate || verdict == fargate::Verdict::refused;
    });
  }

  const RunContext& run_;
  FindingSink& out_;
  kube::Policies policies_;
  PolicyMeetings meetings_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, fargate::Cause, std::string>, Addition>
      additions_;
};

void check(const RunContext& run, FindingSink& out) {
  Check(run, out).check_all();
}

}  // namespace

constinit const Rule policy_adds_refused_field = define(
    {
        .id = "FG411",
        .name = "policy-adds-refused-field",
        .severity = Severity::error,
        .also = Severity::warning,
        .since = "0.2.0",
        .summary = "a mutating policy adds a field that Fargate refuses",
        .why = "Kyverno, Gatekeeper and MutatingAdmissionPolicies change Pods when they are "
               "created. Fargate judges the Pod as they leave it: a policy that sets "
               "`hostNetwork`, adds a `hostPath` volume or selects nodes by a label keeps every "
               "Pod that it matches Pending, although the manifest shows nothing wrong. The "
               "finding is an error if the change is a literal and the input decides which Pods "
               "it reaches, else a warning.",
        .fix = "exclude the Pods that run on Fargate from the policy, or remove the field from it",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: use-host-network
spec:
  rules:
    - name: host-network
      match:
        any:
          - resources:
              kinds: [Pod]
      mutate:
        patchStrategicMerge:
          spec:
            hostNetwork: true
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: use-host-network
spec:
  rules:
    - name: host-network
      match:
        any:
          - resources:
              kinds: [Pod]
              namespaces: [monitoring]
      mutate:
        patchStrategicMerge:
          spec:
            hostNetwork: true
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
