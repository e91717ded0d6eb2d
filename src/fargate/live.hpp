#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared.hpp"
#include "base/shared_text.hpp"
#include "fargate/placement.hpp"
#include "fargate/profile.hpp"

/// What a running cluster shows of its pods, beside what their templates say.
namespace fargate_lint::fargate {

/// A Pod of a cluster, reduced to what tells where it is and why.
struct LivePod {
  SharedText ns;
  SharedText name;
  SharedText owner_kind;  ///< of the workload that it belongs to in the end: "Deployment"
  SharedText owner;       ///< its name; the Pod's own if nothing owns it
  SharedText profile;     ///< label `eks.amazonaws.com/fargate-profile`, which AWS's webhook sets
  SharedText scheduler;   ///< `spec.schedulerName`
  SharedText capacity;    ///< annotation `CapacityProvisioned`: "0.25vCPU 0.5GB"
  SharedText node;        ///< empty until it is scheduled
  SharedText phase;       ///< "Pending", "Running", …
  SharedText created;     ///< RFC 3339 in UTC, so that texts sort as times do
  SharedList<SharedText> events;  ///< of the schedulers, the latest last

  bool is_finished() const { return phase == "Succeeded" || phase == "Failed"; }
  /// On a node of Fargate.
  bool is_on_fargate() const { return is_fargate_node(node); }
  /// On a node that is not Fargate's.
  bool is_elsewhere() const { return !node.empty() && !is_on_fargate(); }
  /// AWS's webhook has given it to the Fargate scheduler.
  bool is_claimed() const { return !profile.empty() || scheduler == kFargateScheduler; }

  static constexpr std::string_view kFargateScheduler = "fargate-scheduler";
};

/// A list of a cluster that could not be read: what rests on it is undecided.
struct NotRead {
  std::string list;  ///< "persistentvolumes"
  std::string why;   ///< "forbidden"
  bool operator==(const NotRead&) const = default;
};

/// A cluster, as far as it was read.
struct LiveCluster {
  std::string name;      ///< of the context
  std::string ns;        ///< that was read; empty: all
  std::string eks_name;  ///< of the EKS cluster, where the kubeconfig tells it
  std::string region;    ///< likewise
  std::int64_t read_at = 0;
  bool has_pods = false;  ///< its pods were read
  std::vector<NotRead> not_read;

  /// Takes the pods, in any order.
  void keep(std::vector<LivePod> pods);
  const std::vector<LivePod>& pods() const { return pods_; }
  /// Those of a workload.
  std::span<const LivePod> of(std::string_view kind, std::string_view ns,
                              std::string_view name) const;
  /// Whether the event of a Pod of the workload that waits for a node says that there is none but
  /// Fargate's.
  bool proves_no_other_node(std::string_view kind, std::string_view ns,
                            std::string_view name) const;
  /// Pods of that name; in any namespace if `ns` is empty.
  std::vector<const LivePod*> named(std::string_view ns, std::string_view name) const;

 private:
  std::vector<LivePod> pods_;  ///< those of a workload together
};

/// In which way a cluster shows something else than the placement says.
enum class Differs : std::uint8_t {
  no,
  created_before_profile,  ///< pods run elsewhere that the profile would take now
  size,                    ///< Fargate provisioned another size
  profile,                 ///< another profile took them, or one that is not known
  refused_elsewhere,       ///< Fargate would refuse the pods, which run elsewhere
};
std::string_view to_string(Differs differs);  ///< "created-before-profile"; "" for no

/// What a cluster shows of the pods of one workload. Finished pods count for nothing.
struct LiveState {
  std::uint32_t pods = 0;
  std::uint32_t on_fargate = 0;     ///< that run there
  std::uint32_t elsewhere = 0;      ///< on other nodes
  std::uint32_t pending = 0;        ///< on no node yet
  std::string profile;              ///< that most of them have; empty: none
  std::string capacity;             ///< likewise
  std::string created;              ///< the oldest
  std::vector<std::string> events;  ///< different ones, few
  Differs differs = Differs::no;
  bool operator==(const LiveState&) const = default;
};

/// Holds the pods of a workload against its placement. `profiles`: by which it was placed; without
/// any only the size is compared.
LiveState compare(const Placement& placement, std::span<const LivePod> pods,
                  std::span<const Profile> profiles);

/// Whether the event says that all nodes of the cluster are Fargate's, so that there is none for
/// the pod (kedacore/keda#6340, eksctl-io/eksctl#6705).
bool shows_only_fargate_nodes(std::string_view event);

}  // namespace fargate_lint::fargate
