#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "fargate/event_words.hpp"
#include "fargate/refusal.hpp"

/// What Fargate refuses in a pod, as data: find_violations() holds a pod against these rows, and
/// src/policy writes them as CEL, so that the linter and the admission policy cannot disagree. In
/// the order in which an event names them. Sources: see refusal.cpp.
namespace fargate_lint::fargate {

struct RefusalRow {
  /// What the path begins at; of all but `pod`, each one of the pod.
  enum class In : std::uint8_t { pod, security_context, container, port, volume };
  /// What must hold of the field for Fargate to refuse the pod.
  enum class Test : std::uint8_t {
    is_true,
    is_above_zero,
    has_text,
    has_items,
    equals,            ///< the first of `values`
    has_other_item,    ///< a list with an item that is none of `values`
    has_other_source,  ///< a volume whose type is none of `values`
    has_device,        ///< requests or limits of what no Fargate node offers: see is_device()
    selects_no_node,   ///< by kNodeLabels: see evaluate_node_selection()
    exceeds_size,      ///< by kLargestSize: see size_of()
    exceeds_storage,   ///< by kMaxEphemeralGibibytes
    looked_up,         ///< other objects decide
  };
  Cause cause;
  In in;
  Test test;
  std::array<std::string_view, 2> path;  ///< the second may be empty
  std::optional<event::Said> said = {};  ///< its part of the event, if it has one of its own
  std::span<const std::string_view> values = {};
  /// Why no admission policy can test it; empty for all that one can.
  std::string_view not_in_policy = {};

  constexpr std::string_view field() const { return path[1].empty() ? path[0] : path[1]; }
};

/// Volume sources that Fargate mounts.
inline constexpr std::array<std::string_view, 7> kAcceptedVolumes = {
    "emptyDir", "secret", "configMap", "projected", "downwardAPI", "nfs", "persistentVolumeClaim"};

/// Names of resources that no Fargate node offers begin with kHugePages, or hold a slash and not
/// kNativeDomain.
inline constexpr std::string_view kHugePages = "hugepages-";
inline constexpr std::string_view kNativeDomain = "kubernetes.io/";

/// The largest size (size.cpp has all), and the most ephemeral storage that a pod may request:
/// https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html
inline constexpr Rung kLargestSize = {.milli_cpu = 16000, .mebibytes = 122880};
inline constexpr std::int64_t kMaxEphemeralGibibytes = 175;

namespace rows {

using In = RefusalRow::In;
using Test = RefusalRow::Test;

inline constexpr std::array<std::string_view, 1> kWindows = {"windows"};

inline constexpr std::array kHostNamespaces = {
    RefusalRow{
        Cause::host_network, In::pod, Test::is_true, {"hostNetwork"}, event::Said::host_network},
    RefusalRow{Cause::host_pid, In::pod, Test::is_true, {"hostPID"}, event::Said::host_pid},
    RefusalRow{Cause::host_ipc, In::pod, Test::is_true, {"hostIPC"}, event::Said::host_ipc},
};
/// Left unset, allowPrivilegeEscalation is not refused, although Kubernetes then takes it as true.
inline constexpr std::array kSecurity = {
    RefusalRow{Cause::capability,
               In::security_context,
               Test::has_other_item,
               {"capabilities", "add"},
               event::Said::capability,
               kPermittedCapabilities},
    RefusalRow{Cause::privilege_escalation,
               In::security_context,
               Test::is_true,
               {"allowPrivilegeEscalation"},
               event::Said::privilege_escalation},
    RefusalRow{Cause::privileged,
               In::security_context,
               Test::is_true,
               {"privileged"},
               event::Said::privileged},
};
inline constexpr std::array kPorts = {
    RefusalRow{Cause::host_port, In::port, Test::is_above_zero, {"hostPort"}},
    RefusalRow{Cause::host_port, In::port, Test::has_text, {"hostIP"}},
};
inline constexpr std::array kVolumes = {
    RefusalRow{Cause::volume_type,
               In::volume,
               Test::has_other_source,
               {""},
               event::Said::volume_type,
               kAcceptedVolumes},
    RefusalRow{Cause::claim,
               In::volume,
               Test::looked_up,
               {"persistentVolumeClaim", "claimName"},
               event::Said::volume,
               {},
               "the claim, its volume and its StorageClass are other objects, which CEL cannot "
               "read"},
};
inline constexpr std::array kContainers = {
    RefusalRow{Cause::volume_devices, In::container, Test::has_items, {"volumeDevices"}},
};
/// Huge pages may be requested for the pod as a whole (KEP-2837). Dynamic resource allocation needs
/// a driver on the node, a DaemonSet
/// (https://docs.aws.amazon.com/eks/latest/userguide/device-management.html).
inline constexpr std::array kDevices = {
    RefusalRow{Cause::device, In::container, Test::has_device, {"resources"}},
    RefusalRow{Cause::device, In::pod, Test::has_device, {"resources"}},
    RefusalRow{Cause::device, In::pod, Test::has_items, {"resourceClaims"}},
};
inline constexpr std::array kOperatingSystem = {
    RefusalRow{Cause::windows, In::pod, Test::equals, {"os", "name"}, {}, kWindows},
};
inline constexpr std::array kNodeSelection = {
    RefusalRow{Cause::node_selection, In::pod, Test::selects_no_node, {"nodeSelector"}},
    RefusalRow{Cause::node_selection, In::pod, Test::selects_no_node, {"affinity", "nodeAffinity"}},
};
inline constexpr std::array kSizes = {
    RefusalRow{Cause::too_large, In::pod, Test::exceeds_size, {"resources", "requests"}},
    RefusalRow{Cause::ephemeral_storage, In::pod, Test::exceeds_storage, {"resources", "requests"}},
};

}  // namespace rows

/// All rows, in groups that are looked for together.
inline constexpr std::array<std::span<const RefusalRow>, 9> kRefusals = {
    rows::kHostNamespaces,  rows::kSecurity,      rows::kPorts,
    rows::kVolumes,         rows::kContainers,    rows::kDevices,
    rows::kOperatingSystem, rows::kNodeSelection, rows::kSizes};

}  // namespace fargate_lint::fargate
