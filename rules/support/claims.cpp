#include "support/claims.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "fargate/wording.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

/// The sources of a PersistentVolume besides `csi` (k8s.io/api core/v1, PersistentVolumeSource).
constexpr std::array<std::string_view, 21> kSources = {"awsElasticBlockStore",
                                                       "hostPath",
                                                       "local",
                                                       "nfs",
                                                       "iscsi",
                                                       "fc",
                                                       "cephfs",
                                                       "rbd",
                                                       "glusterfs",
                                                       "flexVolume",
                                                       "gcePersistentDisk",
                                                       "azureDisk",
                                                       "azureFile",
                                                       "cinder",
                                                       "flocker",
                                                       "photonPersistentDisk",
                                                       "portworxVolume",
                                                       "quobyte",
                                                       "scaleIO",
                                                       "storageos",
                                                       "vsphereVolume"};

constexpr const auto& kClaim = kube::kinds::persistent_volume_claim;

std::string_view directory_of(const kube::Object& object) {
  const std::string_view path = object.path();
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// Whether the input seems to hold the claims of the pod's namespace. Objects that name none have
/// only the directory in common: a tree of unrelated manifests all counts as one namespace.
bool holds_others(const lint::PodContext& pod) {
  const auto& inventory = pod.inventory();
  if (inventory.holds_all(kClaim, pod.object.ns)) return true;
  if (!inventory.has_any(kClaim, pod.object.scope())) return false;
  if (!pod.object.ns_assumed) return true;
  return std::ranges::any_of(inventory.of_kind(kClaim), [&](const kube::Object* object) {
    return object->ns == pod.object.ns && can_meet(*object, pod.object) &&
           directory_of(*object) == directory_of(pod.object);
  });
}

/// Claim → volume, or claim → class → provisioner.
void show_chain(lint::FindingBuilder& finding, const kube::ClaimBinding& binding) {
  const auto claim = "claim " + quote(binding.name);
  if (binding.claim != nullptr && binding.volume == nullptr && binding.class_field)
    finding.related(claim + " sets StorageClass " + quote(binding.class_name), binding.class_field);
  else if (binding.claim != nullptr)
    finding.related(claim, name_field(*binding.claim));
  if (binding.volume != nullptr) {
    const auto origin = origin_of(*binding.volume);
    finding.related(
        "PersistentVolume " + quote(binding.volume->name) + " uses " + quote(origin.name),
        origin.field);
  } else if (binding.storage_class != nullptr) {
    const auto provisioner = binding.storage_class->node["provisioner"];
    const bool by_default = !binding.class_field;
    finding.related((by_default ? "default StorageClass " : "StorageClass ") +
                        quote(binding.storage_class->name) + " provisions with " +
                        quote(binding.provisioner),
                    provisioner ? provisioner : name_field(*binding.storage_class));
  }
}

/// What is not known, as far as the messages about claims do not say it.
std::string open_fact(const fargate::Fact& fact) {
  using Kind = fargate::Fact::Kind;
  if (fact.kind == Kind::claim || fact.kind == Kind::storage_class) return {};
  if (fact.kind == Kind::default_class)
    return "the cluster's default StorageClass is not in the input";
  return fargate::wording::words(fact);
}

yaml::Node field_of(const lint::PodContext& pod, const fargate::ClaimUse& use) {
  const auto& volume = *use.volume;
  if (!volume.from_claim_template()) {
    const auto name = volume.source["claimName"];
    return name ? name : volume.node;
  }
  // A claim of the input may stand in for the template's; then the class is not written here.
  if (use.binding.class_field && use.binding.claim == nullptr) return use.binding.class_field;
  const auto name = volume.node["metadata"]["name"];
  if (name) return name;
  return volume.node ? volume.node : pod.pod.node;
}

}  // namespace

std::vector<PodClaim> claims_of(const lint::PodContext& pod, fargate::ClaimVerdict verdict) {
  std::unordered_map<const fargate::ClaimUse*, const fargate::Violation*> violation_of;
  for (const auto& violation : violations_of(pod, fargate::Cause::claim))
    violation_of.emplace(violation.claim, &violation);
  std::vector<PodClaim> claims;
  for (const auto& use : pod.claims) {
    if (use.verdict != verdict) continue;
    const auto violation = violation_of.find(&use);
    claims.push_back({&use, violation == violation_of.end() ? nullptr : violation->second});
  }
  return claims;
}

lint::FindingBuilder add(lint::FindingSink& out, const lint::PodContext& pod, const PodClaim& claim,
                         const Message& message) {
  auto finding = out.add(field_of(pod, *claim.use), message);
  const auto* violation = claim.violation;
  if (violation != nullptr && violation->certain == fargate::Tri::yes) {
    finding.event_part(fargate::event_part(*violation), violation->event);
  } else if (violation != nullptr) {
    if (out.rule().severity == lint::Severity::error) finding.severity(lint::Severity::warning);
    if (const auto open = open_fact(*violation->missing); !open.empty())
      finding.note("undecided: " + open);
    if (violation->event) finding.note("likely event: " + pod.placement.events[*violation->event]);
  }
  show_chain(finding, claim.binding());
  return finding;
}

bool is_expected(const lint::PodContext& pod, const kube::ClaimBinding& claim) {
  if (claim.certain) return true;
  return kube::is_claim_name(claim.name) && holds_others(pod) &&
         !pod.inventory()
              .volumes(pod.object.environment)
              ->may_be_elsewhere(claim.name, pod.object.ns_assumed);
}

VolumeOrigin origin_of(const kube::Object& volume) {
  const auto spec = volume.spec();
  if (const auto driver = spec["csi"]["driver"]) return {driver.text(), driver};
  for (const std::string_view source : kSources) {
    if (const auto field = spec[source]; field && !field.is_null()) return {source, field};
  }
  return {"an unknown source", name_field(volume)};
}

yaml::Node name_field(const kube::Object& object) {
  const auto name = object.metadata()["name"];
  return name ? name : object.node;
}

}  // namespace fargate_lint::rules
