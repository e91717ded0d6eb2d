#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fargate/claim.hpp"
#include "fargate/refusal.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::rules {

/// A claim that a pod mounts, and what the pod's violations say of it. Views the context.
struct PodClaim {
  const fargate::ClaimUse* use = nullptr;
  const fargate::Violation* violation = nullptr;  ///< null: Fargate accepts the claim

  const kube::ClaimBinding& binding() const { return use->binding; }
  std::string_view name() const { return use->binding.name; }
};

/// The claims of a pod with that verdict, in the order of its volumes.
std::vector<PodClaim> claims_of(const lint::PodContext& pod, fargate::ClaimVerdict verdict);

/// Adds a finding on a claim: at what the manifest says that decides (the class that a claim
/// template names, else the claim's name), with its part of the event, what is not known, and the
/// chain claim → volume, or claim → class → provisioner, as related places. An error about what is
/// not known for certain is a warning.
lint::FindingBuilder add(lint::FindingSink& out, const lint::PodContext& pod, const PodClaim& claim,
                         const Message& message);

/// Whether the input should hold a claim that it lacks: it is complete, or has others of the
/// namespace.
bool is_expected(const lint::PodContext& pod, const kube::ClaimBinding& claim);

/// What a PersistentVolume is made of: its CSI driver (`s3.csi.aws.com`), or the type of its source
/// (`nfs`), and where it says so.
struct VolumeOrigin {
  std::string_view name;
  yaml::Node field;
};
VolumeOrigin origin_of(const kube::Object& volume);

/// Where an object says its name.
yaml::Node name_field(const kube::Object& object);

}  // namespace fargate_lint::rules
