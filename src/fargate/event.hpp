#pragma once

#include <string>
#include <string_view>

/// The words of the Fargate scheduler, as events on clusters show them. Their order in one event:
/// kubernetes-sigs/aws-efs-csi-driver#589 (fields, SecurityContext, ports), freegroup/kube-s3#14
/// (SecurityContext, volumes). refusal.hpp puts them together.
namespace fargate_lint::fargate::event {

inline constexpr std::string_view kFields = "fields not supported: ";
inline constexpr std::string_view kSecurityContext = "invalid SecurityContext fields: ";
inline constexpr std::string_view kCapabilities = "Capabilities added: ";
inline constexpr std::string_view kPorts = "port contains HostIP or HostPort";
inline constexpr std::string_view kVolumes = "volumes not supported: ";
inline constexpr std::string_view kVolumeDevices = "volumeDevices not supported";
/// Reason and message of the pod's condition PodScheduled (aws/eks-distro-prow-jobs#11).
inline constexpr std::string_view kTooLarge =
    "POD_CPU_MEM_EXCEEDS_MAX_FARGATE_SIZE: Your pod's cpu/memory requirements exceed the max "
    "Fargate configuration";

/// What the default scheduler says of a pod where Fargate's nodes are the only ones
/// (kedacore/keda#6340, eksctl-io/eksctl#6705). The number depends on the cluster.
inline constexpr std::string_view kUntoleratedTaint =
    "0/N nodes are available: N node(s) had untolerated taint {eks.amazonaws.com/compute-type: "
    "fargate}";

template <typename... Texts>
std::string concat(const Texts&... texts) {
  std::string all;
  (all.append(texts), ...);
  return all;
}

}  // namespace fargate_lint::fargate::event
