#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fargate/refusal.hpp"
#include "kube/storage.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// A volume of a pod that mounts a claim, and what the input proves of the claim. Views into the
/// pod template and its violations, which must outlive it.
struct ClaimUse {
  const kube::Volume* volume = nullptr;
  const fargate::Violation* violation = nullptr;  ///< null: Fargate has nothing against it
  kube::ClaimBinding binding;
  fargate::ClaimVerdict verdict = fargate::ClaimVerdict::unknown;

  std::string_view claim() const { return volume->claim; }
  /// What the manifest says that decides: the class that a claim template names, else the name.
  yaml::Node field() const;
};

/// The claims of a pod with that verdict, in the order of its volumes.
std::vector<ClaimUse> claims_of(const lint::PodContext& pod, fargate::ClaimVerdict verdict);

/// Adds a finding on a claim: at its field, with its part of the event, what is not known, and the
/// chain claim → volume, or claim → class → provisioner, as related places.
lint::FindingBuilder add(lint::FindingSink& out, const ClaimUse& use, const Message& message);

/// What a PersistentVolume is made of: its CSI driver (`s3.csi.aws.com`), or the type of its source
/// (`nfs`), and where it says so.
struct VolumeOrigin {
  std::string_view name;
  yaml::Node field;
};
VolumeOrigin origin_of(const kube::Object& volume);

}  // namespace fargate_lint::rules
