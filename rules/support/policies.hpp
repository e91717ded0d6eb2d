#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fargate/placement.hpp"
#include "kube/admission.hpp"
#include "kube/policy.hpp"
#include "lint/rule.hpp"
#include "lint/selected_pods.hpp"

/// Policies of the input that meet pods: which do, and what they make of one.
namespace fargate_lint::rules {

/// A pod as policies leave it, judged.
class PatchedPod {
 public:
  /// Nothing if the object cannot be read as a draft: it is too large, or an operator makes the
  /// pod.
  static std::unique_ptr<PatchedPod> make(const lint::RunContext& run,
                                          const kube::Workload& workload);

  /// What a policy does to the object that makes the pod, or to the pod. The next judge() tells
  /// what comes of it.
  kube::Applied apply_to_object(const kube::Change& change) { return kube::apply(change, draft_); }
  kube::Applied apply_to_pod(const kube::Change& change);
  /// False if there is no such pod any more.
  bool judge();

  const fargate::Judgement& judgement() const { return judgement_; }
  /// The field of a pod that a violation is about: `spec.containers[].securityContext.privileged:
  /// true`.
  std::string field_of(const fargate::Violation& violation) const;
  /// What a policy wrote that decides a node of the pod; missing if none did.
  yaml::Node origin_of(yaml::Node node) const { return document_.origin_of(node); }

 private:
  PatchedPod(const lint::RunContext& run, const kube::Workload& workload, kube::Draft draft);

  const lint::RunContext& run_;
  const kube::Object& object_;
  std::size_t number_ = 0;  ///< of the pod among those of the object
  kube::Draft draft_;
  std::vector<std::string> path_;  ///< from the object to its pod
  kube::DraftDocument document_;
  std::vector<kube::Object> objects_;
  std::vector<kube::Workload> workloads_;
  kube::PodTemplate pod_;
  fargate::Judgement judgement_;
};

/// How a policy meets a pod.
struct Meeting {
  kube::Answer object = kube::Answer::no;  ///< it is about the object that makes the pod
  kube::Answer pod = kube::Answer::no;
  kube::Answer any() const { return either(object, pod); }
};

/// Asks all policies about each pod, at a cost that is bounded whatever the input.
class PolicyMeetings {
 public:
  explicit PolicyMeetings(const lint::RunContext& run) : run_(run) {}

  /// Those of `parts`, which are PolicyPatch or PolicyDenial, that may be about the pods of the
  /// placement's namespace and kind.
  template <typename Part>
  const std::vector<std::uint32_t>& near(std::uint32_t placement, const std::vector<Part>& parts) {
    return near(
        placement, parts.size(),
        [&parts](std::size_t i) -> const kube::PolicyMatch& { return parts[i].match; },
        [&parts](std::size_t i) -> const kube::Object& { return *parts[i].policy; });
  }
  /// Counts a pod that is written anew and judged, which takes as long as many questions. False if
  /// there are too many, as the report then says.
  bool may_judge() { return run_.pods.may_go_on(kStepsOfJudgement); }
  /// Whether they are, with the pod at hand.
  Meeting meet(const kube::PolicyMatch& match, const kube::Workload& workload);

 private:
  /// Some seconds for all that a rule may judge.
  static constexpr std::size_t kStepsOfJudgement = 12'500;
  using MatchAt = std::function<const kube::PolicyMatch&(std::size_t)>;
  using PolicyAt = std::function<const kube::Object&(std::size_t)>;
  struct Place {
    kube::Scope scope;
    std::string_view kind;
    bool ns_assumed = false;
    auto operator<=>(const Place&) const = default;
  };
  const std::vector<std::uint32_t>& near(std::uint32_t placement, std::size_t count,
                                         const MatchAt& match_at, const PolicyAt& policy_at);
  const kube::Object* space_of(const kube::Object& object);
  kube::Admitted admitted_object(const kube::Workload& workload);
  kube::Admitted admitted_pod(const kube::Workload& workload);

  const lint::RunContext& run_;
  std::map<Place, std::vector<std::uint32_t>> near_;
  std::map<kube::Scope, const kube::Object*> spaces_;
};

}  // namespace fargate_lint::rules
