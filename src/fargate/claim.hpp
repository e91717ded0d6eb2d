#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fargate/fact.hpp"
#include "kube/storage.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::fargate {

/// What Fargate makes of a claim, given what the input proves of it.
enum class ClaimVerdict : std::uint8_t {
  efs_static,     ///< works
  efs_dynamic,    ///< works only if it is bound before the pod is scheduled: warning
  ebs,            ///< never works
  other_driver,   ///< never works (FSx, S3, NFS or hostPath volume, …)
  unbound,        ///< nothing can bind it, as far as binding.certain says
  default_class,  ///< undecided: the cluster's default class is usually EBS, or there is none
  contested,      ///< undecided: other claims may take the volumes that fit
  unknown,        ///< undecided: a class or volume is not in the input
  missing,        ///< the claim itself is not in the input; refused if binding.certain
};
ClaimVerdict judge_claim(const kube::ClaimBinding& binding);

/// A volume of a pod that mounts a claim, and what Fargate makes of it.
struct ClaimUse {
  const kube::Volume* volume = nullptr;
  kube::ClaimBinding binding;
  ClaimVerdict verdict = ClaimVerdict::unknown;

  bool is_accepted() const {
    return verdict == ClaimVerdict::efs_static || verdict == ClaimVerdict::efs_dynamic;
  }
  /// The input proves that Fargate refuses a pod that mounts it.
  bool is_refused() const;
};

/// The claims that a pod mounts, in the order of its volumes. Where the pods of a workload have
/// claims of their own: of the first pod that fares worst. `pod` must outlive them.
std::vector<ClaimUse> judge_claims(const kube::Workload& workload, const kube::PodTemplate& pod,
                                   const kube::Inventory& inventory);

/// What the Fargate scheduler writes after `NAME not supported because: ` about a claim that it
/// cannot use.
std::string claim_event(const kube::ClaimBinding& binding);

/// The fact that the input lacks, for a verdict that leaves the claim open.
Fact claim_missing(const kube::ClaimBinding& binding);

}  // namespace fargate_lint::fargate
