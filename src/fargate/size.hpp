#pragma once

#include <cstdint>
#include <optional>
#include <string>

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
  bool init_decides =
      false;  ///< an init container alone exceeds the long-running sum in cpu or memory
  std::optional<Rung> rung;  ///< nothing: larger than the largest size
  /// 256 MB read as 10^6 and as 2^20 bytes give different rungs: this is the other one.
  std::optional<Rung> if_decimal_overhead;
};

constexpr std::int64_t kOverheadMebibytes = 256;  ///< for kubelet, kube-proxy, containerd

Size size_of(const kube::PodTemplate& pod);
/// The first combination that holds both, or nothing above 16 vCPU / 120 GB.
std::optional<Rung> smallest_rung(kube::Quantity cpu, kube::Quantity memory_with_overhead);
/// "0.25 vCPU 0.5 GB"
std::string format(const Rung& rung);

}  // namespace fargate_lint::fargate
