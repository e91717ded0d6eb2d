#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/claim.hpp"
#include "fargate/fact.hpp"
#include "fargate/node_selection.hpp"
#include "fargate/size.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::fargate {

/// Why Fargate does not run a pod, or may not. One value per cause, so that each rule reports its
/// own and the event text is made once, from all (event_words.cpp has its words and where they were
/// seen).
enum class Cause : std::uint8_t {
  host_network,
  host_pid,
  host_ipc,
  capability,  ///< detail: the capability as written
  privilege_escalation,
  privileged,
  host_port,    ///< also containers' ports under hostNetwork (implied = true)
  volume_type,  ///< detail: the type
  claim,        ///< detail: the claim's name; see `claim`
  volume_devices,
  device,             ///< detail: the resource, or `resourceClaims`; no event text known
  windows,            ///< no event text of its own known
  node_selection,     ///< event MatchNodeSelector failed
  too_large,          ///< pod condition, not an event
  ephemeral_storage,  ///< above 175 GiB; text unknown
};

struct Violation {
  Cause cause;
  Tri certain = Tri::yes;  ///< maybe: rests on a fact that is not in the input (`missing`)
  yaml::Node field;        ///< the guilty field's value
  const kube::Container* container = nullptr;  ///< of the PodTemplate given
  const kube::Volume* volume = nullptr;
  std::string detail;
  bool implied = false;  ///< follows from another violation: no finding of its own
  /// What it adds to its part of the event: "HostNetwork" of "fields not supported: HostNetwork".
  std::string event_item;
  const ClaimUse* claim = nullptr;  ///< for Cause::claim
  std::optional<Fact> missing;      ///< the fact that would decide it
  bool is_likely = false;  ///< without that fact it is still what the cluster most likely says
  /// Of the placement's events, the one that shows its part word for word.
  std::optional<std::uint8_t> event;
};

/// Its own part of the event: "fields not supported: HostNetwork"; empty if no text is known.
std::string event_part(const Violation& violation);

/// Capabilities that Fargate lets a container add: those of the validator in the Fargate kubelet
/// (mahakagi/kubernetes e76e199d, pkg/kubelet/lifecycle/fargate_pod_validator.go). The name counts
/// as written: `CAP_CHOWN` was refused (frappe/helm#182). Four more can be switched on by AWS only
/// (aws/containers-roadmap#2162).
inline constexpr std::array<std::string_view, 14> kPermittedCapabilities = {
    "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER", "FSETID",  "KILL",   "MKNOD",
    "NET_BIND_SERVICE", "NET_RAW", "SETFCAP",      "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"};
bool is_permitted_capability(std::string_view name);

/// Volume types that Fargate accepts; "" is none, which Kubernetes makes an emptyDir.
bool is_accepted_volume_type(std::string_view type);

/// Every violation of a pod, in the order in which the event names them. `pod` and `claims`, those
/// that it mounts, must outlive it. `region`: the cluster's; empty if it is not known.
std::vector<Violation> find_violations(const kube::PodTemplate& pod,
                                       const std::vector<ClaimUse>& claims, const Size& size,
                                       std::string_view region);

/// What the cluster would say, word for word, most telling first; `profile` is the name for
/// `MatchNodeSelector failed`, empty if unknown. Only certain violations speak or, where there are
/// none, those that are likely; each learns which of the texts shows its part.
std::vector<std::string> events(std::vector<Violation>& violations, std::string_view profile);

}  // namespace fargate_lint::fargate
