#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

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
    claimed_volume,    ///< name: the claim, which may get volumes of several drivers; its name
                       ///< likewise in all that follow
    provisioned,       ///< other: a StorageClass that provisions nothing
    storage_class,     ///< other: the StorageClass that is not in the input
    default_class,     ///< of the cluster
    unserved_claim,    ///< no volume fits, and no class provisions one
    named_volume,      ///< other: the PersistentVolume that the claim names
    several_defaults,  ///< which of several classes is the cluster's default
    contested_claim,   ///< whether it or other claims get the volumes that fit
    claim_tie,         ///< other: the volume; whether they fit each other
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
    limit_ranges,   ///< which of several LimitRanges fills in what a container leaves out
    autoscaler,     ///< name: of the VerticalPodAutoscaler that writes the requests
    // what it may run on
    runtime_class,  ///< name: a RuntimeClass that is not in the input
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

/// For programs: "storage-class".
constexpr std::string_view to_string(Fact::Kind kind) {
  using Kind = Fact::Kind;
  switch (kind) {
    case Kind::selectors: return "selectors";
    case Kind::selector_ns: return "selector-namespace";
    case Kind::selector_labels: return "selector-labels";
    case Kind::label_key: return "label-key";
    case Kind::label_value: return "label-value";
    case Kind::controller_label: return "controller-label";
    case Kind::existence: return "profile-existence";
    case Kind::profile_name: return "profile-name";
    case Kind::name_order: return "profile-order";
    case Kind::unmatched_label: return "unmatched-profile-label";
    case Kind::profile_absent: return "profile";
    case Kind::claimed_volume: return "claimed-volume";
    case Kind::provisioned: return "provisioned-volume";
    case Kind::storage_class: return "storage-class";
    case Kind::default_class: return "default-storage-class";
    case Kind::unserved_claim: return "unserved-claim";
    case Kind::named_volume: return "persistent-volume";
    case Kind::several_defaults: return "several-default-storage-classes";
    case Kind::contested_claim: return "contested-claim";
    case Kind::claim_tie: return "volume-reservation";
    case Kind::claim: return "persistent-volume-claim";
    case Kind::node_placeholder: return "node-placeholder";
    case Kind::node_label: return "node-label";
    case Kind::node_name: return "node-name";
    case Kind::node_operator: return "node-operator";
    case Kind::overhead_unit: return "overhead-unit";
    case Kind::pod_level: return "pod-level-resources";
    case Kind::pod_overhead: return "pod-overhead";
    case Kind::limit_ranges: return "limit-ranges";
    case Kind::autoscaler: return "vertical-pod-autoscaler";
    case Kind::runtime_class: return "runtime-class";
    case Kind::pod_patch: return "pod-patch";
    case Kind::kustomized: return "kustomization";
  }
  return "";
}
/// Whether `profile` and `selector` say of which.
constexpr bool is_about_profile(Fact::Kind kind) {
  return kind <= Fact::Kind::existence;
}

}  // namespace fargate_lint::fargate
