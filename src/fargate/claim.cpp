#include "fargate/claim.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "fargate/event_words.hpp"

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

ClaimVerdict judge_driver(std::string_view driver) {
  if (contains(kEbsDrivers, driver)) return ClaimVerdict::ebs;
  return ClaimVerdict::other_driver;
}

ClaimVerdict judge_volume(const kube::Object& volume) {
  const std::string_view driver = volume.spec()["csi"]["driver"].text();
  if (driver == kEfsDriver) return ClaimVerdict::efs_static;
  if (volume.spec()["awsElasticBlockStore"].is_mapping()) return ClaimVerdict::ebs;
  return judge_driver(driver);
}

/// Of the volumes that a claim may get all must be mounted, or none.
ClaimVerdict judge_bound(const kube::ClaimBinding& binding) {
  if (binding.volume == nullptr) return ClaimVerdict::unknown;
  const auto verdict = judge_volume(*binding.volume);
  const bool mounted = verdict == ClaimVerdict::efs_static;
  const bool alike = std::ranges::all_of(binding.others, [&](const kube::Object* other) {
    return (judge_volume(*other) == ClaimVerdict::efs_static) == mounted;
  });
  return alike ? verdict : ClaimVerdict::unknown;
}

ClaimVerdict judge_provisioner(std::string_view provisioner) {
  if (provisioner.empty() || provisioner == kNoProvisioner) return ClaimVerdict::unknown;
  return provisioner == kEfsDriver ? ClaimVerdict::efs_dynamic : judge_driver(provisioner);
}

/// Of the volumes that it is bound to, or may be, one that is not mounted.
const kube::Object* find_invalid(const kube::ClaimBinding& binding) {
  if (judge_volume(*binding.volume) != ClaimVerdict::efs_static) return binding.volume;
  const auto other = std::ranges::find_if(binding.others, [](const kube::Object* volume) {
    return judge_volume(*volume) != ClaimVerdict::efs_static;
  });
  return other == binding.others.end() ? binding.volume : *other;
}

/// EKS clusters have these classes, unless the input has volumes of them.
ClaimVerdict judge_class_name(const kube::ClaimBinding& binding) {
  const bool is_ebs = binding.volume == nullptr && contains(kEbsClassNames, binding.class_name);
  return is_ebs ? ClaimVerdict::ebs : ClaimVerdict::unknown;
}

/// From the best to the worst; unbound: for all that the input shows, though not for certain.
enum class Fate : std::uint8_t { accepted, open, unbound, refused };
Fate fate_of(const std::vector<ClaimUse>& claims) {
  auto fate = Fate::accepted;
  for (const auto& claim : claims) {
    if (claim.is_refused()) return Fate::refused;
    if (!claim.is_accepted())
      fate = std::max(fate, claim.verdict == ClaimVerdict::unbound ? Fate::unbound : Fate::open);
  }
  return fate;
}

}  // namespace

ClaimVerdict judge_claim(const kube::ClaimBinding& binding) {
  using State = kube::ClaimBinding::State;
  switch (binding.state) {
    case State::bound: return judge_bound(binding);
    case State::dynamic: return judge_provisioner(binding.provisioner);
    case State::unserved:
    case State::volume_unknown:
      return binding.certain ? ClaimVerdict::unbound : ClaimVerdict::unknown;
    case State::left_over:
    case State::misfit: return ClaimVerdict::unbound;
    case State::contested: return ClaimVerdict::contested;
    case State::tie_unknown: return ClaimVerdict::unknown;
    case State::class_unknown: return judge_class_name(binding);
    case State::default_class: return ClaimVerdict::default_class;
    case State::claim_unknown: return ClaimVerdict::missing;
  }
  return ClaimVerdict::unknown;
}

bool ClaimUse::is_refused() const {
  switch (verdict) {
    case ClaimVerdict::ebs:
    case ClaimVerdict::other_driver: return true;
    case ClaimVerdict::unbound:
    case ClaimVerdict::missing: return binding.certain;
    case ClaimVerdict::efs_static:
    case ClaimVerdict::efs_dynamic:
    case ClaimVerdict::default_class:
    case ClaimVerdict::contested:
    case ClaimVerdict::unknown: return false;
  }
  return false;
}

std::vector<ClaimUse> judge_claims(const kube::Workload& workload, const kube::PodTemplate& pod,
                                   const kube::Inventory& inventory) {
  std::vector<ClaimUse> worst;
  if (std::ranges::all_of(pod.volumes, &std::string::empty, &kube::Volume::claim)) return worst;
  auto fate = Fate::accepted;
  for (auto& of_pod : kube::resolve_claims(inventory, workload, pod)) {
    std::vector<ClaimUse> claims;
    for (auto& [volume, binding] : of_pod) {
      const auto verdict = judge_claim(binding);
      claims.push_back({volume, std::move(binding), verdict});
    }
    const auto own = fate_of(claims);
    if (!worst.empty() && own <= fate) continue;
    fate = own;
    worst = std::move(claims);
  }
  return worst;
}

// The texts are those of the Fargate kubelet's validator (mahakagi/kubernetes e76e199d,
// pkg/kubelet/lifecycle/fargate_pod_validator.go), as events on clusters show them:
// aws-efs-csi-driver#793. A claim that is yet to be provisioned is "not bound", because the
// scheduler looks once, right away (aws/containers-roadmap#2654).
std::string claim_event(const kube::ClaimBinding& binding) {
  using State = kube::ClaimBinding::State;
  using event::fill;
  using event::Said;
  if (binding.state == State::claim_unknown) return fill(Said::claim_not_found, {binding.name});
  if (binding.state != State::bound || binding.volume == nullptr)
    return fill(Said::claim_not_bound, {binding.name});
  const auto& volume = *find_invalid(binding);
  const auto csi = volume.spec()["csi"];
  if (!csi.is_mapping()) return fill(Said::claim_without_csi, {binding.name, volume.name});
  return fill(Said::claim_driver, {binding.name, volume.name, csi["driver"].text()});
}

Fact claim_missing(const kube::ClaimBinding& binding) {
  using State = kube::ClaimBinding::State;
  using Kind = Fact::Kind;
  const auto about = [&](Kind kind, std::string_view other = {}) {
    return Fact{.kind = kind, .name = binding.name, .other = other};
  };
  const std::string_view volume =
      binding.volume == nullptr ? std::string_view() : binding.volume->name;
  switch (binding.state) {
    case State::bound: return about(Kind::claimed_volume);
    case State::dynamic: return about(Kind::provisioned, binding.class_name);
    case State::left_over:
    case State::class_unknown:
      return about(binding.storage_class == nullptr ? Kind::storage_class : Kind::provisioned,
                   binding.class_name);
    case State::default_class:
      return about(binding.several_defaults ? Kind::several_defaults : Kind::default_class);
    case State::unserved: return about(Kind::unserved_claim);
    case State::contested: return about(Kind::contested_claim);
    case State::misfit:
    case State::tie_unknown: return about(Kind::claim_tie, volume);
    case State::volume_unknown: return about(Kind::named_volume, binding.volume_name);
    case State::claim_unknown: return about(Kind::claim);
  }
  return about(Kind::claim);
}

}  // namespace fargate_lint::fargate
