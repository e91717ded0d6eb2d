#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fargate_lint::fargate {

/// What a Fargate node has under a label key.
struct NodeLabel {
  enum class Kind : std::uint8_t {
    value,      ///< the same value on every Fargate node
    chosen,     ///< a value that the Fargate scheduler fits to the pod, such as its zone
    region,     ///< the cluster's, which the input may not tell
    node_name,  ///< there, with a value that nobody knows in advance
  };
  std::string_view key;
  Kind kind = Kind::value;
  std::string_view value = {};
};

/// The labels of a Fargate node that a pod can select by: read by the checker and by the CEL
/// generator. Zones: aws/containers-roadmap#1125. os, arch: CoreDNS as EKS ships it requires linux
/// and amd64 or arm64, and runs. compute-type:
/// docs.aws.amazon.com/eks/latest/userguide/fargate.html and kubernetes-sigs/aws-ebs-csi-driver PR
/// 496. Region, host name, and that nothing else of eks.amazonaws.com/ is there: the labels of a
/// Fargate node in aws/amazon-cloudwatch-agent#580. Any other key is not on Fargate nodes: the
/// second of these, and kubernetes-sigs/aws-efs-csi-driver#1068.
inline constexpr std::array kNodeLabels = {
    NodeLabel{"kubernetes.io/os", NodeLabel::Kind::value, "linux"},
    NodeLabel{"beta.kubernetes.io/os", NodeLabel::Kind::value, "linux"},
    NodeLabel{"kubernetes.io/arch", NodeLabel::Kind::value, "amd64"},
    NodeLabel{"beta.kubernetes.io/arch", NodeLabel::Kind::value, "amd64"},
    NodeLabel{"eks.amazonaws.com/compute-type", NodeLabel::Kind::value, "fargate"},
    NodeLabel{"topology.kubernetes.io/zone", NodeLabel::Kind::chosen},
    NodeLabel{"failure-domain.beta.kubernetes.io/zone", NodeLabel::Kind::chosen},
    NodeLabel{"topology.kubernetes.io/region", NodeLabel::Kind::region},
    NodeLabel{"failure-domain.beta.kubernetes.io/region", NodeLabel::Kind::region},
    NodeLabel{"kubernetes.io/hostname", NodeLabel::Kind::node_name},
};

}  // namespace fargate_lint::fargate
