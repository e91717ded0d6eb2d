#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kube/inventory.hpp"
#include "kube/volume_index.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {

/// What the input proves about the volume behind a claim: claim → volume, or claim → class →
/// provisioner. Pure Kubernetes: which drivers Fargate mounts is decided in fargate/.
struct ClaimBinding {
  enum class State : std::uint8_t {
    bound,           ///< to `volume`
    dynamic,         ///< to be provisioned by `provisioner`, of the StorageClass `storage_class`
    unserved,        ///< no volume of the input fits, and its class provisions none
    contested,       ///< other claims may take the volumes that fit; see `contest`
    left_over,       ///< the pods of its workload need more volumes than fit: it gets none
    misfit,          ///< it and `volume`, of which one names the other, do not fit: see `misfit`
    tie_unknown,     ///< the same, but whether they fit is not in the input
    class_unknown,   ///< names a class (`class_name`) that is not in the input
    default_class,   ///< names no class: the cluster's default class decides
    volume_unknown,  ///< names a volume (`volume_name`) that is not in the input
    claim_unknown,   ///< the claim itself is not in the input
  };
  State state = State::claim_unknown;
  std::string name;  ///< of the claim
  /// The lists that would show otherwise are complete, or nothing in them could: so it stays.
  bool certain = false;
  const Object* claim = nullptr;  ///< null for claim templates and claim_unknown
  /// The volume that it is bound to, may get, or does not fit; with claim_unknown the one that is
  /// reserved for it.
  const Object* volume = nullptr;
  std::vector<const Object*> others;      ///< volumes of another driver that it may get as well
  const Object* storage_class = nullptr;  ///< of `class_name`, if the input holds it
  std::string_view class_name;            ///< the default class's, where that stands in
  std::string_view provisioner;           ///< of `storage_class`
  std::string_view volume_name;           ///< that the claim names
  yaml::Node class_field;  ///< the claim's storageClassName or its annotation, if any
  /// The class binds when a scheduler has picked a node (`WaitForFirstConsumer`): never for a pod
  /// on Fargate.
  bool waits_for_consumer = false;
  bool several_defaults = false;  ///< the input marks several classes as the default
  Misfit misfit = Misfit::none;
  State otherwise = State::unserved;  ///< what becomes of it where it gets none of the volumes
  std::uint32_t contest = 0;  ///< claims that may take each other's volumes have the same number
};

/// A claim of a pod's volume.
struct PodClaim {
  const Volume* volume = nullptr;
  ClaimBinding binding;
};
using PodClaims = std::vector<PodClaim>;

/// Resolves the claims that a pod mounts, in the order of its volumes, in an indexed inventory. Of
/// a workload whose pods have claims of their own: those of each pod, the first ones at least; else
/// one entry. `pod` must outlive the result.
std::vector<PodClaims> resolve_claims(const Inventory& inventory, const Workload& workload,
                                      const PodTemplate& pod);

/// Whether a claim may be called so, as far as the characters and the length go; anything else is a
/// placeholder.
bool is_claim_name(std::string_view text);

/// Resolves one claim of the input; without an asker, whoever mounts it.
ClaimBinding resolve_claim(const Inventory& inventory, std::string_view ns, std::string_view name,
                           const Object* asker = nullptr);

}  // namespace fargate_lint::kube
