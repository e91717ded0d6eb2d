#pragma once

#include <compare>
#include <cstdint>

#include "base/shared_text.hpp"

namespace fargate_lint::fargate {

/// A fact that is not in the input and would decide something: which, and of what. Profiles are
/// numbers in the list of profiles. Its words are made where they are shown (wording.hpp).
struct Fact {
  /// Beside each its values.
  enum class Kind : std::uint8_t {
    // whether a profile takes the pod
    selectors,         ///< profile: what its selectors are
    selector_ns,       ///< profile, selector: what its namespace is
    selector_labels,   ///< profile, selector: what its labels are
    label_key,         ///< profile, selector, label
    label_value,       ///< profile, selector, label
    controller_label,  ///< profile, selector; name: a label that the pod's controller sets
    existence,         ///< profile, selector: whether the profile exists
    // which of several
    profile_name,     ///< of some profile that matches
    name_order,       ///< profile, rival: by upper and lower case
    unmatched_label,  ///< what EKS does about a label that names a profile that does not match
    profile_absent,   ///< name: of the profile that the pod's label names
    // whether the pod is refused
    volume_type,       ///< name: the type; other: the volume
    claimed_volume,    ///< name: the claim; likewise in all that follow
    provisioned,       ///< other: a StorageClass that provisions nothing
    storage_class,     ///< other: the StorageClass that is not in the input
    default_class,     ///< of the cluster
    unserved_claim,    ///< no volume fits, and no class provisions one
    named_volume,      ///< the PersistentVolume that the claim names
    claim,             ///< the claim itself
    node_placeholder,  ///< name: the term of the node selection; likewise in all that follow
    node_label,
    node_name,
    node_operator,
    pod_patch,  ///< what a patch of the pod's spec makes of it
    // how large it is
    overhead_unit,  ///< of the 256 MB that Fargate adds
    pod_level,      ///< whether Fargate goes by the pod's own `resources`
    pod_overhead,   ///< whether it counts the overhead of the RuntimeClass
    // what it is
    kustomized,  ///< name: the directory of a kustomization that changes it
  };

  Kind kind = Kind::selectors;
  std::uint32_t profile = 0;
  std::uint32_t selector = 0;
  std::uint32_t label = 0;  ///< of the selector
  std::uint32_t rival = 0;  ///< another profile
  SharedText name = {};
  SharedText other = {};

  bool operator==(const Fact&) const = default;
  auto operator<=>(const Fact&) const = default;
};

}  // namespace fargate_lint::fargate
