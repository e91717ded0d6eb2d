#include "fargate/claim.hpp"

#include <algorithm>
#include <array>

namespace fargate_lint::fargate {
namespace {

constexpr std::string_view kEfsDriver = "efs.csi.aws.com";

/// Provisioners and drivers of EBS volumes: the CSI driver, the in-tree plug-in, EKS Auto Mode.
constexpr std::array<std::string_view, 3> kEbsDrivers = {"ebs.csi.aws.com", "kubernetes.io/aws-ebs",
                                                         "ebs.csi.eks.amazonaws.com"};

/// Class names that EKS clusters ship, or nearly everyone gives, to EBS.
constexpr std::array<std::string_view, 2> kEbsClassNames = {"gp2", "gp3"};

/// Provisions nothing: volumes of the class are made by hand.
constexpr std::string_view kNoProvisioner = "kubernetes.io/no-provisioner";

bool contains(auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

yaml::Node csi_of(const kube::ClaimBinding& binding) {
  return binding.volume == nullptr ? yaml::Node() : binding.volume->spec()["csi"];
}

ClaimVerdict judge_driver(std::string_view driver) {
  if (contains(kEbsDrivers, driver)) return ClaimVerdict::ebs;
  return ClaimVerdict::other_driver;
}

ClaimVerdict judge_volume(const kube::ClaimBinding& binding) {
  if (binding.volume == nullptr) return ClaimVerdict::unknown;
  const std::string_view driver = csi_of(binding)["driver"].text();
  if (driver == kEfsDriver) return ClaimVerdict::efs_static;
  if (binding.volume->spec()["awsElasticBlockStore"].is_mapping()) return ClaimVerdict::ebs;
  return judge_driver(driver);
}

ClaimVerdict judge_provisioner(std::string_view provisioner) {
  if (provisioner.empty() || provisioner == kNoProvisioner) return ClaimVerdict::unknown;
  return provisioner == kEfsDriver ? ClaimVerdict::efs_dynamic : judge_driver(provisioner);
}

}  // namespace

ClaimVerdict judge_claim(const kube::ClaimBinding& binding) {
  using State = kube::ClaimBinding::State;
  switch (binding.state) {
    case State::bound: return judge_volume(binding);
    case State::dynamic: return judge_provisioner(binding.provisioner);
    case State::class_unknown:
      return contains(kEbsClassNames, binding.class_name) ? ClaimVerdict::ebs
                                                          : ClaimVerdict::unknown;
    case State::default_class: return ClaimVerdict::default_class;
    case State::no_class:
    case State::volume_unknown: return ClaimVerdict::unknown;
    case State::claim_unknown: return ClaimVerdict::missing;
  }
  return ClaimVerdict::unknown;
}

// The texts are those of the Fargate kubelet's validator (mahakagi/kubernetes e76e199d,
// pkg/kubelet/lifecycle/fargate_pod_validator.go), as events on clusters show them:
// aws-efs-csi-driver#793. A claim that is yet to be provisioned is "not bound", because the
// scheduler looks once, right away (aws/containers-roadmap#2654).
std::string claim_event(const kube::ClaimBinding& binding, std::string_view claim) {
  const std::string name(claim);
  if (binding.state == kube::ClaimBinding::State::claim_unknown) {
    return "persistentvolumeclaim \"" + name + "\" not found";
  }
  if (binding.state != kube::ClaimBinding::State::bound || binding.volume == nullptr) {
    return "PVC " + name + " not bound";
  }
  const std::string bound =
      "PVC " + name + " bound to invalid PV " + std::string(binding.volume->name) + " with ";
  const auto csi = csi_of(binding);
  if (!csi.is_mapping()) return bound + "nil CSI spec";
  return bound + "CSI Driver: " + std::string(csi["driver"].text());
}

Fact claim_missing(const kube::ClaimBinding& binding, std::string_view claim) {
  using State = kube::ClaimBinding::State;
  Fact fact = {.kind = Fact::Kind::claim, .name = claim};
  switch (binding.state) {
    case State::bound: fact.kind = Fact::Kind::claimed_volume; break;
    case State::dynamic: fact.kind = Fact::Kind::provisioned; break;
    case State::class_unknown: fact.kind = Fact::Kind::storage_class; break;
    case State::default_class: fact.kind = Fact::Kind::default_class; break;
    case State::no_class: fact.kind = Fact::Kind::unserved_claim; break;
    case State::volume_unknown: fact.kind = Fact::Kind::named_volume; break;
    case State::claim_unknown: break;
  }
  if (binding.state == State::dynamic || binding.state == State::class_unknown)
    fact.other = binding.class_name;
  return fact;
}

}  // namespace fargate_lint::fargate
