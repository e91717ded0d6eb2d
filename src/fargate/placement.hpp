#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/clause.hpp"
#include "fargate/cluster.hpp"
#include "fargate/fact.hpp"
#include "fargate/match.hpp"
#include "fargate/profile.hpp"
#include "fargate/refusal.hpp"
#include "fargate/size.hpp"
#include "kube/inventory.hpp"
#include "kube/replicas.hpp"

namespace fargate_lint::fargate {

enum class Verdict : std::uint8_t {
  fargate,      ///< a profile selects the pod and nothing in the input shows a refusal
  refused,      ///< selected, but it will stay Pending
  not_fargate,  ///< no profile selects it, or it opts out, or it belongs to a DaemonSet
  undecided,    ///< placement needs a fact that is not in the input
};
std::string_view to_string(Verdict verdict);  ///< "fargate", "refused", "not-fargate", "undecided"

/// Why the verdict is what it is, for code that must tell cases apart.
enum class Reason : std::uint8_t {
  selected,
  no_profiles_declared,
  refused,
  no_match,
  daemon_set,
  opted_out,
  node_name,
  winner_unknown,
  label_names_other_profile,
  unknown_value,
  controller_label,
  claim_open,  ///< a profile selects it, and it mounts a claim of which too little is known
};

/// The profile and selector that came closest to selecting a pod (see distance()).
struct NearMiss {
  std::uint32_t profile = 0;
  std::uint32_t selector = 0;
  std::vector<Term> failed;
};

/// Where one pod template lands and why. Holds no views: outlives documents and inventory.
struct Placement {
  Verdict verdict = Verdict::not_fargate;
  Reason reason = Reason::no_match;
  /// Why, for people: what decides it, and then what becomes of the pod. See wording.hpp.
  std::vector<Clause> clauses;
  std::optional<std::uint32_t> profile;   ///< index of the profile that takes the pod
  std::optional<std::uint32_t> selector;  ///< index of its first selector that matches
  bool selected = false;                  ///< a profile selects it, or none is declared anywhere
  bool invalid = false;              ///< the API server refuses it: there will be no pod to place
  kube::Idle idle = kube::Idle::no;  ///< why there is no such pod now
  bool stays_pending = false;        ///< not on Fargate, and there is no other node for it
  std::vector<std::uint32_t>
      candidates;  ///< all profiles that match (yes or maybe), in order of their names
  /// What the cluster would say; on an undecided pod, what it is likely to say.
  std::vector<std::string> events;
  /// For every pod that is selected. Where a VerticalPodAutoscaler writes the requests, the likely
  /// one: `missing` says so.
  std::optional<Size> size;
  std::vector<Fact> missing;  ///< facts that are not in the input and would decide something
  bool namespace_matters =
      false;  ///< the pod's namespace is assumed, and another one would change the placement
  bool operator==(const Placement&) const = default;
  /// The API server rejects the pod's object (kube::is_rejected): whatever would become of the pod,
  /// there is none.
  void invalidate();
  /// Whether Fargate gets the pod, or may get it. Of an invalid one: whether it would.
  bool concerns_fargate() const;
  /// The pod is refused, by Fargate or by the API server, or has nowhere to go.
  bool never_runs() const { return invalid || stays_pending || verdict == Verdict::refused; }
};

/// Pod label that chooses a profile, and pod annotation that opts out
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html and
/// fargate-getting-started.html).
inline constexpr std::string_view kProfileLabel = "eks.amazonaws.com/fargate-profile";
inline constexpr std::string_view kComputeTypeKey = "eks.amazonaws.com/compute-type";

/// Whether a node of that name is one of Fargate's, one for each of its Pods:
/// `fargate-ip-10-0-1-23.eu-central-1.compute.internal`.
constexpr bool is_fargate_node(std::string_view name) {
  return name.starts_with("fargate-");
}

struct Judgement {
  Placement placement;
  std::vector<ClaimUse> claims;       ///< that a selected pod mounts; of a DaemonSet's pods none
  std::vector<Violation> violations;  ///< likewise; they point to the claims
  kube::Labels labels;                ///< of the pod
  std::optional<NearMiss> near_miss;  ///< for pods that no profile selects

  /// The cluster says nothing that is known: violations point to no event any more.
  void drop_events();
  /// See Placement::invalidate().
  void invalidate();
};

/// Places one pod, as kube::read_admitted_pod() gives it. With no profiles at all, the pod is
/// judged as if selected. `pod` must outlive the violations. `nodes`: what else there is for a pod
/// that no profile selects.
Judgement place(const kube::Workload& workload, const kube::PodTemplate& pod,
                std::span<const Profile> profiles, const kube::Inventory& inventory,
                OtherNodes nodes = OtherNodes::not_known);

/// The first toleration that covers the taint of Fargate nodes,
/// `eks.amazonaws.com/compute-type=fargate:NoSchedule`; missing if none does.
yaml::Node find_fargate_toleration(const kube::PodTemplate& pod);

/// The pod as matching sees it. Views the workload's object.
PodIdentity identity_of(const kube::Workload& workload);

/// Whether `a` comes before `b` however AWS compares names. "Alphanumerically" is all that its page
/// says: it may fold case, take digits as numbers (`a9` before `a10`) or skip punctuation.
bool surely_first(const Profile& a, const Profile& b);

/// The whole trace: every profile, selector and term. Slow path, for `why`.
std::vector<ProfileTrace> trace(const kube::Workload& workload, std::span<const Profile> profiles);

}  // namespace fargate_lint::fargate
