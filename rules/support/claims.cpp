#include "support/claims.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

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

yaml::Node name_of(const kube::Object& object) {
  const auto name = object.metadata()["name"];
  return name ? name : object.node;
}

kube::ClaimBinding resolve(const lint::PodContext& pod, const kube::Volume& volume) {
  const std::string_view ns = pod.object.ns;
  if (volume.from_claim_template()) {
    return kube::resolve_claim_template(pod.inventory(), ns, volume.node, volume.claim);
  }
  return kube::resolve_claim(pod.inventory(), ns, volume.claim);
}

void show_chain(lint::FindingBuilder& finding, const ClaimUse& use) {
  const auto& binding = use.binding;
  if (binding.claim != nullptr) {
    const bool by_class = binding.volume == nullptr && binding.class_field;
    if (by_class) {
      finding.related("claim " + quote(use.claim()) + " names class " + quote(binding.class_name),
                      binding.class_field);
    } else {
      finding.related("claim " + quote(use.claim()), name_of(*binding.claim));
    }
  }
  if (binding.volume != nullptr) {
    const auto origin = origin_of(*binding.volume);
    finding.related("volume " + quote(binding.volume->name) + " is made of " + quote(origin.name),
                    origin.field);
  } else if (binding.storage_class != nullptr) {
    const auto provisioner = binding.storage_class->node["provisioner"];
    const bool by_default = !binding.class_field;
    finding.related((by_default ? "the default class " : "class ") +
                        quote(binding.storage_class->name) + " provisions with " +
                        quote(binding.provisioner),
                    provisioner ? provisioner : name_of(*binding.storage_class));
  }
}

}  // namespace

yaml::Node ClaimUse::field() const {
  if (!volume->from_claim_template()) {
    const auto name = volume->source["claimName"];
    return name ? name : volume->node;
  }
  // A claim of the input may stand in for the template's; then the class is not written here.
  if (binding.class_field && binding.claim == nullptr) return binding.class_field;
  const auto name = volume->node["metadata"]["name"];
  if (name) return name;
  return volume->node || violation == nullptr ? volume->node : violation->field;
}

std::vector<ClaimUse> claims_of(const lint::PodContext& pod, fargate::ClaimVerdict verdict) {
  std::vector<ClaimUse> uses;
  std::unordered_map<const kube::Volume*, const fargate::Violation*> violation_of;
  for (const auto& violation : violations_of(pod, fargate::Cause::claim)) {
    violation_of.insert_or_assign(violation.volume, &violation);
  }
  for (const auto& volume : pod.pod.volumes) {
    if (volume.claim.empty()) continue;
    ClaimUse use;
    use.volume = &volume;
    if (const auto found = violation_of.find(&volume); found != violation_of.end()) {
      use.violation = found->second;
    }
    use.binding = use.violation != nullptr ? use.violation->binding : resolve(pod, volume);
    use.verdict = fargate::judge_claim(use.binding);
    if (use.verdict == verdict) uses.push_back(use);
  }
  return uses;
}

lint::FindingBuilder add(lint::FindingSink& out, const ClaimUse& use, const Message& message) {
  auto finding = out.add(use.field(), message);
  if (use.violation != nullptr && use.violation->certain == fargate::Tri::yes) {
    finding.event_part(fargate::event_part(*use.violation), use.violation->event);
  } else if (use.violation != nullptr) {
    finding.severity(lint::Severity::warning)
        .note("undecided: " + fargate::wording::words(*use.violation->missing));
  }
  show_chain(finding, use);
  return finding;
}

VolumeOrigin origin_of(const kube::Object& volume) {
  const auto spec = volume.spec();
  if (const auto driver = spec["csi"]["driver"]) return {driver.text(), driver};
  for (const std::string_view source : kSources) {
    if (const auto field = spec[source]; field && !field.is_null()) return {source, field};
  }
  return {"an unknown source", name_of(volume)};
}

}  // namespace fargate_lint::rules
