#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kube/quantity.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::fargate {

/// One combination that Fargate provisions: milli-vCPU and MiB
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html).
struct Rung {
  std::uint32_t milli_cpu = 0;
  std::uint32_t mebibytes = 0;
  double vcpu() const { return milli_cpu / 1000.0; }
  double memory_gb() const { return mebibytes / 1024.0; }
  bool operator==(const Rung&) const = default;
};

/// What the pod's requests come to and what Fargate provisions for them.
struct Size {
  kube::Quantity cpu;              ///< aggregated requests
  kube::Quantity memory;           ///< aggregated requests, without the 256 MiB that Fargate adds
  kube::Quantity ephemeral;        ///< sum of ephemeral-storage requests
  bool nothing_requested = false;  ///< no container requests cpu or memory
  /// An init container, and the sidecars started before it, exceed the long-running sum in cpu or
  /// memory.
  bool init_decides = false;
  std::optional<Rung> rung;  ///< nothing: larger than the largest size
  /// What the long-running containers alone would get.
  std::optional<Rung> running_rung;
  /// What the requests would get if Fargate added nothing to them.
  std::optional<Rung> bare_rung;
  /// 256 MB read as 10^6 and as 2^20 bytes give different rungs: this is the other one.
  std::optional<Rung> if_decimal_overhead;
  /// What the pod's own `resources` would get in place of its containers'. Whether Fargate goes by
  /// them (KEP-2837) is not documented. The same as `rung`, if the pod has none.
  std::optional<Rung> if_pod_level;
  /// What the pod would get if its `overhead` counted: whether it does is not documented. The same
  /// as `rung`, if the pod has none.
  std::optional<Rung> if_pod_overhead;
  bool operator==(const Size&) const = default;
};

constexpr std::int64_t kOverheadMebibytes = 256;  ///< for kubelet, kube-proxy, containerd

/// Of a pod as admission leaves it; where a VerticalPodAutoscaler writes the requests, the likely
/// size.
Size size_of(const kube::PodTemplate& pod);
/// Whether even the least that a VerticalPodAutoscaler may recommend (`minAllowed`) is larger than
/// the largest size.
bool exceeds_at_least(const kube::PodTemplate& pod);

/// The first combination that holds both, or nothing above 16 vCPU / 120 GB.
std::optional<Rung> smallest_rung(kube::Quantity cpu, kube::Quantity memory_with_overhead);

/// The request that decides how much of a resource the pod asks for: the largest of those that add
/// up to it, or that of the init container that asks for more than they do, together with the
/// sidecars started before it. Views into the pod template.
struct DecidingRequest {
  const kube::Container* container = nullptr;
  /// The request, or the limit that stands in for it; may be that of a LimitRange, or missing
  /// where a VerticalPodAutoscaler alone says it.
  yaml::Node field;
  kube::Quantity amount;
  kube::Quantity rest;      ///< what the pod asks for without it
  kube::Quantity sidecars;  ///< of an init container: what runs beside it
};
/// Nothing if no container requests the resource.
std::optional<DecidingRequest> deciding_request(const kube::PodTemplate& pod,
                                                std::string_view resource);
/// The resource, "cpu" or "memory", in which an init container makes the pod larger than what keeps
/// running. Of a pod that has a size and where init_decides.
std::string_view resource_of_init(const kube::PodTemplate& pod);

/// A smaller size, and the most that the pod may request of one resource to get it.
struct SmallerSize {
  Rung rung;
  std::string_view resource;  ///< "cpu" or "memory"
  kube::Quantity at_most;
};
/// The smaller size that is nearest to what the pod requests; nothing below the smallest.
std::optional<SmallerSize> nearest_smaller(const Size& size);

/// The part of what is billed that is neither requested nor added by Fargate, from 0 to 1; cpu and
/// memory weighed by their prices. 0 for a pod that is too large.
double unused_share(const Size& size);

/// The disk that the pod gets: 20 GiB, or more if it requests so much ephemeral storage.
kube::Quantity provisioned_storage(const Size& size);

/// "0.25 vCPU 0.5 GB"
std::string format(const Rung& rung);

}  // namespace fargate_lint::fargate
