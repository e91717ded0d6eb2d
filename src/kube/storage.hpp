#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kube/inventory.hpp"

namespace fargate_lint::kube {

/// What the input proves about the volume behind a claim: claim → volume, or claim → class →
/// provisioner. Pure Kubernetes: which drivers Fargate mounts is decided in fargate/.
struct ClaimBinding {
  enum class State : std::uint8_t {
    bound,    ///< to `volume`, which the input holds (claimRef, volumeName, or Kubernetes' binding
              ///< rules)
    dynamic,  ///< to be provisioned by `provisioner`, of the StorageClass `storage_class`
    class_unknown,  ///< names a class (`class_name`) that is not in the input
    default_class,  ///< names no class: the cluster's default class decides
    no_class,  ///< no class that provisions: `storageClassName: ""`, or a class of volumes made
               ///< by hand (`kubernetes.io/no-provisioner`); no volume in the input fits, or
               ///< too many volumes to try their labels
    volume_unknown,  ///< names a volume (`volumeName`) that is not in the input, or that is
                     ///< another claim's there
    claim_unknown,   ///< the claim itself is not in the input
  };
  State state = State::claim_unknown;
  const Object* claim = nullptr;  ///< null for claim templates and claim_unknown
  const Object* volume =
      nullptr;  ///< with claim_unknown: the volume that is reserved for it, if any
  const Object* storage_class = nullptr;  ///< of `class_name`, if the input holds it
  std::string_view class_name;            ///< the default class's, where that stands in
  std::string_view provisioner;           ///< of `storage_class`
  yaml::Node class_field;  ///< the claim's storageClassName or its annotation, if any
  /// The class binds when a pod is scheduled (`WaitForFirstConsumer`).
  bool waits_for_consumer = false;
};

/// Resolves the claim `name` in `ns` of an indexed inventory: by its `volumeName`, else by the
/// claimRef of a volume, else by the rules that volume_index.hpp describes, else by its class. A
/// class that the input marks as default (`storageclass.kubernetes.io/is-default-class: "true"`)
/// stands in for an absent class name.
ClaimBinding resolve_claim(const Inventory& inventory, std::string_view ns, std::string_view name);
/// Resolves an entry of volumeClaimTemplates; `first_claim` is the name of the first claim it
/// makes. Its StatefulSet must be in the inventory. A claim of that name in the input is the one
/// that counts: a StatefulSet adopts it.
ClaimBinding resolve_claim_template(const Inventory& inventory, std::string_view ns,
                                    yaml::Node claim_template, std::string_view first_claim);

}  // namespace fargate_lint::kube
